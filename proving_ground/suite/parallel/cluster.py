"""A Dask cluster: of a run, each task is a part of the scenarios, which a worker runs with behave.

The workers need this package in the same version, and the engine in the same place. A part whose
worker dies is run by another one.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from proving_ground.errors import InputError, PrerequisiteError, ProvingError, TrialError
from proving_ground.report.console import Console
from proving_ground.report.merge import merge
from proving_ground.report.model import Report, write_report
from proving_ground.report.reports import write_reports
from proving_ground.report.summary import print_summary
from proving_ground.root import ROOT

Outcome = TypeVar("Outcome")
PARTS_PER_CORE = 4
"""More parts than cores, so that no core waits for long at the end."""
ANSWER_S = 10.0
"""Seconds that a scheduler gets to answer."""


def run(address: str, options: Sequence[str], report: Path | None, verdicts: Path | None) -> int:
    """Run what behave's `options` select, and report on it; 1 where something failed.

    InputError where nobody answers at the address, or where behave refuses the options.
    """
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    parts: dict[Path, Report] = {}
    for number, count, text in _parts(address, list(options)):
        if text:
            parts[Path(f"part {number} of {count}")] = Report.model_validate_json(text)
        console.line(f"{len(parts)} of {count} parts have run", "dim")
    merged = merge(dict(sorted(parts.items())))
    print_summary(merged, console)
    if verdicts:
        write_report(verdicts, merged)
    if report:
        console.line(f"report: {write_reports(report, merged)}")
    return int(merged.failed)


@contextmanager
def workers(address: str) -> Iterator["_Workers"]:
    """The workers of that scheduler, for other tasks; InputError where nobody answers there."""
    with _connect(address) as client:
        yield _Workers(client)


class _Workers:
    """The workers as a pool."""

    def __init__(self, client: Any):
        self._pool = client.get_executor(pure=False)

    def map(self, fn: Callable[..., Outcome], /, *iterables: Iterable[Any]) -> Iterator[Outcome]:
        """What comes of each, in their order; TrialError where one cannot be done."""
        distributed: Any = import_module("distributed")
        try:
            yield from self._pool.map(partial(_done, fn), *iterables)
        except distributed.KilledWorker as error:
            raise TrialError(f"workers die of a task again and again: {error}") from None


def _done(do: Callable[..., Outcome], *things: Any) -> Outcome:
    """Do the task; an error of ours becomes one that can be sent."""
    try:
        return do(*things)
    except ProvingError as error:
        raise TrialError(str(error)) from None


def _parts(address: str, options: list[str]) -> Iterator[tuple[int, int, str]]:
    """Number, count and report of each part, as they come."""
    client = _connect(address)
    distributed: Any = import_module("distributed")

    with client:
        count = PARTS_PER_CORE * max(1, sum(client.ncores().values()))
        work = {client.submit(run_part, options, n, count, pure=False): n for n in _to(count)}
        try:
            for future, (text, refusal) in distributed.as_completed(work, with_results=True):
                if refusal:
                    raise InputError("--scheduler", refusal, "mend that, and run it again")
                yield work[future], count, text
        except distributed.KilledWorker as error:
            raise TrialError(f"workers die of a part again and again: {error}") from None


def _to(count: int) -> range:
    return range(1, count + 1)


def _connect(address: str) -> Any:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise PrerequisiteError(
            "Dask is not installed\n  What to do: pip install 'proving-ground[cluster]'"
        ) from None
    try:
        return distributed.Client(address, timeout=ANSWER_S)
    except (OSError, ValueError) as error:
        fix = "write where a scheduler runs, as tcp://HOST:8786"
        raise InputError(f"--scheduler {address}", f"nobody answers there: {error}", fix) from None


def run_part(options: list[str], number: int, count: int) -> tuple[str, str]:
    """Run one of so many parts here, on a worker: its report in JSON, or why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        verdicts = Path(folder, "report.json")
        told = {"shard": f"{number}/{count}", "verdicts": verdicts, "jobs": 1}
        defines = [part for name, value in told.items() for part in ("-D", f"{name}={value}")]
        command = [sys.executable, "-m", "behave", "--format=null", *options, *defines]
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        ran = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        if verdicts.exists():
            return verdicts.read_text("utf-8"), ""
        return "", (ran.stderr or ran.stdout)[-2000:]
