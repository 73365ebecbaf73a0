"""The evidence as rows of words, so that a table of a feature can be held against it."""

from collections import Counter
from collections.abc import Iterable

from proving_ground.agents.calls import Call
from proving_ground.language.tables import Row, View
from proving_ground.pipelines.contract import Key
from proving_ground.pipelines.evidence import Evidence, Snapshot
from proving_ground.pipelines.hook_words import POINTS

CALL_COLUMNS = ("stage", "iteration", "session", "backend", "model", "task", "agent")
HISTORY_COLUMNS = ("stage", "iteration", "decision", "recorded at")
INPUT_COLUMNS = ("stage", "iteration", "agent")
AGENT_COLUMNS = ("iteration", "agent", "status", "decision")
EVENT_COLUMNS = ("what", "of", "iteration")
STAGE_COLUMNS = ("stage", "status", "iterations")
STANDING_COLUMNS = ("stage", "status", "votes")
STATE_COLUMNS = ("as the agent was called for", "current stage", "iterations completed")


def calls(evidence: Evidence, of: Iterable[Call]) -> list[Row]:
    """One row per agent call."""
    return [
        {
            "stage": _stage(evidence, evidence.key(call)[0]),
            "iteration": str(call.iteration),
            "session": call.session or "",
            "backend": call.program,
            "model": call.model or "",
            "task": call.task or "",
            "agent": _agent(call.agent),
        }
        for call in of
    ]


def events(evidence: Evidence) -> list[Row]:
    """One row per call of a hook or an agent, in the order in which they came.

    `of` is who has the hook, or the stage that the agent works on.
    """
    agents = [
        (call.started, "agent", _stage(evidence, evidence.key(call)[0]), str(call.iteration))
        for call in evidence.calls
    ]
    hooks = [(call.started, POINTS[call.point], call.origin, "") for call in evidence.hooks]
    rows = sorted(agents + hooks)
    return [{"what": what, "of": of, "iteration": n} for _, what, of, n in rows]


def history(evidence: Evidence) -> list[Row]:
    """One row per entry of the state's history, with the minute at which it was recorded."""
    entries = evidence.state.history if evidence.state else ()
    return [
        {
            "stage": "not told" if entry.stage is None else _stage(evidence, entry.stage),
            "iteration": str(entry.iteration),
            "decision": entry.decision or "none",
            "recorded at": str(entry.recorded_at).replace("T", " ")[: len("2026-03-01 09:30")],
        }
        for entry in entries
    ]


def stages(evidence: Evidence) -> list[Row]:
    """One row per stage: its status in the state, and its complete iterations on disk."""
    reported = evidence.state.stages if evidence.state else ()
    folders = Counter((f.stage, f.iteration) for f in evidence.last.artifacts if f.complete)
    quorums = [stage.quorum for stage in evidence.pipeline.stages]
    complete = [stage for (stage, _), n in folders.items() if n >= quorums[stage]]
    return [
        {
            "stage": stage.name,
            "status": reported[index].status if index < len(reported) else "pending",
            "iterations": str(complete.count(index)),
        }
        for index, stage in enumerate(evidence.pipeline.stages)
    ]


def stage_statuses(reported: Iterable[tuple[str, ...]]) -> list[Row]:
    """One row per stage of which a user was told who asked."""
    return [
        {"stage": stage, "status": status, "votes": ", ".join(votes)}
        for stage, status, *votes in reported
    ]


def state(evidence: Evidence) -> list[Row]:
    """One row per agent call of the last run with the state as it found it; one for the end."""
    run = evidence.last
    moments = [str(call.iteration) for call in run.calls]
    rows = zip([*moments, "after the run"], [*run.at_calls, run.after], strict=True)
    return [_state(evidence, moment, snapshot) for moment, snapshot in rows]


def inputs(evidence: Evidence, given: Iterable[Key]) -> list[Row]:
    """One row per output that an agent was given."""
    return [
        {
            "stage": _stage(evidence, key.stage),
            "iteration": str(key.iteration),
            "agent": _agent(key.agent),
        }
        for key in given
    ]


def agents(evidence: Evidence) -> list[Row]:
    """One row per agent of a block and iteration, those of the iteration at work at the end."""
    state = evidence.state
    if state is None:
        return []
    reported = [(entry.iteration, each) for entry in state.history for each in entry.agents]
    reported += [(state.started, each) for each in state.agents]
    return [
        {
            "iteration": str(iteration),
            "agent": _agent(each.agent),
            "status": each.status,
            "decision": each.decision or "none",
        }
        for iteration, each in reported
    ]


def _state(evidence: Evidence, moment: str, snapshot: Snapshot) -> Row:
    state = snapshot.state
    return {
        "as the agent was called for": moment,
        "current stage": _stage(evidence, state.current_stage) if state else "no state",
        "iterations completed": str(state.completed) if state else "no state",
    }


def _agent(agent: int | None) -> str:
    return "" if agent is None else f"agent-{agent}"


def _stage(evidence: Evidence, index: int) -> str:
    stages = evidence.pipeline.stages
    return stages[index].name if index < len(stages) else f"stage {index}"


VIEWS = {
    "agent was called for": View(CALL_COLUMNS, lambda evidence: calls(evidence, evidence.calls)),
    "agent is asked only for": View(
        CALL_COLUMNS, lambda evidence: calls(evidence, evidence.last.calls)
    ),
    "agents read": View(AGENT_COLUMNS, agents),
    "history reads": View(HISTORY_COLUMNS, history),
    "stages read": View(STAGE_COLUMNS, stages),
    "state moved like this": View(STATE_COLUMNS, state),
}
"""What a table can be held against: all calls, those of the last run, the state, its history."""
