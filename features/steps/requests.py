"""Steps about how a request to a backend went."""

from behave import then, when
from hamcrest import contains_string, equal_to, matches_regexp, not_

from proving_ground.backends.contract import Method
from proving_ground.backends.matchers import failed, failed_because, succeeded
from proving_ground.expectation import assert_that


@when("a request lacks what it needs")
def request_lacks(context):
    context.trial.ask(Method.INITIALIZE)


@then("the request succeeds")
def request_succeeds(context):
    assert_that(context.trial.answer, succeeded())


@then('the request fails, and the error names "{text}"')
def request_fails(context, text):
    assert_that(context.trial.answer, failed(text))


@then("the request fails, because {reason:Reason}")
def request_fails_because(context, reason):
    pattern = context.trial.adapter.reasons[reason]
    assert_that(context.trial.answer, failed_because(pattern, reason))


@then("nothing that was kept is changed")
def nothing_changed(context):
    turn = context.trial.last
    assert_that(turn.after.stored, equal_to(turn.before.stored), "the files of the store")


@then('the user reads "{text}"')
def user_reads(context, text):
    turn = context.trial.last
    assert_that(turn.stdout + turn.stderr, contains_string(text), "what was printed")


@then('the user does not read "{text:Text}"')
def user_does_not_read(context, text):
    turn = context.trial.last
    assert_that(turn.stdout + turn.stderr, not_(contains_string(text)), "what was printed")


@then("the user reads that {reason:Reason}")
def user_reads_that(context, reason):
    turn, pattern = context.trial.last, context.trial.adapter.reasons[reason]
    assert_that(turn.stdout + turn.stderr, matches_regexp(f"(?i){pattern}"), "what was printed")
