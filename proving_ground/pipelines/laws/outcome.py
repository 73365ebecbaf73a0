"""Laws about how a run ended."""

from collections.abc import Iterator

from proving_ground.evidence.run_state import Ending, RunState
from proving_ground.laws.account import disagreements
from proving_ground.pipelines.evidence import Evidence
from proving_ground.pipelines.laws.registry import law


@law("outcome-agrees", "Exit, state and call log tell one outcome; no work is never a success.")
def outcome_agrees(evidence: Evidence) -> Iterator[str]:
    """Seed 002, bug 3; bug classes 1 to 7."""
    state = evidence.state
    yield from disagreements(evidence)
    if state and state.ending is Ending.COMPLETE:
        yield from _false_success(evidence, state)


def _last_failed(evidence: Evidence) -> bool:
    """Whether the last agent failed, or so many of its block that the others do not do."""
    last = evidence.calls[-1]
    key = evidence.key(last)
    if _is_beyond_the_cap(evidence, key.iteration):
        return False
    return key.place not in evidence.finished if key.agent is not None else not last.ended_well


def _is_beyond_the_cap(evidence: Evidence, iteration: int) -> bool:
    """Whether a user who resumed it since asked for fewer iterations than that, so none is due."""
    cap = evidence.last.flags.iterations
    return not evidence.last.calls and cap is not None and cap < iteration


def _false_success(evidence: Evidence, state: RunState) -> Iterator[str]:
    if not evidence.calls:
        yield "the session counts as complete, but no agent was ever called"
    elif _last_failed(evidence):
        yield "the session counts as complete, but its last agent failed"
    for stage in state.stages:
        if stage.status != "complete":
            yield f"the session counts as complete, but stage {stage.name} is {stage.status}"
