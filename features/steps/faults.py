"""Steps that strike a run at every change it makes to the disk."""

from behave import then, when

from proving_ground.expectation import assert_that
from proving_ground.pipelines.matchers import recovered


@when("the {action:Run} {fault:Fault} each change it makes to {area:Area}, and resumed each time")
@when(
    "the {action:Run} {fault:Fault} each change it makes to {area:Area}, and is resumed each time"
)
def struck_at_each_change(context, action, fault, area):
    trial = context.trial
    narrowed = fault.at(area, trial.adapter.state_files(trial.session))
    trial.sweep(narrowed, action, context.ground.points(trial.adapter))


@when("the session is started again before each change that its run makes to disk")
def started_again_at_each_change(context):
    context.trial.sweep_rivals(context.ground.points(context.trial.adapter))


@then("every resumed run ends as the uninterrupted run did")
@then("every time one run does the work, and the other is refused")
def recovered_everywhere(context):
    assert_that(context.trial.swept, recovered(), "the sweep")
