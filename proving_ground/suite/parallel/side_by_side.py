"""Whoever does a series of tasks side by side: threads of this program, or a cluster's workers."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from proving_ground.errors import explain
from proving_ground.stopping import CHILDREN
from proving_ground.suite.parallel.signals import stopping

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Failed:
    """A task that came to nothing, and `why`; without a reason where it was stopped, or not begun.

    It says nothing of what the task was to find out.
    """

    why: str = ""


NOT_DONE = Failed()


class Series(Protocol):
    """Whoever does a task for each of some things; a signal stops it, so that the rest is not done.

    `running` are the things that are at work, as people know them.
    """

    is_stopped: bool
    running: list[str]

    def map(
        self, fn: Callable[..., Outcome], /, *iterables: Iterable[Any]
    ) -> Iterator[Outcome | Failed]:
        """What comes of each, in their order, as soon as it and all before it are done."""


def add_scheduler(parser: ArgumentParser) -> None:
    """Where a Dask cluster is that does the tasks instead."""
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, as tcp://HOST:8786"
    )


@contextmanager
def side_by_side(jobs: int, scheduler: str | None = None) -> Iterator[Series]:
    """So many threads, which end with this program, or the workers at the scheduler's address.

    What the workers are to do must be a function of a module, and of things that can be pickled.
    """
    if scheduler is None:
        name = uuid4().hex
        with CHILDREN.pool(jobs, name) as pool:
            threads = _Threads(pool, name)
            with stopping(threads):
                yield threads
        return
    from proving_ground.suite.parallel import cluster  # noqa: PLC0415 - 50 ms that only a cluster is worth

    with cluster.workers(scheduler) as workers:
        yield workers


def attempt(do: Callable[..., Outcome], *things: Any) -> Outcome | Failed:
    """What comes of it; Failed where it goes wrong, or was stopped and so tells nothing."""
    if CHILDREN.are_ended:
        return NOT_DONE
    try:
        outcome: Outcome | Failed = do(*things)
    except Exception as error:  # one that goes wrong is to cost nothing of the others
        outcome = Failed(explain(error))
    return NOT_DONE if CHILDREN.are_ended else outcome


def label(thing: Any) -> str:
    """What people know a thing by."""
    return str(getattr(thing, "name", thing))


class _Threads:
    def __init__(self, pool: ThreadPoolExecutor, name: str):
        self.is_stopped = False
        self.running: list[str] = []
        self._pool = pool
        self._name = name

    def map(
        self, fn: Callable[..., Outcome], /, *iterables: Iterable[Any]
    ) -> Iterator[Outcome | Failed]:
        each = zip(*iterables, strict=True)
        for future in [self._pool.submit(self._attempt, fn, *things) for things in each]:
            yield future.result()

    def stop(self) -> None:
        self.is_stopped = True
        CHILDREN.end(self._name)

    terminate = stop

    def _attempt(self, do: Callable[..., Outcome], *things: Any) -> Outcome | Failed:
        name = label(things[0])
        self.running.append(name)
        try:
            return attempt(do, *things)
        finally:
            self.running.remove(name)
