"""Whoever does many tasks side by side: threads of this program, or the workers of a cluster."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from proving_ground.stopping import CHILDREN

Outcome = TypeVar("Outcome")


class Pool(Protocol):
    """Whoever does a task for each of some things."""

    def map(self, fn: Callable[..., Outcome], /, *iterables: Iterable[Any]) -> Iterator[Outcome]:
        """What comes of each, in their order, as soon as it and all before it are done."""


def add_scheduler(parser: ArgumentParser) -> None:
    """Where a Dask cluster is that does the tasks instead."""
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, as tcp://HOST:8786"
    )


@contextmanager
def side_by_side(jobs: int, scheduler: str | None = None) -> Iterator[Pool]:
    """So many threads, which end with this program, or the workers at the scheduler's address.

    What the workers are to do must be a function of a module, and of things that can be pickled.
    """
    if scheduler is None:
        with CHILDREN.pool(jobs) as pool:
            yield pool
        return
    from proving_ground.suite.parallel import cluster  # noqa: PLC0415 - 50 ms that only a cluster is worth

    with cluster.workers(scheduler) as pool:
        yield pool
