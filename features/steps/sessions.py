"""Steps about how a session stands, and the error that it tells."""

from signal import Signals

from behave import given, then
from hamcrest import contains_string, equal_to, is_not

from proving_ground import tables
from proving_ground.expectation import assert_that
from proving_ground.pipelines.matchers import ended_as, reads_as
from proving_ground.run_state import Ending


@given("the session's state was {how:Damage}")
def state_was_damaged(context, how):
    context.trial.spoil_state(how)


@given("the session is locked for a process that {holder:Holder}")
def session_is_locked(context, holder):
    context.trial.lock(holder())


@then("the session is {ending:Ending}")
def session_is(context, ending):
    assert_that(context.trial.evidence, ended_as(ending))


@then("the session is not complete")
def session_is_not_complete(context):
    state = context.trial.evidence.state
    assert_that(state and state.ending, is_not(Ending.COMPLETE), "the session's ending")


@then('the error says "{text}"')
def error_says(context, text):
    assert_that(context.trial.evidence.error, contains_string(text), "the error in the state")


@then("the error tells how the agent ended")
def error_tells_end(context):
    code = context.trial.evidence.calls[-1].exit
    how = str(code) if code >= 0 else Signals(-code).name
    assert_that(context.trial.evidence.error, contains_string(how), "the error in the state")


@then("the session's state is left as it was found")
def state_is_left(context):
    before, after = context.trial.evidence.last.before, context.trial.evidence.last.after
    found, left = (before.state, before.problem), (after.state, after.problem)
    assert_that(left, equal_to(found), "the session's state")


@then("the {name:View}:")
def reads(context, name):
    """Hold what was seen against a table; leave out the columns that do not matter.

    Then the agent is asked only for:    (the calls of the last run)
      | stage | iteration |
      | build | 2         |
    Then the stages read:
      | stage | status   | iterations |
      | build | complete | 2          |
    """
    view = context.trial.view(name)
    tables.columns(context.table, context.feature.filename, view.columns)
    assert_that(view.rows(context.trial.evidence), reads_as(context.table), f"the {name}")
