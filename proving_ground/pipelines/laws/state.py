"""Laws about what the state tells."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from proving_ground.agents.calls import Call
from proving_ground.evidence.run_state import AgentState, RunState
from proving_ground.pipelines.contract import Key
from proving_ground.pipelines.evidence import Evidence
from proving_ground.pipelines.laws.formatting import Entry, entries, name
from proving_ground.pipelines.laws.registry import law


@law(
    "history-in-order",
    "The history lists each completed iteration once, in order.",
    trusts_files=True,
)
def history_in_order(evidence: Evidence) -> Iterator[str]:
    """Seed 002, pattern 2 and bug 4."""
    state = evidence.state
    if state is None:
        return
    optional = evidence.unrecorded | evidence.spare
    told = {key: call for key, call in evidence.done.items() if evidence.is_reported(key.stage)}
    found = _found(state) if evidence.is_reported(state.current_stage) else _recorded(state)
    reported = _reported(told, state)
    expected = [entry for key, entry in reported if key not in optional or entry in found]
    if found != expected:
        yield f"expected {entries(expected)}, found {entries(found)}"


@law("merge-agrees", "A block decides what its agents' votes come to.", trusts_files=True)
def merge_agrees(evidence: Evidence) -> Iterator[str]:
    """Seed 002's merge strategies; bug class 34: a conflict is no success."""
    for entry in evidence.state.history if evidence.state else ():
        block = evidence.pipeline.stages[entry.stage or 0].block
        votes = [str(each.decision) for each in entry.agents if each.status == "complete"]
        if block and entry.decision != (merged := block.merged(votes)):
            yield (
                f"{name((entry.stage or 0, entry.iteration))}: the votes {', '.join(votes)} come "
                f"to {merged or 'nothing'}, but the state tells {entry.decision}"
            )


@law(
    "never-backwards", "Counters and stage never decrease while a session lives.", trusts_files=True
)
def never_backwards(evidence: Evidence) -> Iterator[str]:
    """Seed 002, pattern 1."""
    states = [
        (snapshot.moment, snapshot.state) for snapshot in evidence.snapshots if snapshot.state
    ]
    for (_, earlier), (moment, later) in pairwise(states):
        for what, was, now in _counters(earlier, later):
            if (later.current_stage, now) < (earlier.current_stage, was):
                yield (
                    f"{moment}: {what} went from {was} in stage {earlier.current_stage} "
                    f"to {now} in stage {later.current_stage}"
                )
    for moment, state in states:
        if state.started < state.completed:
            yield f"{moment}: {state.started} iterations started, but {state.completed} completed"


def _found(state: RunState) -> list[Entry]:
    """What the history holds, and of the iteration at work, who has finished."""
    return _recorded(state) + _entries(state.current_stage, state.started, state.agents)


def _recorded(state: RunState) -> list[Entry]:
    """What the history holds, agent by agent."""
    found: list[Entry] = []
    for entry in state.history:
        if entry.agents:
            found += _entries(entry.stage, entry.iteration, entry.agents)
        else:
            found.append((entry.stage, entry.iteration, None, entry.decision))
    return found


def _entries(stage: int | None, iteration: int, agents: Iterable[AgentState]) -> list[Entry]:
    done = (each for each in agents if each.status == "complete")
    return [(stage, iteration, each.agent, each.decision) for each in done]


def _reported(done: dict[Key, Call], state: RunState) -> list[tuple[Key, Entry]]:
    """What agents reported, as the history must hold it; without stages where it tells none."""
    tells_stages = any(entry.stage is not None for entry in state.history) or bool(state.agents)
    return [
        (key, (key.stage if tells_stages else None, key.iteration, key.agent, _decision(call)))
        for key, call in done.items()
    ]


def _decision(call: Call) -> str | None:
    return (call.decision or {}).get("decision")


def _counters(earlier: RunState, later: RunState) -> Iterable[tuple[str, int, int]]:
    yield "iterations started", earlier.started, later.started
    yield "iterations completed", earlier.completed, later.completed
