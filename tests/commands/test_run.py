"""What `proving-ground run` has behave do, and says of doing it again."""

import os
import shlex
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest

from proving_ground.commands import run


def rerun(*argv: str) -> list[str]:
    """The words of the command that tries a scenario again."""
    parser = ArgumentParser()
    run.add_arguments(parser)
    words = list(run._options(parser.parse_args(argv)))  # noqa: SLF001
    (told,) = [each.removeprefix("rerun=") for each in words if each.startswith("rerun=")]
    return shlex.split(told)


@pytest.mark.parametrize(
    "kept",
    [
        ("--known", "none"),
        ("--known", "a list.yaml"),
        ("--unprobed",),
        ("--home", "an engine"),
        ("-Dsandbox=on",),
    ],
)
def test_what_decides_a_verdict_is_asked_for_again(kept: tuple[str, ...]) -> None:
    assert rerun("--jobs", "2", *kept, "@resume") == [
        *("proving-ground", "run", "--engine", "reference"),
        *kept,
    ]


@pytest.mark.parametrize(
    ("send", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM)]
)
def test_a_stopped_run_writes_its_report(
    tmp_path: Path, send: Callable[[int, int], None], number: int
) -> None:
    report = tmp_path / "report"
    words = ("run", "--jobs", "2", "--report", str(report), "features/pipelines/hooks.feature")
    process = subprocess.Popen(
        [sys.executable, "-m", "proving_ground.cli", *words],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not [*tmp_path.glob("proving-ground-*/trial-*")] and time.monotonic() < deadline:
        time.sleep(0.05)
    send(process.pid, number)
    assert process.wait(60) == 1
    assert {each.name for each in report.iterdir()} >= {"index.html", "report.json", "junit.xml"}
