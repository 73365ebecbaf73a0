"""Steps that strike a run at every change it makes to the disk."""

from behave import then, when

from proving_ground.evidence.expectation import assert_that
from proving_ground.faults.sweep import Sweeper
from proving_ground.pipelines import concurrent_runs
from proving_ground.pipelines.matchers import alone, recovered


@when("the {action:Run} {fault:Fault} each change it makes to {area:Area}, and {each:EachTime}")
def struck_at_each_change(context, action, fault, area, each):
    """Repeat a run for every change it makes, let the fault strike there, and resume it.

    When the run is killed before each change it makes to disk, and resumed each time
    When the resumed run loses power before each change it makes to disk, and is resumed each time
    """
    trial = context.trial
    narrowed = fault.at(area, trial.adapter.state_files(trial.session))
    sweeper = Sweeper(trial, narrowed, action)
    trial.swept = sweeper.sweep(context.ground.points(trial.adapter))


@when("the session is started again before each change that its run makes to disk")
def started_again_at_each_change(context):
    """Repeat a run for every change it makes, and start the session once more there.

    When the session is started again before each change that its run makes to disk
    """
    points = context.ground.points(context.trial.adapter)
    concurrent_runs.sweep(context.trial, points)


@then("every resumed run is {ending:Ending}, as the uninterrupted run was")
def recovered_everywhere(context, ending):
    """Check that it made no difference where a run was struck, once it was resumed.

    Then every resumed run is complete, as the uninterrupted run was
    """
    assert_that(context.trial.swept, recovered(ending), "the sweep")


@then("every time one run does the work, and the other is refused")
def alone_everywhere(context):
    """Check that it made no difference at which moment the session was started once more.

    Then every time one run does the work, and the other is refused
    """
    assert_that(context.trial.swept, alone(), "the sweep")
