"""Steps about what the agents were called for: the call log."""

from behave import then
from hamcrest import empty, equal_to, is_, is_not

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.pipelines.words import CALL_CLAIMS, telling


@then("the agent is asked only for {numbers:Iterations}{stage:OfStage?}")
def asked_only_for(context, numbers, stage):
    """Check the calls of the last run, in order; where there are several stages, name the stage.

    Then the agent is asked only for iteration 3
    Then the agent is asked only for iterations 1 to 2 of stage "publish"
    """
    evidence = context.trial.evidence
    index = evidence.only_stage(stage)
    asked = [evidence.key(call).place for call in evidence.last.calls]
    assert_that(asked, equal_to([(index, n) for n in numbers]), "the stages and iterations asked")


@then("the agent{whose:Whose?} was {times:Called}")
def called_times(context, whose, times):
    """Count the calls of an agent in all runs of the session.

    Then the agent was called 3 times
    Then the agent of stage "publish" was never called
    Then the agent of "review" was called 1 time    (a phase)
    """
    count = context.trial.scene.cap if times is None else times
    calls = context.trial.evidence.calls_for(whose)
    assert_that(len(calls), equal_to(count), f"the calls{f' for {whose}' if whose else ''}")


@then("the agent{whose:Whose?} was not called again")
def not_called_again(context, whose):
    """Check that an agent that an earlier run called was not called by the last one.

    Then the agent of stage "plan" was not called again
    """
    evidence = context.trial.evidence
    calls, last = evidence.calls_for(whose), evidence.last.calls
    assert_that([c.key for c in calls if c not in last], is_not(empty()), "calls of earlier runs")
    assert_that([c.key for c in calls if c in last], is_(empty()), "calls of the last run")


@then("no agent was called{resumed:Resumed?}")
def no_call(context, resumed):
    """Check that the session, or a resume of it, called nobody.

    Then no agent was called
    Then no agent was called in the resumed run
    """
    evidence = context.trial.evidence
    if resumed:
        assert_that(evidence.last.action, equal_to("resume"), "what the last run was")
    calls = evidence.last.calls if resumed else evidence.calls
    assert_that([call.key for call in calls], is_(empty()), "what the agents were called for")


@then('every call {claim:CallClaim} "{text}"')
def every_call(context, claim, text):
    """Check what each agent was told, or which model it used; there must have been a call.

    It must not be what every agent is told, whatever anybody wrote.

    Then every call was told "Keep the public names."
    Then every call used the model "opus"
    """
    calls = context.trial.evidence.calls
    some(calls, "calls of agents")
    some(telling(claim, text), "a text that not every prompt holds")
    others = [c.number for c in calls if not CALL_CLAIMS[claim](c, text)]
    assert_that(others, is_(empty()), f"calls of which it is not so that each {claim} {text!r}")
