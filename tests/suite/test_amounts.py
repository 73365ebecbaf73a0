"""Numbers that say nothing, and folders outside of the trial, are told before anything runs."""

import pytest

from tests.suite.conftest import Complaints

WORK = 'Given a stage "work" of 2 iterations'
RUN, DONE = "When the pipeline runs", "Then the session is complete"
LOOP, LOOPS = "Given a loop of 3 steps", "When the loop runs"
RESUMED = "When the session is resumed"
FAILS = "Then the loop does not end as a success"
TASKS, ORCHESTRATE = 'Given the tasks "one, two"', "When the orchestration runs"
NO_NUMBER = "0 is no number that can stand here"
ELSEWHERE = "this is no name of a folder"
TOO_MUCH = "is more than any run comes to"


def feature(*steps: str) -> str:
    return "Feature: F\n  Scenario: S\n" + "".join(f"    {step}\n" for step in steps)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((WORK, "And the agent crashes in iteration 2, but only 0 times", RUN, DONE), NO_NUMBER),
        ((WORK, "And the agent crashes in iteration 0", RUN, DONE), NO_NUMBER),
        *[
            ((WORK, f"And the project has a hook on errors that {deed}", RUN, DONE), NO_NUMBER)
            for deed in (
                *('says "x" the first 0 times', 'refuses the first 0 times, because "x"'),
                *("hangs the first 0 times", "calls a missing program the first 0 times"),
            )
        ],
        (
            (WORK, RUN, "Then the agent is asked only for iterations 2 to 1"),
            "5: the range is empty",
        ),
        ((WORK, RUN, "Then iteration 0 is recorded"), "5: the range begins before the first"),
        ((WORK, "When 1 sessions of the same pipeline run at once", DONE), "fewer than two"),
        ((WORK, "When 0 engines resume the session at once", DONE), "fewer than two"),
        (
            (
                WORK,
                "When another session runs to its end while the agent works on iteration 0",
                DONE,
            ),
            NO_NUMBER,
        ),
        *[
            ((WORK, f'And the project\'s folder is called "{name}"', RUN, DONE), ELSEWHERE)
            for name in ("../../x", "a/b", ".", "..", "/tmp", "a/")
        ],
        *[
            ((WORK, f'And the clock stands at "{time}"', RUN, DONE), "4: this is no time")
            for time in (
                *("half past nine", "2026-02-31 09:30", "09:30", "2026-13-01", "tomorrow"),
                *("9999-12-31 23:59", "0001-01-01", "2026-03-01T09:30+01:00", "1772357400"),
            )
        ],
        *[
            ((*before, f'{step} at "{time}"', DONE), f"{len(before) + 3}: this is no time")
            for time in ("2026-13-45 09:30", "noon", "")
            for before, step in (
                ((WORK,), "When the pipeline runs"),
                ((WORK, RUN.replace("When", "Given").replace("runs", "has run")), RESUMED),
            )
        ],
        (
            (
                'Given a stage "work" that ends after 2 stop votes in a row, within 3 iterations,'
                " but not before iteration 9",
                *(RUN, DONE),
            ),
            "3: the stage has 3 iterations, so that iteration 9 never comes",
        ),
        (
            (WORK, "And 0 agents work side by side, all of whom must agree", RUN, DONE),
            "4: nobody works there",
        ),
        *[
            (
                (WORK, f'And the stage\'s prompt is {size} KB long and ends with "x"', RUN, DONE),
                told,
            )
            for size, told in (
                ("900000000", TOO_MUCH),
                ("9" * 60, TOO_MUCH),
                ("0", "holds something"),
            )
        ],
        (('Given a stage "work" of 20000000 iterations', RUN, DONE), TOO_MUCH),
        (
            ("Given these stages:", "  | stage | iterations |", "  | a | 99999999 |", RUN, DONE),
            TOO_MUCH,
        ),
        (
            (
                'Given a stage "work" that works off its queue, within 3 iterations',
                "And a queue of 40000000 items, of which the agent closes one per iteration",
                *(RUN, DONE),
            ),
            TOO_MUCH,
        ),
    ],
)
def test_what_says_nothing_of_a_pipeline_is_told(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    assert told in complaints(feature(*said))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((LOOP, "And the loop's agent crashes in call 0", LOOPS, FAILS), "begins before the first"),
        (
            (LOOP, "And the loop's agent crashes in calls 3 to 1", LOOPS, FAILS),
            "the range is empty",
        ),
        ((LOOP, "When the loop is killed in call 0", FAILS), NO_NUMBER),
        (("Given a loop of 0 steps", LOOPS, FAILS), "3: there is nothing to do"),
        (("Given a loop of 70000000 steps", LOOPS, FAILS), TOO_MUCH),
        ((LOOP, "And the loop's prompt is 900000000 KB long", LOOPS, FAILS), TOO_MUCH),
    ],
)
def test_what_says_nothing_of_a_loop_is_told(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    assert told in complaints(feature(*said), family="loops")


def test_a_request_that_is_never_made_is_told(complaints: Complaints) -> None:
    asked = "When the service is asked for a run, 0 times with the same key"
    steps = (TASKS, asked, "Then the service answers that it is accepted")
    assert "asks for nothing" in complaints(feature(*steps), family="orchestration")


@pytest.mark.parametrize("step", ["the review fails", 'the builder of "one" crashes'])
def test_a_fault_that_never_comes_is_told(complaints: Complaints, step: str) -> None:
    steps = (TASKS, f"And {step}, but only 0 times", ORCHESTRATE, DONE)
    assert NO_NUMBER in complaints(feature(*steps), family="orchestration")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('the agent of "build" costs -5 USD', "4: -5 is less than nothing"),
        ('the builder of "one" costs -0.1 USD', "4: -0.1 is less than nothing"),
        ("a limit of -1 USD per run", "4: -1 is less than nothing"),
        ("a limit of -2 revisions", "4: -2 is less than nothing"),
        ("a limit of 1.5 revisions", "4: 1.5 is no whole number"),
        ("a limit of 0.5 loops at once", "4: 0.5 is no whole number"),
        ("a limit of 0.5 USD per run", ""),
        ("a limit of 0 revisions", ""),
        ('the agent of "build" costs 0 USD', ""),
    ],
)
def test_money_and_limits_that_cannot_be_are_told(
    complaints: Complaints, said: str, told: str
) -> None:
    found = complaints(feature(TASKS, f"And {said}", ORCHESTRATE, DONE), family="orchestration")
    assert told in found
    assert bool(told) == bool(found)


def test_a_cap_of_zero_and_an_odd_name_are_sound(complaints: Complaints) -> None:
    capped = feature(LOOP, "And the loop may call its agent 0 times", LOOPS, FAILS)
    named = feature(WORK, 'And the project\'s folder is called "..a b"', RUN, DONE)
    assert complaints(capped, family="loops") == complaints(named) == ""


def test_times_that_are_told_and_large_prompts_are_sound(complaints: Complaints) -> None:
    long = 'And the stage\'s prompt is 10000 KB long and ends with "9999999999"'
    for time in ("2026-03-01 09:30", "2026-03-01", "1999-12-31T23:59:59"):
        assert complaints(feature(WORK, f'And the clock stands at "{time}"', long, RUN, DONE)) == ""
