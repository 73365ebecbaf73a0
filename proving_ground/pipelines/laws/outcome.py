"""Laws about how a run ended."""

from collections.abc import Iterator

from proving_ground.evidence.run_state import Ending, RunState
from proving_ground.laws.law import disagreements
from proving_ground.pipelines.evidence import Evidence
from proving_ground.pipelines.laws.registry import law


@law("outcome-agrees", "Exit, state and call log tell one outcome; no work is never a success.")
def outcome_agrees(evidence: Evidence) -> Iterator[str]:
    """Seed 002, bug 3; bug classes 1 to 7."""
    run, state = evidence.last, evidence.state
    told = evidence.endings(run.exit_code)
    may_differ = run.was_cut_short or _was_refused(evidence, told)
    yield from disagreements(
        run.exit_code, told, state.ending if state else None, may_differ=may_differ
    )
    if state and state.ending is Ending.COMPLETE:
        yield from _false_success(evidence, state)


def _was_refused(evidence: Evidence, told: frozenset[Ending]) -> bool:
    """Whether the run only said no: the state is still that of an earlier run."""
    run = evidence.last
    return Ending.REFUSED in told and not run.calls and run.before.state == run.after.state


def _last_failed(evidence: Evidence) -> bool:
    """Whether the last agent failed, or so many of its block that the others do not do."""
    last = evidence.calls[-1]
    key = evidence.key(last)
    return key.place not in evidence.finished if key.agent is not None else not last.ended_well


def _false_success(evidence: Evidence, state: RunState) -> Iterator[str]:
    if not evidence.calls:
        yield "the session counts as complete, but no agent was ever called"
    elif _last_failed(evidence):
        yield "the session counts as complete, but its last agent failed"
    for stage in state.stages:
        if stage.status != "complete":
            yield f"the session counts as complete, but stage {stage.name} is {stage.status}"
