"""Reading the state of a session of the reference pipelines."""

from pathlib import Path
from typing import Any

from proving_ground.errors import StateUnreadable, wrong_in
from proving_ground.evidence.run_state import (
    AgentState,
    Ending,
    ErrorState,
    HistoryEntry,
    RunState,
    StageState,
)
from proving_ground.evidence.witness import parsed, read_regular_file


def read(path: Path) -> RunState | None:
    """What `state.json` tells, None where it is not there; StateUnreadable where it is torn."""
    try:
        return _state(parsed(read_regular_file(path)))
    except FileNotFoundError:
        return None
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        problem = f"{path} does not hold a session's state: {wrong_in(error)}"
        raise StateUnreadable(problem) from None


def _state(raw: dict[str, Any]) -> RunState:
    error = raw["error"]
    return RunState(
        ending=Ending(raw["status"]),
        current_stage=raw["current_stage"],
        started=raw["iteration"],
        completed=raw["iteration_completed"],
        stages=tuple(StageState(each["name"], each["status"]) for each in raw["stages"]),
        history=tuple(_entry(each) for each in raw["history"]),
        error=ErrorState(error["type"], error["message"]) if error else None,
        started_at=raw["started_at"],
        ended_at=raw["ended_at"],
        resumed_at=raw["resumed_at"],
        agents=_agents(raw),
    )


def _entry(raw: dict[str, Any]) -> HistoryEntry:
    return HistoryEntry(
        raw["iteration"],
        raw["decision"],
        raw["stage"],
        raw["completed_at"],
        raw,
        _agents(raw),
    )


def _agents(raw: dict[str, Any]) -> tuple[AgentState, ...]:
    return tuple(
        AgentState(each["agent"], each["status"], (each["result"] or {}).get("decision"))
        for each in raw["agents"]
    )
