"""A scenario that contradicts itself is told before anything runs, with the line that does so."""

import pytest

from tests.suite.conftest import Complaints

WORK = 'Given a stage "work" of 2 iterations'
TABLE = "Given these stages:\n      | stage | iterations |\n      | plan  | 2          |"
JUDGED = 'Given a stage "work" that ends after 2 stop votes in a row, within 3 iterations'
ORCHESTRATE = "When the orchestration runs"
CRASH = "And the agent crashes in iteration 2"
RUN, DONE = "When the pipeline runs", "Then the session is complete"
ORCHESTRATED = 'Given the tasks "one, two"'
OPEN = 'Given the "continue-3" script'
LOOP = "Given a loop of 3 steps\n    And the loop may call its agent 4 times"
STOPPED = "And the run was killed while the agent worked on iteration"

CASES = {
    "a backend that there is not": (
        "pipelines",
        (WORK, 'And the pipeline asks for the backend "codx"', RUN, DONE),
        "f.feature:4: there is no backend 'codx' -> Did you mean 'codex'?",
    ),
    "an iteration that never comes": (
        "pipelines",
        (WORK, "And the agent crashes in iteration 7", RUN, DONE),
        "f.feature:4: iteration 7 never comes: stage 'work' has 2",
    ),
    "an iteration of a row's stage": (
        "pipelines",
        (TABLE, "And the agent crashes in iteration 3", RUN, DONE),
        "f.feature:6: iteration 3 never comes: stage 'plan' has 2",
    ),
    "an iteration beyond the cap": (
        "pipelines",
        (JUDGED, "And the agent is killed in iteration 4", RUN, DONE),
        "f.feature:4: iteration 4 never comes",
    ),
    "an iteration of a queue beyond the cap": (
        "pipelines",
        (
            'Given a stage "work" that works off its queue, within 2 iterations',
            "And the agent crashes in iteration 3",
            RUN,
            DONE,
        ),
        "f.feature:4: iteration 3 never comes",
    ),
    "damage in an iteration that never comes": (
        "pipelines",
        (WORK, "And the agent overwrites the session's state in iteration 3", RUN, DONE),
        "f.feature:4: iteration 3 never comes",
    ),
    "killed in an iteration that never comes": (
        "pipelines",
        (WORK, f"{STOPPED} 3", "When the session is resumed", DONE),
        "f.feature:4: iteration 3 never comes",
    ),
    "killed in a stage that there is not": (
        "pipelines",
        (WORK, f'{STOPPED} 1 of stage "wrok"', "When the session is resumed", DONE),
        "f.feature:4: there is no stage 'wrok' -> Did you mean 'work'?",
    ),
    "a deed in a stage that there is not": (
        "pipelines",
        (WORK, 'And the agent crashes in iteration 1 of stage "wrok"', RUN, DONE),
        "f.feature:4: there is no stage 'wrok' -> Did you mean 'work'?",
    ),
    "a mistake in a stage that there is not": (
        "pipelines",
        (WORK, 'And stage "wrok" has a setting left out', RUN, DONE),
        "f.feature:4: there is no stage 'wrok' -> Did you mean 'work'?",
    ),
    "a Then about a stage that there is not": (
        "pipelines",
        (WORK, RUN, 'Then the agent of stage "wrok" was never called'),
        "f.feature:5: there is no stage 'wrok' -> Did you mean 'work'?",
    ),
    "a Then about a phase that there is not": (
        "orchestration",
        (ORCHESTRATED, ORCHESTRATE, 'Then the agent of "reveiw" was never called'),
        "f.feature:5: there is no phase 'reveiw' -> Did you mean 'review'?",
    ),
    "a stage that reads one that there is not": (
        "pipelines",
        (
            'Given a stage "draft" of 1 iteration',
            'And a stage "work" of 1 iteration that reads the latest of "drafts"',
            RUN,
            DONE,
        ),
        "f.feature:4: there is no stage 'drafts' -> Did you mean 'draft'?",
    ),
    "a row that reads a stage that there is not": (
        "pipelines",
        (
            "Given these stages:\n      | stage | reads     |\n      | plan  |           |\n"
            "      | build | all of pln |",
            RUN,
            DONE,
        ),
        "f.feature:3: there is no stage 'pln' -> Did you mean 'plan'?",
    ),
    "more votes than iterations": (
        "pipelines",
        (JUDGED, 'And the agent votes "continue, continue, continue, stop"', RUN, DONE),
        "f.feature:4: nobody casts 4 votes: stage 'work' has 3 iterations",
    ),
    "votes twice": (
        "pipelines",
        (
            JUDGED,
            'And the agent votes "continue, stop, stop"',
            'And the agent votes "stop"',
            RUN,
            DONE,
        ),
        "f.feature:5: this was said already, in line 4",
    ),
    "a limit for a hook that there is not": (
        "pipelines",
        (WORK, "And hooks may take half a second", RUN, DONE),
        "f.feature:4: there is no hook whose time could be limited",
    ),
    "two deeds in one iteration": (
        "pipelines",
        (
            WORK,
            "And the agent crashes in iteration 2",
            "And the agent is killed in iteration 2",
            RUN,
            DONE,
        ),
        "f.feature:5: this was said already, in line 4: And the agent crashes in iteration 2",
    ),
    "the same deed twice": (
        "pipelines",
        (WORK, *["And the agent crashes in iteration 2"] * 2, RUN, DONE),
        "f.feature:5: this was said already, in line 4",
    ),
    "a stage twice": (
        "pipelines",
        (WORK, 'And a stage "work" of 3 iterations', RUN, DONE),
        "f.feature:4: this was said already, in line 3",
    ),
    "a builder of a task that there is not": (
        "orchestration",
        (ORCHESTRATED, 'And the builder of "wrok" crashes', "When the orchestration runs", DONE),
        "f.feature:4: there is no task 'wrok'",
    ),
    "a phase that there is not": (
        "orchestration",
        (ORCHESTRATED, 'And the agent of "biuld" crashes', "When the orchestration runs", DONE),
        "f.feature:4: there is no phase 'biuld' -> Did you mean 'build'?",
    ),
    "killed at a task that there is not": (
        "orchestration",
        (
            ORCHESTRATED,
            'And the run was killed while the agent of "build" worked on "onee"',
            "When the session is resumed",
            DONE,
        ),
        "f.feature:4: there is no task 'onee' -> Did you mean 'one'?",
    ),
    "a conflict with a task that there is not": (
        "orchestration",
        (
            ORCHESTRATED,
            'And the builders of "one, tow" change the same file, "a.txt"',
            "When the orchestration runs",
            DONE,
        ),
        "f.feature:4: there is no task 'tow' -> Did you mean 'two'?",
    ),
    "an agreed moment of a task that there is not": (
        "orchestration",
        (ORCHESTRATED, f'{ORCHESTRATE}, and the agents of "one, tow" wait for each other', DONE),
        "f.feature:4: there is no task 'tow' -> Did you mean 'two'?",
    ),
    "a clash with a task that there is not": (
        "orchestration",
        (
            ORCHESTRATED,
            'And the work of "one, tow" conflicts in two files',
            ORCHESTRATE,
            DONE,
        ),
        "f.feature:4: there is no task 'tow' -> Did you mean 'two'?",
    ),
    "a task's work that there is not": (
        "orchestration",
        (ORCHESTRATED, ORCHESTRATE, 'Then the work of "onee" is not merged'),
        "f.feature:5: there is no task 'onee' -> Did you mean 'one'?",
    ),
    "the work of no task": (
        "orchestration",
        (ORCHESTRATED, ORCHESTRATE, 'Then the work of "," is merged'),
        "f.feature:5: there is no task '' -> There are: one, two.",
    ),
    "how a task stands that there is not": (
        "orchestration",
        (ORCHESTRATED, ORCHESTRATE, 'Then task "onee" is completed'),
        "f.feature:5: there is no task 'onee' -> Did you mean 'one'?",
    ),
    "the loop of a task that there is not": (
        "orchestration",
        (ORCHESTRATED, ORCHESTRATE, 'Then the loop of "onee" says "no progress"'),
        "f.feature:5: there is no task 'onee' -> Did you mean 'one'?",
    ),
    "a beginning of a task that there is not": (
        "orchestration",
        (ORCHESTRATED, ORCHESTRATE, 'Then "onee" is begun when "two" are merged'),
        "f.feature:5: there is no task 'onee' -> Did you mean 'one'?",
    ),
    "a beginning after a task that there is not": (
        "orchestration",
        (ORCHESTRATED, ORCHESTRATE, 'Then "one" is begun when "tow" are merged'),
        "f.feature:5: there is no task 'tow' -> Did you mean 'two'?",
    ),
    "a task that needs one that there is not": (
        "orchestration",
        (
            "Given these tasks:\n      | task | depends on |\n      | base |            |\n"
            "      | top  | bsae       |",
            "When the orchestration runs",
            DONE,
        ),
        "f.feature:3: there is no task 'bsae' -> Did you mean 'base'?",
    ),
    "a builder that does two things": (
        "orchestration",
        (
            ORCHESTRATED,
            'And the builder of "one" crashes',
            'And the builder of "one" gives up because "No"',
            "When the orchestration runs",
            DONE,
        ),
        "f.feature:5: this was said already, in line 4",
    ),
    "a call beyond the cap": (
        "loops",
        (
            LOOP,
            "And the loop's agent crashes in call 5",
            "When the loop runs",
            "Then the loop ends as a failure",
        ),
        "f.feature:5: call 5 never comes: the loop may call its agent 4 times",
    ),
    "stopped in a call beyond the cap": (
        "loops",
        (LOOP, "When the loop is killed in call 6", "Then the loop ends as a failure"),
        "f.feature:5: call 6 never comes",
    ),
    "two deeds in one call": (
        "loops",
        (
            LOOP,
            "And the loop's agent crashes in calls 1 to 3",
            "And the loop's agent is killed in call 2",
            "When the loop runs",
            "Then the loop ends as a failure",
        ),
        "f.feature:6: this was said already, in line 5",
    ),
}
SOUND = {
    "an exception in the first attempt": (
        WORK,
        "And the agent crashes in iteration 2",
        "And the agent is killed in iteration 2, but only once",
        RUN,
        DONE,
    ),
    "more after a resume": (
        WORK,
        "And the agent crashes in iteration 2",
        "And the pipeline has run",
        "And the agent crashes in iteration 3",
        "When the session is resumed with up to 4 iterations",
        DONE,
    ),
    "another deed after a run": (
        WORK,
        "And the agent crashes in iteration 2",
        "And the pipeline has run",
        "And the agent is killed in iteration 2",
        "When the session is resumed",
        DONE,
    ),
    "a hook that is described after its limit": (
        WORK,
        "And hooks may take half a second",
        "And the project has a hook on errors",
        RUN,
        DONE,
    ),
    "a script that may bring its hooks": (OPEN, "And hooks may take half a second", RUN, DONE),
    "a script whose stages nobody sees here": (
        OPEN,
        "And the agent crashes in iteration 3",
        RUN,
        DONE,
    ),
}


def feature(steps: tuple[str, ...]) -> str:
    lines = "".join(f"    {step}\n" for step in steps)
    return f"Feature: F\n  Scenario: S\n{lines}"


@pytest.mark.parametrize("case", CASES)
def test_a_contradiction_is_told_with_its_line(complaints: Complaints, case: str) -> None:
    family, steps, told = CASES[case]
    assert complaints(feature(steps), family=family).startswith(told)


@pytest.mark.parametrize("case", SOUND)
def test_what_only_looks_like_one_is_none(complaints: Complaints, case: str) -> None:
    assert complaints(feature(SOUND[case])) == ""


def test_one_deed_at_first_and_another_ever_after_are_two(complaints: Complaints) -> None:
    steps = (
        ORCHESTRATED,
        'And the agent of "analyze" reports nothing',
        'And the agent of "analyze" crashes, but only once',
        "When the orchestration runs",
        DONE,
    )
    assert complaints(feature(steps), family="orchestration") == ""
