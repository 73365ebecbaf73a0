"""`proving-ground explore --defects`: how soon a known bug is caught, and which are not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.explore.defects import Hunt, chosen, summary

CAUGHT = Hunt("one", "it repeats work", 8, 8, "FAIL", "calls-once: …")
WENT_WRONG = Hunt("two", "it loses work", 3, 3, "ERROR", "the machine is full")
PASSED = Hunt("three", "it hides work", 9, None, None, "")


def test_a_defect_is_caught_in_a_trial_that_is_told(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    options = [
        "--defects",
        "resume-repeats-the-last",
        "--trials",
        "40",
        "--seed",
        "1",
        "--no-sweeps",
    ]
    command = [sys.executable, "-m", "proving_ground.cli", "explore", *options, "--json", str(told)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (found,) = json.loads(told.read_text())["defects"]
    assert (done.returncode, found["verdict"]) == (0, "FAIL")
    assert done.stdout.startswith(f"caught by trial {found['trial']}: resume-repeats-the-last\n")


def test_a_trial_that_proves_nothing_catches_nothing() -> None:
    assert [each.caught for each in (CAUGHT, WENT_WRONG, PASSED)] == [True, False, False]


def test_what_was_not_caught_is_named() -> None:
    assert list(summary([CAUGHT, WENT_WRONG, PASSED], 9, 4)) == [
        "1 of 3 defects caught within 9 trials each (--seed 4); half of these within 8",
        "not caught: two: it loses work",
        "not caught: three: it hides work",
    ]


def test_a_defect_of_another_engine_is_refused() -> None:
    with pytest.raises(InputError, match="another engine than the pipelines"):
        chosen(["backends-agent-called-twice"])
