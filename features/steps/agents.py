"""Steps about the agents: what they decide, and how they fail."""

from behave import given, then
from hamcrest import contains_string, empty, is_, not_

from proving_ground import tables
from proving_ground.agents.script import answer, decide, note, run
from proving_ground.expectation import assert_that
from proving_ground.pipelines import views
from proving_ground.pipelines.matchers import reads_as
from proving_ground.words import items


@given("{backend:Backend} is not installed")
def backend_absent(context, backend):
    context.trial.scene.absent += (backend,)


@given('{worker:Worker} votes "{listed}"')
def agent_votes(context, worker, listed):
    context.trial.scene.vote(items(listed), agent=worker)


@given("{worker:Worker} {acts:Failing} in iteration {number:d}{stage:OfStage?}")
def agent_fails(context, worker, acts, number, stage):
    context.trial.scene.play(acts, number, stage, agent=worker)


@given("{worker:Worker} {acts:Failing} in iteration {number:d}{stage:OfStage?}, but only once")
def agent_fails_once(context, worker, acts, number, stage):
    context.trial.scene.play(acts, number, stage, attempt=1, agent=worker)


@given('the agent reports the error "{reason}" in iteration {number:d}')
def agent_reports_error(context, reason, number):
    context.trial.scene.play((answer("I am stuck."), decide("error", reason)), number)


@given('the agent answers "{text}" in iteration {number:d}')
def agent_answers(context, text, number):
    context.trial.scene.play((answer(text), decide("continue")), number)


@given("the agent answers with {words:Bytes} in iteration {number:d}")
def agent_answers_bytes(context, words, number):
    context.trial.scene.play((*words, decide("continue")), number)


@given("the agent {how:Vandalism} in iteration {number:d}")
def agent_spoils(context, how, number):
    context.trial.let_agent_corrupt(how, number)


@given('{worker:Worker} notes "{line}" in iteration {number:d}')
def agent_notes(context, worker, line, number):
    acts = (note(line), answer("Noted."), decide("continue"))
    context.trial.scene.play(acts, number, agent=worker)


@given('the agent notes "{line}" when it is asked to end')
def agent_puts_away(context, line):
    context.trial.scene.put_away = line


@given("a queue of {count:d} items, of which the agent closes one per iteration")
def queue_of_items(context, count):
    items = tuple(f"item-{number}" for number in range(1, count + 1))
    context.trial.scene.queue = items
    for number, item in enumerate(items, 1):
        acts = (run("bd", "close", item), answer(f"Closed {item}."), decide("continue"))
        context.trial.scene.play(acts, number)


@then("the queue is empty")
def queue_is_empty(context):
    assert_that(context.trial.agents.queue(), is_(empty()), "what is left in the queue")


@then('{worker:Worker} finds "{line}" in its progress file in iteration {number:d}')
def finds_note(context, worker, line, number):
    found = context.trial.evidence.call(number, agent=worker).progress
    assert_that(found, contains_string(line), f"the progress file as iteration {number} found it")


@then('{worker:Worker} does not find "{line}" in its progress file in iteration {number:d}')
def does_not_find_note(context, worker, line, number):
    found = context.trial.evidence.call(number, agent=worker).progress
    assert_that(found, not_(contains_string(line)), f"the progress file in iteration {number}")


@then('every call was told "{text}"')
def every_call_told(context, text):
    silent = [call.number for call in context.trial.evidence.calls if text not in call.prompt]
    assert_that(silent, is_(empty()), f"calls whose prompt does not hold {text!r}")


@then('the agent of stage "{stage}" is given the output of:')
def given_the_output(context, stage):
    tables.columns(context.table, context.feature.filename, views.INPUT_COLUMNS)
    rows = views.inputs(context.trial.evidence, context.trial.inputs(stage))
    assert_that(rows, reads_as(context.table), f"the outputs that stage {stage!r} was given")
