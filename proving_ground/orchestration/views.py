"""The evidence as words, so that a table or a list of a feature can be held against it."""

from collections.abc import Callable

from proving_ground.language.tables import Row, View
from proving_ground.orchestration.evidence import Evidence
from proving_ground.orchestration.state import TaskState

CALL_COLUMNS = ("phase", "number", "task", "backend")
ATTEMPT_COLUMNS = ("phase", "number", "task", "attempt", "backend", "waited", "outcome")
VERDICT_COLUMNS = ("review", "verdict", "given")
TASK_COLUMNS = ("task", "status", "iterations", "loop", "branch")


def calls(evidence: Evidence) -> list[Row]:
    """One row per agent call of the last run."""
    return [
        {
            "phase": str(call.stage),
            "number": str(call.iteration),
            "task": call.task or "",
            "backend": call.program,
        }
        for call in evidence.last.calls
    ]


def tasks(evidence: Evidence) -> list[Row]:
    """One row per task: how it and its last loop stand, and how many iterations its loops took.

    `branch` tells whether the branch of that loop is kept or gone.
    """
    return [_task(evidence, task) for task in evidence.recorded_state.tasks]


def attempts(evidence: Evidence) -> list[Row]:
    """One row per attempt at a step; it was `answered`, or the agent `failed`, or it was `down`."""
    return [
        {
            "phase": each.phase,
            "number": str(each.number),
            "task": each.task or "",
            "attempt": str(each.attempt),
            "backend": each.backend,
            "waited": f"{each.waited:g} s",
            "outcome": "down" if each.down else "failed" if each.failure else "answered",
        }
        for each in evidence.recorded_state.attempts or ()
    ]


def reviews(evidence: Evidence) -> list[str]:
    """The reviews for which agents were called, in order."""
    names = (str(call.stage) for call in evidence.calls)
    return [name for name in names if name.startswith("review")]


def verdicts(evidence: Evidence) -> list[Row]:
    """One row per verdict in the state: it was given by an agent, or before."""
    return [
        {
            "review": each.scope,
            "verdict": "passed" if each.passed else "failed",
            "given": "before" if each.cached else "by an agent",
        }
        for each in evidence.recorded_state.reviews
    ]


def prompts(evidence: Evidence, phase: str) -> list[str]:
    """The last prompt that an agent of the phase was given; nothing where none was called."""
    return [call.prompt for call in evidence.calls_for(phase)][-1:]


def answers(evidence: Evidence, phase: str) -> list[str]:
    """What the engine's tools answered to agents of the phase."""
    return [tool.answer for call in evidence.calls_for(phase) for tool in call.tools]


def _task(evidence: Evidence, task: TaskState) -> Row:
    loops = [loop for loop in evidence.recorded_state.loops if loop.task == task.id]
    kept = loops and evidence.branches + loops[-1].id in evidence.own_branches
    return {
        "task": task.id,
        "status": task.status.replace("_", " "),
        "iterations": str(sum(loop.iterations for loop in loops)),
        "loop": loops[-1].status if loops else "none",
        "branch": "kept" if kept else "gone",
    }


VIEWS = {
    "agent is asked only for": View(CALL_COLUMNS, calls),
    "attempts read": View(ATTEMPT_COLUMNS, attempts),
    "tasks read": View(TASK_COLUMNS, tasks),
    "verdicts read": View(VERDICT_COLUMNS, verdicts),
}
"""What a table can be held against: the last run's calls, and what the state tells."""
LISTS: dict[str, Callable[[Evidence], list[str]]] = {
    "phases": lambda evidence: list(evidence.recorded_state.phases),
    "reviews": reviews,
}
"""What a list of names can be held against."""
HEARD: dict[str, Callable[[Evidence, str], list[str]]] = {"told": prompts, "answered": answers}
"""What an agent hears: the prompt that it is told, and what the engine's tools answer."""
