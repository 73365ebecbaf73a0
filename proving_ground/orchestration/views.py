"""The evidence as rows of words, so that a table of a feature can be held against it."""

from proving_ground.orchestration.evidence import Evidence
from proving_ground.tables import Row

CALL_COLUMNS = ("phase", "number", "task", "backend")
TASK_COLUMNS = ("task", "status", "iterations")


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
    """One row per task: its status, and how many iterations its loops took."""
    state = evidence.recorded_state
    return [
        {
            "task": task.id,
            "status": task.status.replace("_", " "),
            "iterations": str(sum(loop.iterations for loop in state.loops if loop.task == task.id)),
        }
        for task in state.tasks
    ]
