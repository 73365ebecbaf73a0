"""What is said twice is told with both lines, whatever it is about."""

from typing import Any

import pytest

from proving_ground.suite.checks.said_twice import BY_TEXT, ONCE, SPECIAL
from tests.suite.conftest import Complaints
from tests.suite.test_amounts import DONE, LOOP, LOOPS, ORCHESTRATE, RUN, WORK, feature

QUEUE = 'Given a stage "work" that works off its queue, within 9 iterations'
SELECT, SELECTED = "When the backend is selected", "Then it is available"
FAILS = "Then the loop does not end as a success"
PIPELINES = [
    ('the pipeline asks for the model "a"', 'the pipeline asks for the model "b"'),
    ('the stage asks for the backend "claude"', 'the stage asks for the backend "codex"'),
    (
        "the command line asks for up to 2 iterations",
        "the command line asks for up to 3 iterations",
    ),
    ('the clock stands at "2026-03-01"', 'the clock stands at "2026-03-02"'),
    ('the pipeline\'s context is "a"', 'the pipeline\'s context is "b"'),
    (
        'the stage\'s prompt is 1 KB long and ends with "a"',
        'the stage\'s prompt is 2 KB long and ends with "b"',
    ),
    ('the project\'s folder is called "a"', 'the project\'s folder is called "b"'),
    ("the agent may take half a second", "the agent may take a minute"),
    ('stage "work" has a setting left out', 'stage "work" has a setting left out'),
    (
        "2 agents work side by side, all of whom must agree",
        "3 agents work side by side, the first of whom decides",
    ),
    ("codex is not installed", "codex is not installed"),
    ('the session is given the files "a"', 'the session is given the files "b"'),
    ('agent-0 votes "stop"', 'the agents vote "continue"'),
    ('the agent notes "a" when it is asked to end', 'the agent notes "b" when it is asked to end'),
    ('the agent votes "stop"', 'the agent votes "continue"'),
    ('a stage "work" of 2 iterations', 'a stage "work" of 3 iterations'),
    (
        "the engine runs in another agent's session",
        "the engine runs in a locale that is plain ASCII",
    ),
    ("the project has a hook on errors", "the project has a hook on errors that is not there"),
    ("the session's state was emptied", "the session's state was cut in half"),
]
QUEUES = [
    ('the tasks "a, b" in a to-do list', 'the tasks "c" in beads'),
    (
        "a queue of 2 items, of which the agent closes one per iteration",
        "a queue of 3 items, of which the agent closes one per iteration",
    ),
    (
        'the tasks "a, b" in a to-do list',
        "a queue of 3 items, of which the agent closes one per iteration",
    ),
]
LOOPED = [
    ("a loop of 2 steps", "a loop of 3 steps"),
    ("a loop of 2 steps", 'a loop over the tasks "one"'),
    ("the loop may call its agent 2 times", "the loop may call its agent 3 times"),
    ('the loop asks for the model "a"', 'the loop asks for the model "b"'),
    ('the loop\'s flag asks for the model "a"', 'the loop\'s flag asks for the model "b"'),
    ('the loop asks for the model "a"', 'the loop\'s environment asks for the model "b"'),
    ("the loop's prompt is 2 KB long", "the loop's prompt is 3 KB long"),
    ("the loop's person says yes", "the loop's person says no"),
    ("the list of tasks is missing", "the list of tasks cannot be read"),
]
ORCHESTRATED = [
    ("low effort", "high effort"),
    ("a limit of 1 loop at once", "a limit of 2 loops at once"),
    ("a limit of 1 USD per run", "a limit of 2 USD per run"),
    ('the agent of "plan" costs 1 USD', 'the agent of "plan" costs 2 USD'),
    ('the specification "simple"', 'the specification "multi-task"'),
    ('the tasks "a, b"', 'the task "c"'),
    ("the review fails", 'the review fails, for "x" in "a.py" at line 3'),
]
BACKENDS = [
    ("a project that works with claude", "a project that works with codex"),
    (
        'the environment asks for the backend "codex"',
        'the environment asks for the backend "claude"',
    ),
    ("a project in which only codex is available", "a project in which only claude is available"),
    ("memory is on", "memory is off"),
    ('an agent "helper"', 'an agent "helper" that asks for the model "fable-9"'),
    ('a session "s-1" of codex', 'a session "s-1" of codex in which "Mind the gap" was said'),
    ("checks that pass", "checks that fail"),
    ("the backend crashes", "the backend crashes"),
    ("a conversation of 2 messages", "a conversation of 9 messages"),
]


def check(complaints: Complaints, family: str, *steps: str, line: int) -> None:
    told = complaints(feature(*steps), family=family)
    assert f"f.feature:{line + 1}: this was said already, in line {line}: " in told, told


