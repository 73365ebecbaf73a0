"""Steps about what the agents were called for: the call log."""

from behave import then
from hamcrest import empty, equal_to, has_length, is_, is_not

from proving_ground.expectation import assert_that
from proving_ground.pipelines import views


@then("the agent is asked only for iteration {numbers:Iterations}")
@then("the agent is asked only for iterations {numbers:Iterations}")
def asked_only_for_iterations(context, numbers):
    asked = [call.iteration for call in context.trial.evidence.last.calls]
    assert_that(asked, equal_to(list(numbers)), "the iterations that the last run asked for")


@then("the agent{whose:Whose?} was {times:Called}")
def called_times(context, whose, times):
    """Count the calls of an agent in all runs of the session.

    Then the agent was called 3 times
    Then the agent of stage "publish" was never called
    Then the agent of "review" was called 1 time    (a phase)
    """
    count = context.trial.scene.cap if times is None else times
    calls = context.trial.evidence.calls_for(whose)
    assert_that(calls, has_length(count), f"the calls{f' for {whose}' if whose else ''}")


@then("the agent{whose:Whose?} was not called again")
def not_called_again(context, whose):
    """Check that an agent that an earlier run called was not called by the last one.

    Then the agent of stage "plan" was not called again
    """
    evidence = context.trial.evidence
    calls, last = evidence.calls_for(whose), evidence.last.calls
    assert_that([c for c in calls if c not in last], is_not(empty()), "calls of earlier runs")
    assert_that([c for c in calls if c in last], is_(empty()), "calls of the last run")


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
    assert_that(calls, is_(empty()), "the agents that were called")


@then('every call used the model "{model}"')
def every_call_used(context, model):
    evidence = context.trial.evidence
    used = [row["model"] for row in views.calls(evidence, evidence.calls)]
    assert_that(used, equal_to([model] * max(len(used), 1)), "the models that were called")
