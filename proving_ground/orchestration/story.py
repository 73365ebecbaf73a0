"""A trial's story in plain words: phases, agents and what they reported, tasks and loops."""

from typing import TYPE_CHECKING

from proving_ground.agents.calls import Call
from proving_ground.orchestration.evidence import Evidence, Run, Snapshot
from proving_ground.orchestration.laws import LAWS, broken

if TYPE_CHECKING:
    from proving_ground.orchestration.trial import OrchestrationTrial


def tell(trial: "OrchestrationTrial") -> str:
    """The story of all runs of a trial, as lines of text."""
    if not trial.sessions:
        return "The orchestrator was never run."
    return "\n\n".join(_session(name, each) for name, each in trial.sessions.items())


def _session(name: str, evidence: Evidence) -> str:
    lines = [f"RUN {name}"]
    for number, run in enumerate(evidence.runs, 1):
        verb = "started" if run.action == "start" else "resumed"
        lines.append(f"{number}. {verb}" + (f", and {run.fault}" if run.fault else "") + ".")
        lines += _calls(run)
        lines.append(f"  Afterwards: exit {run.exit_code}, {_state(run.after)}")
    found = broken(evidence)
    bad = {line.partition(":")[0] for line in found}
    held = [law.id for law in LAWS if law.id not in bad]
    return "\n".join(
        [
            *lines,
            f"Laws that held: {', '.join(held)}",
            *(f"LAW BROKEN {line}" for line in found),
        ]
    )


def _calls(run: Run) -> list[str]:
    return [
        f"  {call.stage} {call.iteration}" + (f" of {call.task}" if call.task else "") + _told(call)
        for call in run.calls
    ]


def _told(call: Call) -> str:
    tools = ", ".join(f"{t.name} ({t.answer})" if t.failed else t.name for t in call.tools)
    end = "cut short" if call.exit is None else f"exit {call.exit}"
    return f": {tools or 'no tool'}  →  {end}"


def _state(snapshot: Snapshot) -> str:
    state = snapshot.state
    if state is None:
        return snapshot.problem or "no state"
    tasks = ", ".join(f"{task.id} {task.status}" for task in state.tasks)
    told = f"{state.ending} in {state.phase}, ${state.cost:.2f}, tasks: {tasks or 'none'}"
    return told + (f"\n  {state.error.type}: {state.error.message}" if state.error else "")
