"""The scenarios of a run on several processes, each of which runs them as behave does."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from proving_ground.errors import InputError, ProvingError
from proving_ground.report.verdicts import Judge
from proving_ground.suite.parallel.pool import Task, Wide

CORES = "cores"
"""What is written for as many jobs as this process may use cores."""


class Refused(ProvingError):
    """A worker could not begin at all; the message is its own."""


def jobs_asked_for(userdata: Mapping[str, str]) -> int:
    """What `-D jobs=N` or `-D jobs=cores` asks for; else 1."""
    wish = userdata.get("jobs", "1")
    if wish == CORES:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if wish.isdecimal() and int(wish):
        return int(wish)
    raise InputError(f"-D jobs={wish}", "is no number of jobs", f"write 1 or more, or {CORES}")


class TaskShare:
    """What a sweep is told of its points: which part of them its process is to try."""

    def __init__(self, connection: Connection, task: Task):
        self._connection = connection
        self._task = task

    @property
    def is_part(self) -> bool:
        """Whether others try the rest."""
        return self._task.of > 1

    def __call__(self, pieces: int) -> tuple[int, int]:
        """Which of how many parts is one's own; of the whole, whoever hands out the tasks says."""
        if not self.is_part:
            self._connection.send(Wide(pieces))
            self._task = Task(self._task.name, *self._connection.recv())
        return self._task.part, self._task.of


def handed_out(
    connection: Connection,
    scenarios: Mapping[str, Any],
    judge: Judge,
    lend: Callable[[TaskShare], None],
) -> Iterator[Any]:
    """The behave feature of each task that is received, cut down to the scenario that it names.

    When behave has run it and asks for the next, its verdict is sent; that on a part of a sweep is
    not held against the list of known failures. `lend` takes the share of each task.
    """
    unknowing = replace(judge, known={}, _settled={}, _given={})
    while (task := _next(connection)) is not None:
        scenario, share = scenarios[task.name], TaskShare(connection, task)
        lend(share)
        if not scenario.status.is_untested():
            _forget(scenario)
        with only(scenario):
            yield scenario.feature
        connection.send((unknowing if share.is_part else judge).judge(scenario))


def _forget(scenario: Any) -> None:
    """Let a behave scenario be as it was before it ran here: this was another part of it."""
    scenario.reset()
    for name in ("happened", "left_out", "work_folder"):
        vars(scenario).pop(name, None)


def _next(connection: Connection) -> Task | None:
    try:
        task: Task | None = connection.recv()
    except (EOFError, KeyboardInterrupt):
        return None
    return task


@contextmanager
def only(scenario: Any) -> Iterator[None]:
    """Have the feature of a behave scenario hold no other, for as long as the context lasts."""
    with ExitStack() as undo:
        child, holder = scenario, scenario.parent
        while holder is not None:
            _cut_down(holder, child, undo)
            child, holder = holder, getattr(holder, "parent", None)
        yield


def _cut_down(holder: Any, child: Any, undo: ExitStack) -> None:
    if holder.type == "scenario_outline":
        for row in holder.scenarios:
            undo.callback(setattr, row, "should_skip", row.should_skip)
            row.should_skip = row.should_skip or row is not child
    else:
        undo.callback(setattr, holder, "run_items", holder.run_items)
        holder.run_items = [child]


def be_quiet() -> None:
    """Keep this process off the terminal, where whoever hands out the tasks says how it goes."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.__stderr__ = None  # type: ignore[misc]
