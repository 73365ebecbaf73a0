"""What people are told, in plain lines."""

import sys

from reference_engine.pipelines.layout import stage_key
from reference_engine.pipelines.state import State
from reference_engine.pipelines.terminations import Verdict


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def started(state: State) -> None:
    """The banner of a new session."""
    keys = ", ".join(stage_key(i, stage.name) for i, stage in enumerate(state.stages))
    say(f"session {state.session}: pipeline {state.pipeline} ({keys})")


def resumed(state: State) -> None:
    """The banner of a session that goes on, and where (bug 5: in its current stage)."""
    name, coming = state.stages[state.current_stage].name, state.iteration_completed + 1
    place = f"from stage {name}, iteration {coming} ({stage_key(state.current_stage, name)})"
    say(f"session {state.session}: resuming {place}")


def stage_ended(key: str, end: Verdict) -> None:
    """A stage's end, and why."""
    say(f"{key} {end.status}: {end.reason}")


def ended(state: State) -> None:
    """The session's end, and how to go on."""
    say(f"session {state.session} {_account(state)}")


def shown(state: State, holder: str | None) -> None:
    """How a session stands; `holder` is the process id of the engine that runs it, if any."""
    say(f"session {state.session} {f'is run by process {holder}' if holder else _account(state)}")
    say(f"pipeline {state.pipeline}, started {state.started_at}")
    for position, stage in enumerate(state.stages):
        done = [entry.decision for entry in state.history if entry.stage == position]
        say("  ".join(("", stage_key(position, stage.name), stage.status, *done)))


def _account(state: State) -> str:
    """How the session ended; one that is running without an engine was killed."""
    hint = f"resume with: reference-pipelines resume --session {state.session}"
    if state.error:
        return f"failed ({state.error.type}): {state.error.message}; {hint}"
    match state.status:
        case "complete":
            return f"complete: {state.completion_reason}"
        case "capped":
            return f"stopped at its cap: {state.completion_reason}; {hint} --iterations N"
        case "paused":
            due = f" (by {state.gate.deadline})" if state.gate and state.gate.deadline else ""
            return f"paused: {state.completion_reason}{due}; {hint} --answer yes (or no)"
        case _:
            return f"interrupted ({state.completion_reason or 'engine gone'}); {hint}"
