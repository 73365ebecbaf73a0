"""The parts of a run, each of which behave runs in a process of its own, here or on a worker."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from proving_ground.errors import TrialError
from proving_ground.processes.descendants import PR_SET_PDEATHSIG
from proving_ground.report.model import Report
from proving_ground.root import ROOT

RUNNER = "proving_ground.suite.parallel.untried:UntriedRunner"
_LIBC = ctypes.CDLL(None)
TOLD = 2000
"""Characters of what behave says that are told where it makes no report."""
_AT_WORK: dict[subprocess.Popen[str], str] = {}
"""The processes that run parts here now, each with the name of its run."""
_STOPPED: set[str] = set()
"""The names of runs of which nothing is begun here any more."""


def run_part(run: str, options: Sequence[str], number: int, count: int) -> tuple[str, str]:
    """Run one of so many parts here, on a worker: its report in JSON, or why there is none.

    Neither, where the run was stopped before there was any; TrialError where a signal killed it.
    """
    if run in _STOPPED:
        return "", ""
    told = {"shard": f"{number}/{count}", "jobs": "1"}
    return _run(options, told, run)


def end_parts(run: str) -> None:
    """End what is done here, on a worker, for that run, and begin nothing more of it."""
    _STOPPED.add(run)
    for process in [each for each, name in _AT_WORK.items() if name == run]:
        process.terminate()


def untried(options: Sequence[str], why: str, shard: str | None = None) -> Report:
    """The report of a run, or of a shard of it, of which nothing can be tried: all is ERROR.

    TrialError where behave does not say what the run would be of.
    """
    told = {"lost": why, "jobs": "1"} | ({"shard": shard} if shard else {})
    text, refusal = _run([f"--runner={RUNNER}", *options], told, "")
    if not text:
        raise TrialError(f"nobody can say which scenarios were lost: {refusal}")
    return Report.model_validate_json(text)


def _run(options: Sequence[str], told: Mapping[str, str], run: str) -> tuple[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        verdicts = Path(folder, "report.json")
        defines = {**told, "verdicts": str(verdicts)}
        own = [part for name, value in defines.items() for part in ("-D", f"{name}={value}")]
        command = [sys.executable, "-m", "behave", "--format=null", *options, *own]
        with _at_work(command, run) as process:
            out, err = process.communicate()
        if verdicts.exists():
            return verdicts.read_text("utf-8"), ""
        if run in _STOPPED:
            return "", ""
        if process.returncode < 0:
            raise TrialError(f"behave was ended by signal {-process.returncode}")
        return "", (err or out)[-TOLD:]


@contextmanager
def _at_work(command: Sequence[str], run: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is asked to end where its run is stopped, or where this process dies."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call of a library that is in memory
    )
    _AT_WORK[process] = run
    try:
        if run in _STOPPED:
            process.terminate()
        yield process
    finally:
        del _AT_WORK[process]


def _end_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
