"""Laws about what the agents were called for."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from proving_ground.evidence.run_state import FINAL
from proving_ground.pipelines.evidence import Evidence
from proving_ground.pipelines.laws.formatting import name
from proving_ground.pipelines.laws.registry import law


@law("calls-once", "No iteration is run more than once, plus once per crash that interrupted it.")
def calls_once(evidence: Evidence) -> Iterator[str]:
    """Seed 003 and bug class 14: a resume must not repeat what was done."""
    calls = Counter(evidence.key(call) for call in evidence.calls)
    crashes = evidence.crashes
    for key, count in calls.items():
        if count > 1 + crashes[key]:
            yield (f"{name(key)} was run {count} times, with {crashes[key]} crashes to excuse it")


@law(
    "stage-agrees",
    "Current stage and iteration are those of the call that is being made.",
    trusts_files=True,
)
def stage_agrees(evidence: Evidence) -> Iterator[str]:
    """Seed 002, bugs 4 and 5."""
    for run in evidence.runs:
        for call, snapshot in zip(run.calls, run.at_calls, strict=True):
            key = evidence.key(call)
            if (state := snapshot.state) is None:
                yield f"{name(key)} was called while there was no state to read"
            elif not evidence.is_reported(key.stage) and state.current_stage == key.stage:
                continue  # who works on which iteration of such a block is told by each alone
            elif (state.current_stage, state.started) != key.place:
                yield (
                    f"{name(key)} was called while the state told "
                    f"{name((state.current_stage, state.started))}"
                )


@law("as-configured", "Only the configured backend and model are called.")
def as_configured(evidence: Evidence) -> Iterator[str]:
    """Seed 002, bug 1; bug classes 20, 52 and 54."""
    first, pipeline = evidence.runs[0], evidence.pipeline
    for call in evidence.calls:
        key = evidence.key(call)
        stage = pipeline.stages[key.stage].of(key.agent)
        backend, model = evidence.adapter.expected_call(pipeline, stage, first.asked, first.flags)
        if (call.program, call.model) != (backend, model):
            yield (
                f"{name(key)} was to call {backend} with the model {model}, "
                f"but called {call.program} with the model {call.model}"
            )


@law("done-is-done", "Resuming a complete session makes no call and changes nothing.")
def done_is_done(evidence: Evidence) -> Iterator[str]:
    """Bug class 23: a resume must not become a replay."""
    for earlier, run in pairwise(evidence.runs):
        if run.before.state is None or run.before.state.ending not in FINAL:
            continue
        if run.calls:
            yield f"a complete session called its agent {len(run.calls)} times"
        if (run.after.state, run.artifacts) != (run.before.state, earlier.artifacts):
            yield "a complete session's state or artifacts were changed"
