"""The task graph: what is wrong with it, and in which order it is built."""

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from reference_engine.orchestrator.records import Task


def mistake_in_tasks(tasks: Sequence[Task]) -> str | None:
    """Why these tasks cannot be planned, None where they can."""
    if not tasks:
        return "no task was written"
    known = {task.id for task in tasks}
    for task in tasks:
        for needed in task.dependencies:
            if needed not in known:
                return f"task {task.id} depends on {needed}, which is no task"
    try:
        TopologicalSorter({task.id: task.dependencies for task in tasks}).prepare()
    except CycleError as error:
        return f"tasks depend on each other in a circle: {' → '.join(error.args[1])}"
    return None


def mistake_in_plan(tasks: Sequence[Task], groups: Sequence[Sequence[str]]) -> str | None:
    """Why the plan contradicts the tasks, None where it does not."""
    place: dict[str, int] = {}
    for index, group in enumerate(groups):
        for task in group:
            if place.setdefault(task, index) != index:
                return f"task {task} stands in two groups"
    for each in tasks:
        if each.id not in place:
            return f"task {each.id} stands in no group"
        for needed in each.dependencies:
            if place.get(needed, len(groups)) >= place[each.id]:
                return f"task {each.id} must stand in a later group than {needed}"
    return None


def waves(tasks: Sequence[Task], groups: Sequence[Sequence[str]]) -> list[list[Task]]:
    """The tasks that are not completed, in the plan's order; unplanned ones by dependencies."""
    todo = {task.id: task for task in tasks if task.status != "completed"}
    planned = [[todo[task] for task in group if task in todo] for group in groups]
    seen = {task for group in groups for task in group}
    late = {task.id: task for task in todo.values() if task.id not in seen}
    sorter = TopologicalSorter(
        {
            task.id: [needed for needed in task.dependencies if needed in late]
            for task in late.values()
        }
    )
    sorter.prepare()
    while sorter.is_active():
        ready = sorter.get_ready()
        planned.append([late[task] for task in ready])
        sorter.done(*ready)
    return [wave for wave in planned if wave]
