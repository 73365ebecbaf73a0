"""When a stage ends, judged by what its iterations decided so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from reference_engine.pipelines.config import Termination


@dataclass(frozen=True)
class Verdict:
    """A stage's end, and why."""

    status: Literal["complete", "capped"]
    reason: str


def verdict(
    termination: Termination, decisions: Sequence[str], *, has_task: bool
) -> Verdict | None:
    """How the stage ends after those decisions; None where it needs another iteration.

    `has_task` tells of a queue whether there is something to do.
    """
    match termination.type:
        case "fixed":
            return _fixed(termination, decisions)
        case "judgment":
            return _judgment(termination, decisions)
        case "queue":
            return _queue(termination, decisions, has_task=has_task)


def _fixed(termination: Termination, decisions: Sequence[str]) -> Verdict | None:
    if decisions[-1:] == ["stop"]:
        return Verdict("complete", "the agent decided to stop")
    if len(decisions) >= termination.cap:
        return Verdict("complete", f"{len(decisions)} of {termination.cap} iterations ran")
    return None


def _judgment(termination: Termination, decisions: Sequence[str]) -> Verdict | None:
    stops = len(list(takewhile("stop".__eq__, reversed(decisions))))
    if stops >= termination.consensus and len(decisions) >= termination.min_iterations:
        return Verdict("complete", f"{stops} decisions in a row to stop")
    if len(decisions) >= termination.cap:
        return Verdict("capped", f"no consensus within {termination.cap} iterations")
    return None


def _queue(termination: Termination, decisions: Sequence[str], *, has_task: bool) -> Verdict | None:
    if not has_task:
        return Verdict("complete", "the queue is empty")
    if len(decisions) >= termination.cap:
        return Verdict("capped", f"the queue is not empty after {termination.cap} iterations")
    return None
