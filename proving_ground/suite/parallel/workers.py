"""The scenarios of a run on several processes, each of which runs them as behave does."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from typing import Any

from proving_ground.errors import InputError, ProvingError
from proving_ground.report.model import ScenarioResult

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


def handed_out(
    connection: Connection,
    scenarios: Mapping[str, Any],
    judge: Callable[[Any], ScenarioResult | None],
) -> Iterator[Any]:
    """The behave feature of each task that is received, cut down to the scenario that it names.

    When behave has run it and asks for the next, its verdict is sent.
    """
    while (task := _next(connection)) is not None:
        scenario = scenarios[task]
        with only(scenario):
            yield scenario.feature
        connection.send(judge(scenario))


def _next(connection: Connection) -> str | None:
    try:
        task: str | None = connection.recv()
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
