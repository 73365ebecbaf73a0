"""What a profile may promise besides: a loop that keeps all of it, and one that keeps nothing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from proving_ground.root import ROOT

LOOP = ROOT / "examples" / "recording-loop"
UNLOCKED = (
    "What follows an agent|holds as the loop promises|asks for a model|ask for different models"
    "|says is kept|The history|A second start|A session of another name"
    "|A yes |A no |does not answer for a person"
)
"""The scenarios that need `on_agent_failure`, `resumes`, `settings`, `answers`, `history`,
`sessions`, `{session}` or `ask`."""
COUNT = 24
BREACHES = {
    "return flag or told or": 'return "opus" or',
    ".write_text(answer)": ".write_text(answer[:5])",
    'state["history"].append({"n": number})': 'state["history"] += [{"n": 1}, {"n": 1}]',
    '"failed" if code else ""': '""',
    "json.loads(path.read_text()) if path.exists() else": "",
    'Path(".loop", options.session)': 'Path(".loop", "session-1")',
    "if options.ask and": "if False and",
    "fcntl.LOCK_EX |": "(1 if options.session == 'session-1' else 2) |",
}


def verdicts(folder: Path) -> dict[str, str]:
    """The verdicts on the loop in that folder, by the names of the scenarios."""
    told = folder / "verdicts.json"
    command = [sys.executable, "-m", "proving_ground.cli", "run", "--unprobed", "--name", UNLOCKED]
    command += ["--engine", str(folder / "engine.yaml"), "--verdicts", str(told), "features/loops"]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    found = json.loads(told.read_text())["scenarios"]
    return {each["name"]: each["verdict"] for each in found if each["verdict"] != "UNTESTED"}


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    shutil.copytree(LOOP, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_each_key_unlocks_scenarios_that_the_loop_passes(loop: Path) -> None:
    found = verdicts(loop)
    assert set(found.values()) == {"PASS"}, found
    assert len(found) == COUNT


def test_each_of_them_fails_where_the_promise_is_broken(loop: Path) -> None:
    text = (loop / "loop.py").read_text()
    for kept, broken in BREACHES.items():
        assert text.count(kept) == 1, kept
        text = text.replace(kept, broken)
    (loop / "loop.py").write_text(text)
    found = verdicts(loop)
    assert set(found.values()) == {"FAIL"}, found
