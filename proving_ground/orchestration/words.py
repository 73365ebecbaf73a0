"""The words of the steps about orchestrations, and the tables that describe tasks."""

from typing import Any

import parse

from proving_ground import tables
from proving_ground.errors import InputError
from proving_ground.orchestration.behaviours import MISBEHAVIOURS
from proving_ground.orchestration.scene import PlannedTask
from proving_ground.words import items, one_of

TASK_COLUMNS = ("task", "depends on", "group")
LIMITS = {
    "loops at once": "max_loops",
    "loop at once": "max_loops",
    "iterations": "max_iterations",
    "revisions": "max_revisions",
    "revision": "max_revisions",
    "USD per loop": "usd_per_loop",
    "USD per phase": "usd_per_phase",
    "USD per run": "usd_per_run",
    "idle seconds": "idle_seconds",
}
TASK_STATUSES = {
    "pending": "pending",
    "in progress": "in_progress",
    "completed": "completed",
    "failed": "failed",
}
LOOP_STATUSES = ("pending", "running", "stuck", "completed", "failed", "interrupted")


@parse.with_pattern(r'"[^"]*"(?: of "[^"]*")?')
def moment(text: str) -> tuple[str, ...]:
    """`"build" of "task-1"`: a phase, and perhaps a task."""
    return tuple(text.split('"')[1::2])


def planned(told: Any, path: str = "") -> list[PlannedTask]:
    """Tasks from a table of a feature file, or from a list of names: then all in one group."""
    if isinstance(told, list):
        return [PlannedTask(name, (), 0) for name in told]
    tables.columns(told, path, TASK_COLUMNS, required=("task",))
    found: list[PlannedTask] = []
    for row in told:
        cells = row.as_dict()
        needs = tuple(items(cells.get("depends on", "")))
        known = {task.name: task.group for task in found}
        group = cells.get("group") or str(1 + max((known.get(n, 0) for n in needs), default=0))
        if not group.isdecimal():
            raise InputError(path, f"group {group!r} is no number", "write 1, 2, …", row.line)
        found.append(PlannedTask(cells["task"], needs, int(group)))
    return found


TYPES = {
    "Effort": one_of(("low", "medium", "high", "max")),
    "Limit": one_of(LIMITS),
    "LoopStatus": one_of(LOOP_STATUSES),
    "Misbehaviour": one_of(MISBEHAVIOURS.keys()),
    "Moment": moment,
    "TaskStatus": one_of(TASK_STATUSES),
}
