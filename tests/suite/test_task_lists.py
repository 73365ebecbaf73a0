"""Tasks that are on no list, calls that never come, and steps that look at what nothing left."""

import pytest

from tests.suite.conftest import Complaints
from tests.suite.test_amounts import DONE, LOOP, LOOPS, RUN, WORK, feature

TWO = 'Given a loop over the tasks "one, two"'
NONE = "Given a loop over an empty list of tasks"
ONCE, ENDED = "Then each of the tasks was done once", "Then the loop ends as a success"
QUEUE = 'Given a stage "work" that works off its queue, within 9 iterations'
LISTED = 'And the tasks "lexer, parser" in a to-do list'
MISSPELT = "there is no task 'lexr' -> Did you mean 'lexer'?"
NO_LIST = "there is no list of tasks"
CALLED = "Then the agent was called for:\n      | iteration | task |\n      | 1 | lexr |"


def done(*names: str) -> str:
    return f'And the tasks "{", ".join(names)}" of the loop are done already'


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((TWO, done("oen"), LOOPS, ONCE), "4: there is no task 'oen' -> Did you mean 'one'?"),
        ((TWO, done("one", "three"), LOOPS, ONCE), "4: there is no task 'three'"),
        ((TWO, done("one", "two"), LOOPS, ONCE), "6: no task of the loop is open"),
        ((NONE, LOOPS, ONCE), "5: no task of the loop is open"),
        ((TWO, done("one"), LOOPS, ONCE), ""),
        ((LOOP, LOOPS, ONCE), ""),
        ((LOOP, "And the loop's agent crashes in call 9", LOOPS, ENDED), "4: call 9 never comes"),
        ((LOOP, "And the loop's agent crashes in call 4", LOOPS, ENDED), "4: call 4 never comes"),
        ((LOOP, "When the loop is killed in call 4", ENDED), "4: call 4 never comes"),
        ((LOOP, "When the loop is started again in call 5", ENDED), "4: call 5 never comes"),
        ((TWO, "When the loop is interrupted in call 3", ENDED), "4: call 3 never comes"),
        ((TWO, done("one"), "When the loop is killed in call 2", ENDED), "5: call 2 never comes"),
        ((LOOP, "When the loop is killed in call 3", ENDED), ""),
        (
            (
                *(LOOP, "And the loop's agent crashes in call 1"),
                *("And the loop's agent is killed in call 4", LOOPS, ENDED),
            ),
            "",
        ),
        ((LOOP, "And the loop's agent crashes in calls 1 to 9", LOOPS, ENDED), ""),
        (
            (
                *(LOOP, "And the loop's agent answers nothing in every call"),
                *("When the loop is killed in call 8", ENDED),
            ),
            "",
        ),
    ],
)
def test_what_a_loop_has_to_do_is_there(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    found = complaints(feature(*said), family="loops")
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((QUEUE, LISTED, RUN, 'Then the tasks "lexr" are open'), f"6: {MISSPELT}"),
        ((QUEUE, LISTED, 'And task "lexr" is called "Split"', RUN, DONE), f"5: {MISSPELT}"),
        ((QUEUE, LISTED, RUN, CALLED), f"6: {MISSPELT}"),
        ((QUEUE, LISTED, RUN, 'Then the tasks "parser" are open'), ""),
        ((WORK, RUN, "Then no task is open"), f"5: {NO_LIST}"),
        ((WORK, RUN, "Then each task was given to one agent only"), f"5: {NO_LIST}"),
        ((QUEUE, RUN, "Then no task is open"), ""),
        (
            (WORK, RUN, "Then no two of them look alike"),
            "5: no step before this one leaves what it looks at: no two of them look alike"
            " -> write before it: sessions end in each of these ways:",
        ),
    ],
)
def test_what_a_pipeline_names_is_there(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    found = complaints(feature(*said))
    assert told in found
    assert bool(told) == bool(found)
