"""The page about tests in Python is right: its example runs, and its names are those there are."""

import re
from collections.abc import Mapping
from typing import Any

from proving_ground import testing
from proving_ground.root import ROOT

PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
OBJECTS: Mapping[str, Any] = {name: getattr(testing, name) for name in testing.__all__}


def test_its_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    told: list[object] = []
    exec(compile(code, "docs/python.md", "exec"), {"print": told.append})
    assert told == [["analyze", "enumerate", "plan", "build", "review"]]


def test_it_names_what_there_is() -> None:
    table = PAGE.partition("## Names of seed 003")[2]
    ours = " ".join(re.findall(r"\| [^|]*\| ([^|]*) \|", table))
    named = set(re.findall(r"`\.?([A-Za-z_]\w*)", ours)) - {"with"}
    of_objects = {name for each in OBJECTS.values() for name in dir(each)}
    config = {*testing.MockAgentConfig.__annotations__, *testing.HarnessOptions.__annotations__}
    assert len(named) > 25
    assert named <= {*OBJECTS, *of_objects, *config}
    behaviour = PAGE.partition("what an agent does")[2].partition("Where agents")[0]
    assert {*re.findall(r"(?:^\| |, )`(\w+)`", behaviour, re.M)} <= config
