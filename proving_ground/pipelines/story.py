"""A trial's story in plain words: what the agents were called with, and what the state did."""

import shlex
from typing import TYPE_CHECKING

from proving_ground.pipelines.evidence import Evidence, Run, Snapshot
from proving_ground.pipelines.laws import LAWS, broken

if TYPE_CHECKING:
    from proving_ground.pipelines.trial import PipelineTrial


def tell(trial: "PipelineTrial") -> str:
    """The story of all sessions of a trial, as lines of text."""
    if not trial.sessions:
        return "The engine was never run."
    sweep = [f"SWEEP {trial.swept}; the last of its points that was tried:"] if trial.swept else []
    return "\n\n".join([*sweep, *(_session(each) for each in trial.sessions.values())])


def _session(evidence: Evidence) -> str:
    lines = [f"SESSION {evidence.session}"]
    for number, run in enumerate(evidence.runs, 1):
        lines += _run(evidence, number, run)
    return "\n".join([*lines, *_laws(evidence)])


def _run(evidence: Evidence, number: int, run: Run) -> list[str]:
    verb = "started" if run.action == "start" else "resumed"
    lines = [f"Run {number} was {verb}" + (f", and {run.fault}" if run.fault else "") + "."]
    calls = zip(run.calls, run.at_calls, strict=True)
    for call, found in calls:
        said = (call.decision or {}).get("decision", "no decision") if call.ended else "cut short"
        lines += [
            f"  {call.stage}, iteration {call.iteration} (state: {_state(evidence, found)})",
            f"    {call.program} {shlex.join(call.argv[1:])}  →  {said}",
        ]
    lines.append(f"  Afterwards: exit {run.exit_code}, state: {_state(evidence, run.after)}")
    return lines


def _state(evidence: Evidence, snapshot: Snapshot) -> str:
    state = snapshot.state
    if state is None:
        return snapshot.problem or "none yet"
    stage = evidence.pipeline.stages[state.current_stage].name
    return f"{state.ending}, stage {stage}, {state.completed} completed"


def _laws(evidence: Evidence) -> list[str]:
    found = broken(evidence)
    bad = {line.partition(":")[0] for line in found}
    held = [law.id for law in LAWS if law.id not in bad]
    return [f"Laws that held: {', '.join(held)}", *(f"LAW BROKEN {line}" for line in found)]
