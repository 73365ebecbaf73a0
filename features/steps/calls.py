"""Steps about what the agents were called for: the call log."""

from behave import then
from hamcrest import assert_that, empty, equal_to, has_length, is_

from proving_ground import tables
from proving_ground.pipelines import views
from proving_ground.pipelines.matchers import reads_as


@then("the agent was called for:")
def called_for(context):
    tables.columns(context.table, context.feature.filename, views.CALL_COLUMNS)
    evidence = context.trial.evidence
    assert_that(views.calls(evidence, evidence.calls), reads_as(context.table), "all calls")


@then("the agent is asked only for:")
def asked_only_for(context):
    tables.columns(context.table, context.feature.filename, views.CALL_COLUMNS)
    evidence = context.trial.evidence
    found = views.calls(evidence, evidence.last.calls)
    assert_that(found, reads_as(context.table), "the calls of the last run")


@then("the agent is asked only for iteration {numbers:Iterations}")
@then("the agent is asked only for iterations {numbers:Iterations}")
def asked_only_for_iterations(context, numbers):
    asked = [call.iteration for call in context.trial.evidence.last.calls]
    assert_that(asked, equal_to(list(numbers)), "the iterations that the last run asked for")


@then('the agent is not asked again for stage "{stage}"')
@then('stage "{stage}" was never started')
def not_asked_for(context, stage):
    evidence = context.trial.evidence
    index = evidence.pipeline.index(stage)
    asked = [call for call in evidence.last.calls if evidence.key(call)[0] == index]
    assert_that(asked, is_(empty()), f"the last run's calls for stage {stage!r}")


@then("the agent was called {count:d} times")
def called_times(context, count):
    assert_that(context.trial.evidence.calls, has_length(count), "the agent's calls")


@then("the agent was called as often as the cap allows")
def agent_called_to_the_cap(context):
    cap = context.trial.scene.stages[-1].termination.iterations
    assert_that(context.trial.evidence.calls, has_length(cap), "calls of agents")


@then("no agent was called")
@then("no agent was called in the resumed run")
def no_call(context):
    assert_that(context.trial.evidence.last.calls, is_(empty()), "the calls of the last run")


@then('every call used the model "{model}"')
def every_call_used(context, model):
    evidence = context.trial.evidence
    used = [row["model"] for row in views.calls(evidence, evidence.calls)]
    assert_that(used, equal_to([model] * max(len(used), 1)), "the models that were called")