@pytest.mark.parametrize(("one", "other"), PIPELINES)
def test_a_pipeline_is_told_once(complaints: Complaints, one: str, other: str) -> None:
    check(complaints, "pipelines", WORK, f"And {one}", f"And {other}", RUN, DONE, line=4)


@pytest.mark.parametrize(("one", "other"), QUEUES)
def test_a_list_is_told_once(complaints: Complaints, one: str, other: str) -> None:
    check(complaints, "pipelines", QUEUE, f"And {one}", f"And {other}", RUN, DONE, line=4)


@pytest.mark.parametrize(("one", "other"), LOOPED)
def test_a_loop_is_told_once(complaints: Complaints, one: str, other: str) -> None:
    check(complaints, "loops", f"Given {one}", f"And {other}", LOOPS, FAILS, line=3)


@pytest.mark.parametrize(("one", "other"), ORCHESTRATED)
def test_an_orchestration_is_told_once(complaints: Complaints, one: str, other: str) -> None:
    check(complaints, "orchestration", f"Given {one}", f"And {other}", ORCHESTRATE, DONE, line=3)


@pytest.mark.parametrize(("one", "other"), BACKENDS)
def test_a_backend_is_told_once(complaints: Complaints, one: str, other: str) -> None:
    check(complaints, "backends", f"Given {one}", f"And {other}", SELECT, SELECTED, line=3)


@pytest.mark.parametrize(
    ("family", "said", "told"),
    [
        ("orchestration", ('Given the tasks "a, a"', ORCHESTRATE, DONE), "3: this is said 2 times"),
        (
            "orchestration",
            ("Given these tasks:", "| task |", "| a |", "| a |", ORCHESTRATE, DONE),
            "3: this is said 2 times: the task a",
        ),
        (
            "pipelines",
            ("Given these stages:", "| stage |", "| a |", "| a |", RUN, DONE),
            "3: this is said 2 times: the stage a",
        ),
        (
            "pipelines",
            ("Given these stages:", "| stage |", "| work |", WORK, RUN, DONE),
            "6: this was said already, in line 3",
        ),
        (
            "pipelines",
            (
                *("Given these stages:", "| stage | votes |", "| work | stop |"),
                *('And the agent votes "continue"', RUN, DONE),
            ),
            "6: this was said already, in line 3",
        ),
        (
            "pipelines",
            (QUEUE, 'And the tasks "a, a" in beads', RUN, DONE),
            "4: this is said 2 times",
        ),
        (
            "loops",
            ('Given a loop over the tasks "one, one"', LOOPS, FAILS),
            "3: this is said 2 times",
        ),
        (
            "pipelines",
            (WORK, 'And the "continue-3" script', RUN, DONE),
            "4: this script would take the place of the stages",
        ),
        (
            "pipelines",
            (
                *("Given these stages:", "| stage | reads |", "| a | |", "| a | |", "| b | a |"),
                *(RUN, DONE),
            ),
            "",
        ),
        (
            "pipelines",
            (
                *(WORK, "And the pipeline has run", "And the session's state was cut in half"),
                *("And the session was resumed", "And the session's state was emptied", RUN, DONE),
            ),
            "",
        ),
        (
            "loops",
            (
                *(LOOP, "And the loop's person says no", "And the loop has run"),
                *("And the loop's person says yes", "When the loop runs again", FAILS),
            ),
            "",
        ),
        (
            "loops",
            (
                *(LOOP, 'And the loop\'s flag asks for the model "a"'),
                *('And the loop\'s environment asks for the model "b"', LOOPS, FAILS),
            ),
            "",
        ),
        ("pipelines", (WORK, 'And a stage "b" of 1 iteration', RUN, DONE), ""),
    ],
)
def test_more_of_what_is_said_twice_and_what_is_not(
    complaints: Complaints, family: str, said: tuple[str, ...], told: str
) -> None:
    found = complaints(feature(*said), family=family)
    assert told in found
    assert bool(told) == bool(found)


def test_a_scenario_sets_otherwise_what_its_background_sets(complaints: Complaints) -> None:
    text = feature("Given memory is off", SELECT, SELECTED)
    background = "Feature: F\n  Background:\n    Given memory is on\n"
    whole = background + text.removeprefix("Feature: F\n")
    assert complaints(whole, family="backends") == ""


def test_every_given_says_how_often_it_can_be_said(steps: Any) -> None:
    doing = {each.func.__name__ for each in steps.steps["when"]}
    given = {each.func.__name__ for each in steps.steps["given"]} - doing
    assert given == {*ONCE, *BY_TEXT, *SPECIAL}
    assert len(given) == len(ONCE) + len(BY_TEXT) + len(SPECIAL)
