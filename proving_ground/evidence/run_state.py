"""The engine's account of a session, in the suite's own words: one model for every engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, TypeAdapter


class Ending(StrEnum):
    """How a run ended, or RUNNING where the state claims that it has not."""

    RUNNING = "running"
    COMPLETE = "complete"
    CAPPED = "capped"
    STUCK = "stuck"
    OVER_BUDGET = "over budget"
    PAUSED = "paused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    KILLED = "killed"
    REFUSED = "refused"


FINAL = frozenset({Ending.COMPLETE})
"""Endings after which a session has nothing left to do."""


@dataclass(frozen=True)
class StageState:
    """One stage as the state lists it; `status` is pending, running, complete or failed."""

    name: str
    status: str


@dataclass(frozen=True)
class SessionStatus:
    """How a session stands, as a user is told who asks.

    `stages` holds name, status and votes of each stage, where they are told.
    """

    ending: Ending
    stages: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class AgentState:
    """One agent of a block in one iteration, as the state tells it; agents count from 0.

    `status` is running, complete, failed, or ended where it was not needed any more.
    """

    agent: int
    status: str
    decision: str | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """One completed iteration as the state records it; `stage` is None where it is not told.

    `agents` are those of a block, none where one worked alone.
    """

    iteration: int
    decision: str | None
    stage: int | None = None
    recorded_at: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    agents: tuple[AgentState, ...] = ()


@dataclass(frozen=True)
class ErrorState:
    """The error that a failed session records."""

    type: str
    message: str


@dataclass(frozen=True)
class RunState:
    """A session's state. Counters are of the current stage, stages count from 0.

    `started` is the number of the iteration begun last, `completed` of the one recorded last;
    the names follow seed 002's `iteration` and `iteration_completed`. `agents` are those of
    a block that work on the iteration that was begun but is not recorded.
    """

    ending: Ending
    current_stage: int = 0
    started: int = 0
    completed: int = 0
    stages: tuple[StageState, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    error: ErrorState | None = None
    started_at: str | None = None
    ended_at: str | None = None
    resumed_at: str | None = None
    agents: tuple[AgentState, ...] = ()


_SOUND = TypeAdapter(RunState | None, config=ConfigDict(strict=True, revalidate_instances="always"))


def checked(state: RunState | None) -> RunState | None:
    """The same state; ValueError where a value is not of its type, or a counter is below 0."""
    _SOUND.validate_python(state)
    counters = (state.current_stage, state.started, state.completed) if state else ()
    if any(counter < 0 for counter in counters):
        raise ValueError(f"a counter is below 0: {counters}")
    return state


@dataclass(frozen=True)
class IterationFolder:
    """What lies on disk of one iteration.

    `complete` means that output and a decision to continue or to stop are both there; `files`
    maps each file's name to the SHA-256 of its bytes; `answer` is what the agent printed;
    `agent` tells which agent of a block it belongs to.
    """

    stage: int
    iteration: int
    complete: bool
    files: Mapping[str, str]
    answer: str = ""
    agent: int | None = None
