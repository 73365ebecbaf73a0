"""What runs on a worker of a cluster: one task of a run or series, which tells how it goes."""

import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

from proving_ground.errors import TrialError, explain
from proving_ground.report.origin import digest, reference_digest, suite_digest
from proving_ground.root import ROOT
from proving_ground.stopping import CHILDREN
from proving_ground.suite.parallel.side_by_side import Failed

_AT_WORK = threading.local()
"""The run and the task that this thread is at."""


def identity() -> dict[str, str]:
    """What must be the same here and where the tasks come from: the version and its files."""
    return {
        "version": version("proving-ground"),
        "suite": suite_digest(),
        "features": _features(),
        "reference engine": reference_digest(),
    }


def _features() -> str:
    """The digest of all features."""
    files = sorted((ROOT / "features").rglob("*.feature"))
    return digest(b"".join(path.read_bytes() for path in files))


def difference(mine: dict[str, str], theirs: dict[str, str]) -> str | None:
    """In what a worker differs from whoever hands out the tasks; None where it is the same."""
    for what, value in mine.items():
        if theirs.get(what) != value:
            return f"its {what} of Proving Ground is {theirs.get(what)}, and {value} here"
    return None


def work(
    run: str, task: str, wanted: dict[str, str], do: Callable[..., Any], things: Sequence[Any]
) -> Any:
    """Do the task of that run with those things; TrialError where that goes wrong.

    None where the run was ended meanwhile, and nothing of the task was begun.
    """
    _AT_WORK.run, _AT_WORK.task = run, task
    with CHILDREN.of(run):
        if CHILDREN.are_ended:
            return None
        try:
            return _placed(_done(wanted, do, things))
        except Exception as error:  # one that cannot be sent would never be heard of
            problem = explain(error)
    raise TrialError(f"on the worker at {here()}: {problem}")


def _done(wanted: dict[str, str], do: Callable[..., Any], things: Sequence[Any]) -> Any:
    tell([])
    if problem := difference(wanted, identity()):
        raise TrialError(f"it does not fit: {problem}")
    return do(*things)


def tell(messages: Sequence[Sequence[str]]) -> None:
    """Let whoever handed out this thread's task know of that, and that it is at work."""
    told = {"task": _AT_WORK.task, "messages": [list(each) for each in messages]}
    _worker().log_event(_AT_WORK.run, told)


def here() -> str:
    """The address of this worker."""
    return str(_worker().address)


def end(run: str) -> None:
    """End what is done here for that run, with all that it has started, and begin no more of it."""
    CHILDREN.end(run)


def _placed(outcome: Any) -> Any:
    """The same; where it is a failure, with the place of it."""
    if isinstance(outcome, Failed) and outcome.why:
        return Failed(f"on the worker at {here()}: {outcome.why}")
    return outcome


def _worker() -> Any:
    distributed: Any = import_module("distributed")
    return distributed.get_worker()
