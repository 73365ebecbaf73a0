"""Every bug class and every seed that is cited can be looked up in docs/."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.proof.defects import load_defects
from proving_ground.root import ROOT

CLASSES = re.compile(
    r"bug\s+class(?:es)?\s+(\d+(?:(?:,\s*|\s+and\s+|,\s*and\s+|\s+to\s+)\d+)*)", re.I
)
SEEDS = re.compile(r"\bseed\s+(\d{3})\b", re.IGNORECASE)


def _texts() -> Iterator[tuple[str, str]]:
    folders = ("docs", "environment.py", "features", "fixtures", "proving_ground", "tests")
    command = ["git", "-C", ROOT, "ls-files", "-z", "--", *folders, "reference_engine", "README.md"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name in listed.split("\0"):
        path = Path(ROOT, name)
        if path.suffix in {".py", ".md", ".yaml", ".feature"} and path.exists():
            yield name, path.read_text("utf-8")


def _cited_classes() -> dict[int, str]:
    cited = {
        int(number): name
        for name, text in _texts()
        for found in CLASSES.findall(text)
        for number in re.findall(r"\d+", found)
    }
    return cited | {each.bug_class: each.name for each in load_defects() if each.bug_class}


@pytest.fixture(scope="module")
def known_classes() -> set[int]:
    page = (ROOT / "docs" / "bug-classes.md").read_text("utf-8")
    return {int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}


def test_every_cited_bug_class_is_explained(known_classes: set[int]) -> None:
    cited = _cited_classes()
    assert len(cited) > 50
    assert {n: where for n, where in cited.items() if n not in known_classes} == {}


def test_every_cited_seed_is_explained() -> None:
    page = (ROOT / "docs" / "seeds.md").read_text("utf-8")
    known = set(re.findall(r"^## Seed (\d{3})$", page, re.MULTILINE))
    cited = {number: name for name, text in _texts() for number in SEEDS.findall(text)}
    assert len(cited) >= 3
    assert {n: where for n, where in cited.items() if n not in known} == {}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("bug class 7", ["7"]), ("Bug classes 6 and 7", ["6", "7"]), ("classes 20, 52 and 54", None)],
)
def test_citations_are_recognised(text: str, numbers: list[str] | None) -> None:
    found = CLASSES.search(text)
    assert (re.findall(r"\d+", found.group(1)) if found else None) == numbers
