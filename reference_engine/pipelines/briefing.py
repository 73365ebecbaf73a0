"""What an agent is told: the folder of an iteration as it stands when the agent starts."""

import json
from itertools import count
from pathlib import Path

from reference_engine.pipelines.layout import Iteration, Session
from reference_engine.pipelines.planning import PlannedInputs, PlannedStage
from reference_engine.pipelines.prompts import fill
from reference_engine.pipelines.state import HistoryEntry, State
from reference_engine.pipelines.store import make_folder, write_durably
from reference_engine.pipelines.tasks import Task


def prepare(
    session: Session,
    stage: PlannedStage,
    state: State,
    task: Task | None,
    agent: int | None = None,
) -> Iteration:
    """Make the folder of the iteration that has begun, with nothing of an earlier attempt in it.

    `agent` is which of several it is for, None for one alone.
    """
    iteration = session.iteration(state.current_stage, stage.name, state.iteration, agent)
    inputs = _outputs(session, stage.inputs, state) if stage.inputs else []
    _move_aside(iteration)
    make_folder(iteration.folder)
    if not iteration.progress.exists():
        write_durably(iteration.progress, f"# Progress of {iteration.stage.name}\n")
    previous = _previous(session, state, agent)
    values = _values(session, stage, iteration, inputs, previous, task)
    iteration.context.write_text(_context(values, inputs, stage.files))
    prompt = fill(stage.prompt, values)
    iteration.prompt.write_bytes(prompt.encode("utf-8", "surrogateescape"))
    return iteration


def _outputs(session: Session, inputs: PlannedInputs, state: State) -> list[str]:
    """Paths of the outputs that the stage reads, oldest first."""
    entries = [entry for entry in state.history if entry.stage == inputs.stage]
    chosen = entries if inputs.select == "all" else entries[-1:]
    return [str(output) for entry in chosen for output in _kept(session, entry).values()]


def _previous(session: Session, state: State, agent: int | None) -> str:
    """Path of what the same agent put out in the iteration before; empty where it did not."""
    if not state.iteration_completed:
        return ""
    return str(_kept(session, state.history[-1]).get(agent, ""))


def _kept(session: Session, entry: HistoryEntry) -> dict[int | None, Path]:
    """The outputs of those who completed an iteration: of one alone, or by agent."""
    agents = [each.agent for each in entry.agents if each.status == "complete"]
    return {
        agent: session.iteration(entry.stage, entry.stage_name, entry.iteration, agent).output
        for agent in (agents if entry.agents else [None])
    }


def _move_aside(iteration: Iteration) -> None:
    """Keep what an attempt left that was not completed, under the next free number."""
    if iteration.folder.exists():
        make_folder(iteration.attempts)
        names = (iteration.attempts / f"{iteration.folder.name}-{n}" for n in count(1))
        iteration.folder.rename(next(name for name in names if not name.exists()))


def _values(
    session: Session,
    stage: PlannedStage,
    iteration: Iteration,
    inputs: list[str],
    previous: str,
    task: Task | None,
) -> dict[str, str]:
    """What the variables of a prompt stand for."""
    return {
        "SESSION_NAME": session.name,
        "STAGE": iteration.stage.name,
        "ITERATION": str(iteration.number),
        "MAX_ITERATIONS": str(stage.termination.cap),
        "PROGRESS": str(iteration.progress),
        "STATUS": str(iteration.status),
        "OUTPUT": str(iteration.output),
        "CONTEXT": stage.context,
        "CTX": str(iteration.context),
        "INPUTS": "\n".join([*stage.files, *inputs]),
        "PREVIOUS": previous,
        "TASK": task.id if task else "",
        "TASK_TITLE": task.title if task else "",
        "AGENT": "" if iteration.agent is None else str(iteration.agent),
    }


def _context(values: dict[str, str], inputs: list[str], files: list[str]) -> str:
    """What the prompt tells, as JSON: numbers as numbers and lists as lists."""
    typed = {
        "session": values["SESSION_NAME"],
        "stage": values["STAGE"],
        "iteration": int(values["ITERATION"]),
        "max_iterations": int(values["MAX_ITERATIONS"]),
        "context": values["CONTEXT"],
        "paths": {name.lower(): values[name] for name in ("PROGRESS", "STATUS", "OUTPUT")},
        "inputs": inputs,
        "files": files,
        "previous": values["PREVIOUS"] or None,
        "task": values["TASK"] or None,
        "agent": int(values["AGENT"]) if values["AGENT"] else None,
    }
    return json.dumps(typed, indent=2) + "\n"
