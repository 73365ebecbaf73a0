"""`proving-ground explore` on the reference engine: sound, and with a bug put back."""

import json
import subprocess
import sys
from pathlib import Path

from proving_ground.proof.defects import load_defects

EXPLORE = [sys.executable, "-m", "proving_ground.cli", "explore"]


def explore(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run([*EXPLORE, *options], capture_output=True, text=True, check=False)


def test_the_reference_engine_passes() -> None:
    done = explore("--trials", "25", "--seed", "5", "--no-sweeps")
    assert (done.returncode, done.stdout) == (0, "25 trials: no failure (--seed 5)\n")


def test_several_series_tell_together_what_they_found(tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    options = ("--trials", "3", "--jobs", "2", "--seed", "5", "--no-sweeps", "--json", str(found))
    done = explore(*options)
    assert done.returncode == 0
    series = json.loads(found.read_text())["series"]
    assert [(each["seed"], each["trials"]) for each in series] == [(5, 2), (6, 1)]


def test_a_bug_is_found_and_shown_as_a_small_scenario(tmp_path: Path) -> None:
    (defect,) = load_defects(["resume-repeats-the-last"])
    defect.put_back(tmp_path)
    done = explore("--home", str(tmp_path), "--trials", "60", "--seed", "1", "--no-sweeps")
    assert done.returncode == 1
    assert done.stdout.startswith("FAIL in trial ")
    assert "When the session is resumed\n" in done.stdout
    assert "again: proving-ground explore --engine reference --trials 60 --seed 1" in done.stdout


def test_nonsense_is_refused_in_plain_words() -> None:
    done = explore("--engine", "refrence")
    assert (done.returncode, done.stdout) == (2, "")
    assert "refrence" in done.stderr
    assert "Traceback" not in done.stderr
