"""Sentences that are said of nothing, or that cannot be meant: told in words, never in Python."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proving_ground.report.model import ScenarioResult, read_report
from proving_ground.report.verdicts import Verdict
from tests.attacks.test_attacks import copy_of_the_suite
from tests.bench import needs_linux
from tests.suite.test_malformed import PYTHON

FEATURE = Path(__file__).with_name("slips.feature")
OF_NOTHING = {
    "A hook that nobody has never runs": "expected a hook after each iteration, found none",
    "A hook that nobody has runs no times": "expected a hook after each iteration, found none",
    "A loop that asks nobody goes on": "expected a person whom the loop asks, found none",
    "A loop that asks nobody stops": "expected a person whom the loop asks, found none",
    "A server that nobody started ends": "expected a server that its client has left, found none",
    "Nothing is kept, and nothing is changed": "expected memories or to-dos that were kept before",
    "Memory that no session could use": "expected a session that began or ended, found none",
    "An answer without what nobody said": "expected an agent that says 'zebra', found none",
    "A letter that every prompt holds": "expected a text that not every prompt holds, found none",
    "Words that every prompt holds": "expected a text that not every prompt holds, found none",
    "A note that nobody made": "expected an agent that notes 'zebra', found none",
    "An answer of another ending": "but: the answer tells of a session that is complete, with exit",
    "An answer of a session that is there": "Expected: an answer that tells of no such session",
    "A state that is not as it was found": "was run state complete, nothing",
}
"""What is false, or would be true of anything: a FAIL that tells what was to be there."""
SLIPS = {
    "No stage at all": "no stage is described yet; start with: Given a stage",
    "A table of stages without a row": "the table has no row",
    "A table of agents without a row": "the table has no row",
    "A number that is a word": "iterations: 'two'\n  What to do: Write a whole number.",
    "No agents side by side": "there is no agent among those that work side by side",
    "A stage that reads itself": "stage 'work' reads from 'work', which is no earlier stage",
    "A stage that reads a later one": "stage 'work' reads from 'later', which is no earlier stage",
    "No stop votes": "consensus is 0",
    "No iteration is the first that may be the last": "min_iterations is 0",
    "A name of blanks": "name is ' '",
    "A placeholder without an outline": "name is '<work>'",
    "Words of an answer that nobody asked for": "nobody has asked yet, so there is no answer",
    "Stages of an answer that nobody asked for": "nobody has asked yet, so there is no answer",
    "What nobody asked for is told": "nobody has asked yet, so there is no answer",
    "The state of a session of a backend": "no trial of @backends can tell that",
    "The answer to nobody's question about an orchestration": "no trial of @orchestration can tell",
    "Unchanged since no earlier run": "there was no earlier run of the session",
    "A call beyond all calls": "call 9999 is more than the ",
    "Endings without a row": "the table has no row",
    "An ending that nobody can bring about": "the ending 'stuck' is none that can be had",
    "Endings in another column": "the table has a column 'end'",
    "An order that is none of these agents': 1, 7, 0": 'each agent once, for example "2, 1, 0"',
    "An order that is none of these agents': 1, 1, 2": 'each agent once, for example "2, 1, 0"',
    "An order that is none of these agents': 1, 0": 'each agent once, for example "2, 1, 0"',
    "An order of one agent that works alone": "no agents work side by side",
}
"""What no trial can be made of, or cannot tell: an ERROR that says where and what to do."""
pytestmark = needs_linux


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ScenarioResult]:
    suite = copy_of_the_suite(tmp_path_factory.mktemp("slips") / "suite", FEATURE)
    told = suite / "told.json"
    command = [sys.executable, "-m", "behave", "-f", "null", f"-Dverdicts={told}"]
    env = {**os.environ, "TMPDIR": str(suite)}
    ran = subprocess.run(command, cwd=suite, env=env, capture_output=True, text=True, check=False)
    assert told.exists(), ran.stdout + ran.stderr
    return {each.name.partition(" -- ")[0]: each for each in read_report(told).scenarios}


def test_each_slip_is_tried(results: dict[str, ScenarioResult]) -> None:
    assert results.keys() == OF_NOTHING.keys() | SLIPS.keys()


@pytest.mark.parametrize("name", OF_NOTHING)
def test_what_is_said_of_nothing_is_false(name: str, results: dict[str, ScenarioResult]) -> None:
    assert results[name].verdict is Verdict.FAIL, results[name].reason
    assert OF_NOTHING[name] in results[name].reason
    assert not PYTHON.search(results[name].reason), results[name].reason


@pytest.mark.parametrize("name", SLIPS)
def test_what_cannot_be_meant_is_told_its_author(
    name: str, results: dict[str, ScenarioResult]
) -> None:
    assert results[name].verdict is Verdict.ERROR, results[name].reason
    assert SLIPS[name] in results[name].reason
    assert not PYTHON.search(results[name].reason), results[name].reason
