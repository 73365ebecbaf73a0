"""What `-D limit.calls` allows, by real runs."""

import subprocess
import sys

import pytest

from proving_ground.root import ROOT

RUNS = {
    "pipelines": (
        ("-Dlimit.calls=3", "--name=^A stage runs to its last iteration$"),
        "called its agent 3 times",
    ),
    "loops": (
        ("-Dlimit.calls=2", "-Dengine=examples/ten-line-loop/engine.yaml", "--tags=@first"),
        "(the limit is 2)",
    ),
}


@pytest.mark.parametrize("family", RUNS)
def test_a_run_ends_at_as_many_calls_as_were_asked_for(family: str) -> None:
    options, told = RUNS[family]
    command = [sys.executable, "-m", "behave", "--no-color", f"features/{family}", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert told in done.stdout
