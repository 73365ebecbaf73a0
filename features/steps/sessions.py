"""Steps about how a session stands, and the error that it tells."""

from signal import Signals

from behave import given, then
from hamcrest import contains_string, equal_to

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.language import tables
from proving_ground.pipelines.matchers import reads_as


@given("the {what:Kept} was {how:Damage}")
def was_damaged(context, what, how):
    """Damage what the engine keeps while nothing runs.

    Given the session's state was cut in half
    Given the cache was emptied
    """
    context.trial.corrupt(what, how)


@given("the session is locked for a process that {holder:Holder}")
def session_is_locked(context, holder):
    """Leave a lock of the session, which names a process that does not run it.

    Given the session is locked for a process that is gone
    """
    context.trial.lock(holder())


@then("the session is {ended:Ended}")
def session_is(context, ended):
    """Check how the session stands: state and exit must both tell it.

    Then the session is complete
    Then the session is not complete
    """
    assert_that(context.trial.evidence, ended, "the session")


@then('{teller:Teller} says "{text}"')
def says(context, teller, text):
    """Check the words of the error that the state tells, or of the answer to a user's question.

    Then the error says "zero iterations"
    Then the answer says "The tests are red"
    """
    assert_that(teller(context.trial), contains_string(text), "what is said")


@then("the error tells how the agent ended")
def error_tells_end(context):
    """Check that the error tells the last agent's exit or signal.

    Then the error tells how the agent ended
    """
    code = some(context.trial.evidence.calls, "calls of agents")[-1].exit
    how = str(code) if code >= 0 else Signals(-code).name
    assert_that(context.trial.evidence.error, contains_string(how), "the error in the state")


@then("the session's state is left as it was found")
def state_is_left(context):
    """Check that the last run left the state as it was before.

    Then the session's state is left as it was found
    """
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
