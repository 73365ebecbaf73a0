"""The engine's `state.json`, read into the suite's own model."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from proving_ground.errors import StateUnreadable
from proving_ground.evidence.run_state import Ending, ErrorState, HistoryEntry, RunState, StageState
from proving_ground.evidence.witness import read_regular_file

RUNS = Path(".claude/pipeline-runs")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="allow")

    iteration: int
    decision: str | None = None
    stage: str | None = None
    timestamp: str | None = None


class _Stage(BaseModel):
    name: str
    status: str


class _Error(BaseModel):
    type: str
    message: str


class _State(BaseModel):
    """What all checkouts write; newer ones add keys that nothing here needs."""

    type: Literal["loop", "pipeline"]
    status: Literal["running", "complete", "failed"]
    current_stage: int = 0
    iteration: int = 0
    iteration_completed: int = 0
    stages: list[_Stage] = Field(default_factory=list)
    history: list[_Entry] = Field(default_factory=list)
    error: _Error | None = None
    completion_reason: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    failed_at: str | None = None
    resumed_at: str | None = None


def state_file(session: str) -> Path:
    """Where the session's state lies, seen from the project."""
    return RUNS / session / "state.json"


def read_state(path: Path) -> RunState | None:
    """The session's state, None where there is none; StateUnreadable where it is torn."""
    try:
        content = read_regular_file(path)
    except FileNotFoundError:
        return None
    try:
        return _run_state(_State.model_validate_json(content))
    except ValidationError as problem:
        raise StateUnreadable(f"{path}: {_first(problem)} ({len(content)} bytes)") from problem


def _run_state(state: _State) -> RunState:
    return RunState(
        ending=_ending(state),
        current_stage=state.current_stage,
        started=state.iteration,
        completed=state.iteration_completed,
        stages=tuple(StageState(stage.name, stage.status) for stage in state.stages),
        history=tuple(_entry(entry, state) for entry in state.history),
        error=ErrorState(state.error.type, state.error.message) if state.error else None,
        started_at=state.started_at,
        ended_at=state.completed_at or state.failed_at,
        resumed_at=state.resumed_at,
    )


def _ending(state: _State) -> Ending:
    """The engine calls a loop at its cap complete, but gives this as the reason."""
    if state.status == "complete" and state.completion_reason == "max_iterations":
        return Ending.CAPPED
    return Ending(state.status)


def _entry(entry: _Entry, state: _State) -> HistoryEntry:
    details: dict[str, Any] = entry.model_extra or {}
    stage = _stage_index(entry, state)
    return HistoryEntry(entry.iteration, entry.decision, stage, entry.timestamp, details)


def _stage_index(entry: _Entry, state: _State) -> int | None:
    """A loop has one stage and lists none; a pipeline's entries name theirs, or at first not."""
    if state.type == "loop":
        return 0
    return next((i for i, stage in enumerate(state.stages) if stage.name == entry.stage), None)


def _first(problem: ValidationError) -> str:
    error = problem.errors(include_url=False)[0]
    where = ".".join(str(part) for part in error["loc"])
    return f"{where}: {error['msg']}" if where else error["msg"]
