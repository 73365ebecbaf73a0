"""The task graph: what is refused, and why."""

import pytest

from reference_engine.orchestrator.graph import mistake_in_plan, mistake_in_tasks, waves
from reference_engine.orchestrator.records import Task


def task(name: str, *needs: str, status: str = "pending") -> Task:
    return Task(name, name, "", needs, status, None)


BASE, TOP = task("base"), task("top", "base")


@pytest.mark.parametrize(
    ("tasks", "mistake"),
    [
        ([], "no task was written"),
        ([task("a", "ghost")], "task a depends on ghost, which is no task"),
        ([task("a", "b"), task("b", "a")], "in a circle"),
    ],
)
def test_tasks_that_cannot_be_planned(tasks: list[Task], mistake: str) -> None:
    assert mistake in (mistake_in_tasks(tasks) or "")


@pytest.mark.parametrize(
    ("groups", "mistake"),
    [
        ([["base"]], "task top stands in no group"),
        ([["base", "top"]], "task top must stand in a later group than base"),
        ([["top"], ["base"]], "task top must stand in a later group than base"),
        ([["base"], ["top", "base"]], "task base stands in two groups"),
    ],
)
def test_plans_that_contradict_the_tasks(groups: list[list[str]], mistake: str) -> None:
    assert mistake_in_plan([BASE, TOP], groups) == mistake


def test_a_sound_plan_has_no_mistake() -> None:
    assert mistake_in_tasks([BASE, TOP]) is None
    assert mistake_in_plan([BASE, TOP], [["base"], ["top"]]) is None


def test_open_tasks_come_in_the_plans_order_and_late_ones_by_their_needs() -> None:
    late, later = task("fix"), task("polish", "fix")
    done = task("base", status="completed")
    found = waves([done, TOP, later, late], [["base"], ["top"]])
    assert [[each.id for each in wave] for wave in found] == [["top"], ["fix"], ["polish"]]
