"""Names that name nothing, and steps that come before what they need, are told before a run."""

import pytest

from tests.suite.conftest import Complaints
from tests.suite.test_amounts import (
    DONE,
    FAILS,
    LOOP,
    LOOPS,
    ORCHESTRATE,
    RESUMED,
    RUN,
    TASKS,
    WORK,
    feature,
)

NEEDS = ("Given these tasks:", "| task | depends on |")
NO_NAME = "this is no name of a task"
NOTHING_RAN = "nothing has run before this"
QUEUE = 'Given a stage "work" that works off its queue, within 9 iterations'
NO_TASKS = "the stage before this works off no tasks"
KILLED = "is killed before each change it makes to disk, and resumed each time"
RECOVERED = "Then every resumed run is complete, as the uninterrupted run was"
LONG = "a" * 300

ORCHESTRATION = [
    (
        (TASKS, 'When the orchestration runs through phase "plann"', DONE),
        "there is no phase 'plann'",
    ),
    (
        (TASKS, 'When another session of the same orchestration runs through phase "pla"', DONE),
        "4: there is no phase 'pla' -> Did you mean 'plan'?",
    ),
    ((TASKS, ORCHESTRATE, 'Then the run stands in phase "zebra"'), "5: there is no phase 'zebra'"),
    ((TASKS, ORCHESTRATE, 'Then the reviews were "zebra"'), "5: there is no phase 'zebra'"),
    ((TASKS, ORCHESTRATE, 'Then the phases were "analyze, bild"'), "5: there is no phase 'bild'"),
    (
        (TASKS, ORCHESTRATE, 'Then the agent of "zebra" was told "x"'),
        "5: there is no phase 'zebra'",
    ),
    (
        (TASKS, 'When the state is locked while the agent of "biuld" reports', DONE),
        "4: there is no phase 'biuld' -> Did you mean 'build'?",
    ),
    (
        (
            *(TASKS, 'And the builders of "one, two" change the same file, "a.txt"'),
            *(ORCHESTRATE, 'Then a conflict in "zebra" is pending'),
        ),
        "6: no two builders change 'zebra'",
    ),
    *[
        (
            (
                *(TASKS, f'And the builders of "one, two" change the same file, "{file}"'),
                *(ORCHESTRATE, DONE),
            ),
            f"4: this is no file of the project: {file}",
        )
        for file in ("../../a.txt", "/etc/a.txt", "src/../../a.txt", ".")
    ],
    *[
        ((f'Given the tasks "one, {name}"', ORCHESTRATE, DONE), f"3: {NO_NAME}")
        for name in ("../x", "a/b", "..", LONG)
    ],
    ((*NEEDS, "| a/b | |", ORCHESTRATE, DONE), f"3: {NO_NAME}: a/b"),
    ((*NEEDS, "| a | a |", ORCHESTRATE, DONE), "5: task 'a' waits for itself"),
    ((*NEEDS, "| a | b |", "| b | a |", ORCHESTRATE, DONE), "6: task 'b' waits for itself"),
    (
        (*NEEDS, "| a | c |", "| b | a |", "| c | b |", "| d | a |", ORCHESTRATE, DONE),
        "7: task 'c' waits for itself",
    ),
    ((*NEEDS, "| a | |", "| b | a |", "| c | a, b |", ORCHESTRATE, DONE), ""),
    ((TASKS, "And the session's state was emptied", ORCHESTRATE, DONE), f"4: {NOTHING_RAN}"),
    ((TASKS, "And the database was emptied", ORCHESTRATE, DONE), f"4: {NOTHING_RAN}"),
    ((TASKS, f"When the resumed run {KILLED}", RECOVERED), f"4: {NOTHING_RAN}"),
    ((TASKS, f"When the run {KILLED}", RECOVERED), ""),
]
PIPELINES = [
    ((WORK, "And the session's state was emptied", RUN, DONE), f"4: {NOTHING_RAN}"),
    ((WORK, f"When the resumed run {KILLED}", RECOVERED), f"4: {NOTHING_RAN}"),
    ((WORK, RESUMED, DONE), f"4: {NOTHING_RAN}"),
    ((WORK, "When a session that never ran is resumed", "Then the run is refused"), ""),
    (
        (WORK, "When the resumed run is killed while the agent works on iteration 2", DONE),
        f"4: {NOTHING_RAN}",
    ),
    ((WORK, "And the pipeline has run", f"When the resumed run {KILLED}", RECOVERED), ""),
    (('Given a stage "../x" of 1 iteration', RUN, DONE), "3: this is no name of a stage: ../x"),
    (("Given these stages:", "| stage |", "| a/b |", RUN, DONE), "3: this is no name of a stage"),
    ((WORK, 'And stage "work" needs approval', RUN, DONE), "4: stage 'work' is the first"),
    (
        (WORK, 'And a stage "ship" of 1 iteration', 'And stage "ship" needs approval', RUN, DONE),
        "",
    ),
    ((WORK, 'And the tasks "a, b" in a to-do list', RUN, DONE), f"4: {NO_TASKS}"),
    (
        (WORK, "And a queue of 2 items, of which the agent closes one per iteration", RUN, DONE),
        f"4: {NO_TASKS}",
    ),
    ((QUEUE, 'And the tasks "a/b, c" in a to-do list', RUN, DONE), f"4: {NO_NAME}: a/b"),
    ((QUEUE, 'And the tasks "a, b" in a to-do list', RUN, DONE), ""),
]
LOOPED = [
    (
        (LOOP, 'And the tasks "one" of the loop are done already', LOOPS, FAILS),
        "4: the loop has no",
    ),
    (('Given a loop over the tasks "../x"', LOOPS, FAILS), f"3: {NO_NAME}: ../x"),
    (('Given a loop over the tasks "x y"', LOOPS, FAILS), ""),
]


def check(complaints: Complaints, family: str, said: tuple[str, ...], told: str) -> None:
    found = complaints(feature(*said), family=family)
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.parametrize(("said", "told"), ORCHESTRATION)
def test_what_an_orchestration_names_is_there(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    check(complaints, "orchestration", said, told)


@pytest.mark.parametrize(("said", "told"), PIPELINES)
def test_what_a_pipeline_needs_is_there(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    check(complaints, "pipelines", said, told)


@pytest.mark.parametrize(("said", "told"), LOOPED)
def test_what_a_loop_names_is_there(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    check(complaints, "loops", said, told)
