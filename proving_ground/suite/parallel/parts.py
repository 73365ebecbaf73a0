"""The parts of a run on a cluster, each of which behave runs in a process of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proving_ground.errors import TrialError
from proving_ground.report.model import Report
from proving_ground.root import ROOT
from proving_ground.stopping import CHILDREN
from proving_ground.suite.parallel import remote
from proving_ground.suite.parallel.telling import Lines, TellingFormatter

RUNNER = "proving_ground.suite.parallel.untried:UntriedRunner"
TELLING = f"{TellingFormatter.__module__}:{TellingFormatter.__name__}"
TOLD = 2000
"""Characters of what behave says that are told where it makes no report."""
GLANCE_S = 0.3
"""Seconds after which what behave has told is passed on."""
Tell = Callable[[list[list[str]]], None]


@dataclass(frozen=True)
class Part:
    """What came of a part: its report in JSON, or why there is none; neither if it was stopped."""

    report: str = ""
    refusal: str = ""


def run_part(options: Sequence[str], shard: str) -> Part:
    """Run a part, as 2/8, here on a worker; TrialError where a signal killed it."""
    part = _run(options, {"shard": shard, "jobs": "1"}, remote.tell)
    if not part.refusal:
        return part
    return Part(refusal=f"the worker at {remote.here()} cannot run it: {part.refusal}")


def untried(options: Sequence[str]) -> Report:
    """The report of a run of which nothing was tried: all is ERROR, in the order of the files.

    TrialError where behave does not say what the run would be of.
    """
    told = {"lost": "it was not begun", "jobs": "1"}
    part = _run([f"--runner={RUNNER}", *options], told, lambda _: None)
    if not part.report:
        raise TrialError(part.refusal.strip() or "behave was stopped")
    return Report.model_validate_json(part.report)


def _run(options: Sequence[str], told: Mapping[str, str], tell: Tell) -> Part:
    with tempfile.TemporaryDirectory() as folder:
        verdicts, lines = Path(folder, "report.json"), Path(folder, "told")
        defines = {**told, "verdicts": str(verdicts)}
        own = [part for name, value in defines.items() for part in ("-D", f"{name}={value}")]
        words = [f"--format={TELLING}", f"--outfile={lines}", *options, *own]
        code, said = _behave(words, Lines(lines), tell)
        if verdicts.exists():
            return Part(report=verdicts.read_text("utf-8"))
        if CHILDREN.are_ended:
            return Part()
        if code < 0:
            raise TrialError(f"behave was ended by signal {-code}")
        return Part(refusal=said or f"behave ended with exit code {code}, and said nothing")


def _behave(words: Sequence[str], lines: Lines, tell: Tell) -> tuple[int, str]:
    """Run behave, and pass on what it tells: its exit code, and what it complained of, or said."""
    command = [sys.executable, "-m", "behave", *words]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    pipes: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with CHILDREN.started(command, cwd=ROOT, env=env, **pipes) as behave:
        said = None
        while said is None:
            said = _said(behave)
            if new := lines.new():
                tell(new)
    return int(behave.returncode), said


def _said(process: subprocess.Popen[bytes]) -> str | None:
    """The end of what it complained of, else of what it said; None where it has not ended."""
    try:
        out, err = process.communicate(timeout=GLANCE_S)
    except subprocess.TimeoutExpired as error:
        if process.poll() is None:
            return None
        out, err = error.output or b"", error.stderr or b""  # a process that it left holds them
    return (err.strip() or out.strip()).decode(errors="replace")[-TOLD:]
