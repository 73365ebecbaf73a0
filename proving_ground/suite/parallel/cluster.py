"""A Dask cluster: of a run, each task is a part of the scenarios, which a worker runs with behave.

The workers need this package in the same version, and the engine in the same place. A part whose
worker dies is run by another one; where that dies too, its scenarios are ERROR.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from proving_ground.errors import InputError, PrerequisiteError, ProvingError, TrialError
from proving_ground.report import clock
from proving_ground.report.console import Console
from proving_ground.report.merge import merge
from proving_ground.report.model import Report, write_report
from proving_ground.report.reports import write_reports
from proving_ground.report.summary import print_summary
from proving_ground.stopping import PARTING_S
from proving_ground.suite.parallel.parts import end_parts, run_part, untried

Outcome = TypeVar("Outcome")
PARTS_PER_CORE = 4
"""More parts than cores, so that no core waits for long at the end."""
RETRIES = 1
"""How often a part is begun anew whose behave was killed; one whose worker dies, as Dask says."""
ANSWER_S = 10.0
"""Seconds that a scheduler gets to answer."""


def run(address: str, options: Sequence[str], report: Path | None, verdicts: Path | None) -> int:
    """Run what behave's `options` select, and report on it; 1 where something failed.

    Where it is interrupted, what has come in is reported, and 1 returned. InputError where nobody
    answers at the address, or where behave refuses the options.
    """
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    started = clock.now()
    with _connect(address) as client:
        parts = _Parts(client, list(options), console)
        parts.follow()
    merged = parts.merged().model_copy(update={"duration_s": round(clock.now() - started, 3)})
    print_summary(merged, console)
    if verdicts:
        write_report(verdicts, merged)
    if report:
        console.line(f"report: {write_reports(report, merged)}")
    return int(parts.is_stopped or merged.failed)


class _Parts:
    """The parts of a run: `is_stopped` where it was interrupted before all of them came in."""

    def __init__(self, client: Any, options: list[str], console: Console):
        self.is_stopped = False
        self._client = client
        self._options = options
        self._console = console
        self._name = uuid4().hex
        self._count = PARTS_PER_CORE * max(1, sum(client.ncores().values()))
        self._reports: dict[int, Report] = {}
        self._work = {self._submit(number): number for number in range(1, self._count + 1)}

    def follow(self) -> None:
        """Take what comes of each part; an interrupt ends those that are at work."""
        try:
            self._take(self._as_completed(list(self._work)))
        except KeyboardInterrupt:
            self.is_stopped = True
            self._console.line("stopped: no other part is begun", "yellow")
            self._stop()

    def merged(self) -> Report:
        """One report of all parts; of a stopped run, with the number of scenarios not run."""
        reports = {Path(f"part {n} of {self._count}"): each for n, each in self._reports.items()}
        if not self.is_stopped:
            return merge(dict(sorted(reports.items())))
        everything = untried(self._options, "it was not begun")
        nothing = everything.model_copy(update={"scenarios": (), "features": ()})
        came = merge({Path("the run"): nothing, **reports}, is_whole=False)
        missing = {each.id for each in everything.scenarios} - {each.id for each in came.scenarios}
        return came.model_copy(update={"not_run": len(missing)})

    def _submit(self, number: int) -> Any:
        key = f"part-{number}-{self._name}"
        what = (self._name, self._options, number, self._count)
        return self._client.submit(run_part, *what, key=key, retries=RETRIES)

    def _as_completed(self, futures: list[Any], timeout: float | None = None) -> Iterable[Any]:
        distributed: Any = import_module("distributed")
        completed: Iterable[Any] = distributed.as_completed(futures, timeout=timeout)
        return completed

    def _take(self, completed: Iterable[Any]) -> None:
        for future in completed:
            number = self._work[future]
            if report := self._report(future, number):
                self._reports[number] = report
            self._console.line(f"{len(self._reports)} of {self._count} parts have run", "dim")

    def _report(self, future: Any, number: int) -> Report | None:
        """The report of a part; None for one that was stopped before there was any."""
        try:
            text, refusal = future.result()
        except Exception as error:  # a cluster may lose a part in many ways
            return None if self.is_stopped else self._lost(number, error)
        if refusal and not self.is_stopped:
            self._end()
            raise InputError("--scheduler", refusal, "mend that, and run it again")
        return Report.model_validate_json(text) if text else None

    def _lost(self, number: int, error: BaseException) -> Report:
        shard = f"{number}/{self._count}"
        why = (
            f"its part of the run, {shard}, was lost each time that it was begun: {error}\n"
            f"  What to do: run -D shard={shard} without the cluster, which names what ends it"
        )
        return untried(self._options, why, shard)

    def _stop(self) -> None:
        """End what is at work, and take what it has come to."""
        self._end()
        left = [each for each, number in self._work.items() if number not in self._reports]
        with suppress(TimeoutError):
            self._take(self._as_completed(left, timeout=2 * PARTING_S))
        self._client.cancel(left)

    def _end(self) -> None:
        self._client.run(end_parts, self._name, on_error="ignore")


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
