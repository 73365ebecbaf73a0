"""The engine's `state.json`, read into the suite's own model."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from proving_ground.engines.agent_pipelines.artifacts import AGENTS
from proving_ground.engines.agent_pipelines.configuration import BLOCK
from proving_ground.errors import StateUnreadable
from proving_ground.evidence.run_state import (
    AgentState,
    Ending,
    ErrorState,
    HistoryEntry,
    RunState,
    StageState,
)
from proving_ground.evidence.witness import read_regular_file

RUNS = Path(".claude/pipeline-runs")
_STATUS = {"pending": "running"}
"""What the engine's words for a provider mean, where they are its own."""


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
        return _with_providers(_run_state(_State.model_validate_json(content)), path.parent)
    except ValidationError as problem:
        raise StateUnreadable(f"{path}: {_first(problem)} ({len(content)} bytes)") from problem


class _StageDone(BaseModel):
    iterations: int


class _Provider(BaseModel):
    """What each provider of a block tells of itself, in a state of its own."""

    status: str
    iteration: int = 0
    iteration_completed: int = 0
    stages: list[_StageDone] = Field(default_factory=list)

    @property
    def done(self) -> int:
        """How many iterations it has done; the counters are reset where it is through."""
        return self.stages[-1].iterations if self.stages else self.iteration_completed


def _with_providers(state: RunState, session: Path) -> RunState:
    """In a block the session's own counters are left from the stage before: each provider counts.

    A copy that holds the session's file alone tells of no provider.
    """
    if state.current_stage >= len(state.stages):
        return state
    if not state.stages[state.current_stage].name.startswith(BLOCK):
        return replace(state, stages=_named(state))
    told = {
        path.parent.name: _Provider.model_validate_json(read_regular_file(path))
        for path in session.glob(f"parallel-{state.current_stage:02d}-*/providers/*/state.json")
    }
    agents = sorted((AGENTS.index(name), each) for name, each in told.items() if name in AGENTS)
    return replace(
        state,
        stages=_named(state),
        started=max([1, *(max(each.iteration, each.done) for each in told.values())]),
        completed=min((each.done for each in told.values()), default=0),
        agents=tuple(AgentState(n, _STATUS.get(p.status, p.status)) for n, p in agents),
    )


def _named(state: RunState) -> tuple[StageState, ...]:
    return tuple(replace(each, name=each.name.removeprefix(BLOCK)) for each in state.stages)


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
