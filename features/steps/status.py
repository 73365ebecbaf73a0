"""Steps about a user who asks how a session stands, and what the answer is."""

from behave import then, when

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.language import tables
from proving_ground.pipelines import views
from proving_ground.pipelines.matchers import reads_as


@when("the user asks how {asked:Asked} stands{moment:While?}")
def asks(context, asked, moment):
    """Ask, when nothing runs or while an agent works.

    When the user asks how the session stands
    When the user asks how a session that never was stands
    When the user asks how the resumed session stands while the agent works on iteration 2
    """
    context.trial.ask_about(asked, moment)


@then("the answer is that {claim:AnswerClaim}")
def answer_is(context, claim):
    """Check what a user is told of a session.

    Then the answer is that the session is running
    Then the answer is that there is no such session
    """
    assert_that(context.trial.status_reply, claim, "the answer")


@then("the answer tells of these stages:")
def answer_tells_stages(context):
    """Hold what the answer says of each stage against a table.

    Then the answer tells of these stages:
      | stage | status   | votes          |
      | plan  | complete | continue, stop |
    """
    tables.columns(context.table, context.feature.filename, views.STANDING_COLUMNS)
    status = context.trial.status_reply.status
    rows = views.stage_statuses(some(status and status.stages, "stages in the answer"))
    assert_that(rows, reads_as(context.table), "the stages in the answer")
