"""Steps about a user who asks how a session stands, and what the answer is."""

from behave import then, when
from hamcrest import contains_string, equal_to, has_properties, is_in, is_not, none, not_none

from proving_ground import tables
from proving_ground.expectation import assert_that
from proving_ground.pipelines import views
from proving_ground.pipelines.matchers import reads_as
from proving_ground.pipelines.trial import Moment
from proving_ground.run_state import Ending

UNTRUE = (Ending.RUNNING, Ending.COMPLETE)


@when("the user asks how the session stands")
def asks(context):
    context.trial.ask()


@when("the user asks how a session that never was stands")
def asks_for_none(context):
    context.trial.ask("session-9")


@when("the user asks how the session stands while the agent works on iteration {number:d}")
def asks_during_run(context, number):
    context.trial.ask_during(Moment(number), "start")


@when("the user asks how the resumed session stands while the agent works on iteration {number:d}")
def asks_during_resume(context, number):
    context.trial.ask_during(Moment(number), "resume")


@then("the answer is that the session is {ending:Standing}")
def answer_is(context, ending):
    status_reply = context.trial.status_reply
    assert_that(
        status_reply.status, not_none(), f"how a session stands in {status_reply.printed!r}"
    )
    assert_that(status_reply.status.ending, equal_to(ending), "how the session is said to stand")


@then("the answer is that nobody works on the session")
def answer_is_nobody(context):
    status_reply = context.trial.status_reply
    assert_that(
        status_reply.status, not_none(), f"how a session stands in {status_reply.printed!r}"
    )
    assert_that(status_reply.status.ending, is_not(is_in(UNTRUE)), "how it is said to stand")


@then("the answer is that there is no such session")
def answer_is_none(context):
    told = has_properties(code=is_not(0), status=none(), printed=contains_string("session-9"))
    assert_that(context.trial.status_reply, told, "the answer")


@then('the answer says "{text}"')
def answer_says(context, text):
    assert_that(context.trial.status_reply.printed, contains_string(text), "the answer")


@then("the answer tells of these stages:")
def answer_tells_stages(context):
    tables.columns(context.table, context.feature.filename, views.STANDING_COLUMNS)
    rows = views.stage_statuses(context.trial.status_reply.status.stages)
    assert_that(rows, reads_as(context.table), "the stages in the answer")
