"""Steps about the agents: what they decide, what they do, and how they fail."""

from behave import given, then
from hamcrest import contains_string, is_, only_contains

from proving_ground.agents.script import answer, decide, run
from proving_ground.evidence.expectation import assert_that, some
from proving_ground.language import tables
from proving_ground.language.words import items
from proving_ground.pipelines import views
from proving_ground.pipelines.deeds import COMPLETES
from proving_ground.pipelines.matchers import reads_as


@given("{backend:Backend} is not installed")
def backend_absent(context, backend):
    """Let a backend's program not be there.

    Given codex is not installed
    """
    context.trial.scene.absent += (backend,)


@given('{worker:Worker} votes "{listed}"')
def agent_votes(context, worker, listed):
    """Let an agent decide as listed, one vote for each iteration of the last stage.

    Given the agent votes "continue, stop, stop"
    Given agent-1 votes "stop, continue"
    """
    context.trial.scene.vote(items(listed), agent=worker)


@given("{worker:Worker} {deeds:Deeds} in iteration {number:d}{stage:OfStage?}{attempts:OnlyTimes?}")
def agent_does(context, worker, deeds, number, stage, attempts):
    """Let an agent do something else than its work, in each attempt at an iteration or in some.

    Given the agent crashes in iteration 2
    Given agent-1 crashes in iteration 2 of stage "build", but only once
    Given the agent crashes in iteration 2, but only 2 times
    Given the agent crashes, then is killed, then writes no decision in iteration 2
    Given the agent reports the error "The tests do not compile" in iteration 2
    """
    context.trial.scene.play_in_order(deeds, number, stage, attempts, agent=worker)


@given("the agent {how:Vandalism} in iteration {number:d}")
def agent_corrupts(context, how, number):
    """Let an agent damage the session's own files.

    Given the agent overwrites the session's state in iteration 2
    """
    context.trial.let_agent_corrupt(how, number)


@given('the agent notes "{line}" when it is asked to end')
def agent_puts_away(context, line):
    """Let agents that a signal asks to end note that in their progress file first.

    Given the agent notes "The lexer is half done" when it is asked to end
    """
    context.trial.let_agents_put_away(line)


@given("the agent completes every task that it is given")
def completes_tasks(context):
    """Let agents report their tasks as done wherever nothing else is said of them.

    Given the agent completes every task that it is given
    """
    context.trial.scene.otherwise(COMPLETES)


@given("a queue of {count:d} items, of which the agent closes one per iteration")
def queue_of_items(context, count):
    """Fill the queue that an engine works off where a stage names no list of tasks.

    Given a queue of 3 items, of which the agent closes one per iteration
    """
    context.trial.scene.queue = tuple(f"item-{number}" for number in range(1, count + 1))
    for number, item in enumerate(context.trial.scene.queue, 1):
        acts = (run("bd", "close", item), answer(f"Closed {item}."), decide("continue"))
        context.trial.scene.play(acts, number, series=True)


@then('{worker:Worker} {finds:Finds} "{line}" in its progress file in iteration {number:d}')
def finds_note(context, worker, finds, line, number):
    """Check what an agent's progress file holds when an iteration begins.

    What it does not hold must be something that some agent notes.

    Then the agent finds "The cache is stale." in its progress file in iteration 3
    Then agent-1 does not find "The lexer is slow" in its progress file in iteration 2
    """
    found = context.trial.evidence.call(number, agent=worker).progress
    if not finds:
        some(context.trial.script.saying(line), f"an agent that notes {line!r}")
    holds = contains_string(line).matches(found)
    assert_that(holds, is_(finds), f"whether iteration {number} found {line!r} in {found!r}")


@then('every agent is given the files "{names}"')
def given_the_files(context, names):
    """Check that each call was told of those files of the session, and of no others.

    Then every agent is given the files "notes.txt, LICENSE"
    """
    given = some(context.trial.files(), "calls of agents")
    assert_that(given, only_contains(tuple(items(names))), "the files that agents were given")


@then('the agent of stage "{stage}" is given the output of:')
def given_the_output(context, stage):
    """Hold the earlier outputs that a stage's first call is given against a table.

    Then the agent of stage "build" is given the output of:
      | stage | iteration |
      | plan  | 3         |
    """
    tables.columns(context.table, context.feature.filename, views.INPUT_COLUMNS)
    rows = views.inputs(context.trial.evidence, context.trial.inputs(stage))
    assert_that(rows, reads_as(context.table), f"the outputs that stage {stage!r} was given")
