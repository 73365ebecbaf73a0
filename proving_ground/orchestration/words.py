"""The words of the steps about orchestrations, and the tables that describe tasks."""

from typing import Any

import parse
from behave import register_type

from proving_ground import tables
from proving_ground.errors import InputError
from proving_ground.orchestration.behaviours import MISBEHAVIOURS
from proving_ground.orchestration.scene import PlannedTask

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


@parse.with_pattern(r"low|medium|high|max")
def effort(text: str) -> str:
    """An effort level."""
    return text


@parse.with_pattern(r"|".join(sorted(LIMITS, key=len, reverse=True)))
def limit(text: str) -> str:
    """A limit, in words."""
    return LIMITS[text]


@parse.with_pattern(r'"[^"]*"(?: of "[^"]*")?')
def moment(text: str) -> tuple[str, ...]:
    """`"build" of "task-1"`: a phase, and perhaps a task."""
    return tuple(text.split('"')[1::2])


@parse.with_pattern(r"pending|in progress|completed|failed")
def task_status(text: str) -> str:
    """How a task stands."""
    return text.replace(" ", "_")


@parse.with_pattern(r"pending|running|stuck|completed|failed|interrupted")
def loop_status(text: str) -> str:
    """How a loop stands."""
    return text


@parse.with_pattern(r"|".join(sorted(MISBEHAVIOURS, key=len, reverse=True)))
def misbehaviour(text: str) -> str:
    """What an agent does that it should not."""
    return text


def listed(text: str) -> list[str]:
    """Names, separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def planned(told: Any, path: str = "") -> list[PlannedTask]:
    """Tasks from a table of a feature file, or from a list of names: then all in one group."""
    if isinstance(told, list):
        return [PlannedTask(name, (), 0) for name in told]
    tables.columns(told, path, TASK_COLUMNS, required=("task",))
    found: list[PlannedTask] = []
    for row in told:
        cells = row.as_dict()
        needs = tuple(listed(cells.get("depends on", "")))
        known = {task.name: task.group for task in found}
        group = cells.get("group") or str(1 + max((known.get(n, 0) for n in needs), default=0))
        if not group.isdecimal():
            raise InputError(path, f"group {group!r} is no number", "write 1, 2, …", row.line)
        found.append(PlannedTask(cells["task"], needs, int(group)))
    return found


def register() -> None:
    """Make the words known to behave, before it reads the steps."""
    register_type(
        Effort=effort,
        Limit=limit,
        Moment=moment,
        TaskStatus=task_status,
        LoopStatus=loop_status,
        Misbehaviour=misbehaviour,
    )
