"""Steps about hooks: who has one, what it does, and what it is told."""

from behave import given, then
from hamcrest import contains_string, equal_to

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.language import tables
from proving_ground.pipelines import views
from proving_ground.pipelines.hook_words import POINTS, HookPlan
from proving_ground.pipelines.matchers import reads_as


@given("the {origin:Origin} has a hook {point:Point}{deed:HookDeed?}")
def has_hook(context, origin, point, deed):
    """Give the project or the pipeline a hook; it agrees, unless it is said to do something else.

    One that refuses (rejects, denies, forbids, vetoes) stops the session there.

    Given the project has a hook after each iteration
    Given the project has a hook before each iteration that refuses the first time, because "Stop."
    Given the pipeline has a hook before each iteration that refuses the first 3 times, because "X"
    Given the pipeline has a hook after each iteration that is not there
    """
    context.trial.add_hook(point, origin, deed or HookPlan())


@then("this happened, in this order:")
def happened_in_order(context):
    """Hold the calls of hooks and agents against a table; `of` is who has a hook, or the stage.

    Then this happened, in this order:
      | what                  | of      |
      | before each iteration | project |
      | agent                 | work    |
    """
    tables.columns(context.table, context.feature.filename, views.EVENT_COLUMNS)
    assert_that(views.events(context.trial.evidence), reads_as(context.table), "what happened")


@then('the hook {point:Point} was last told of "{text}"')
def hook_was_told(context, point, text):
    """Check what a hook is told in its last call.

    Then the hook on errors was last told of "The tests do not compile"
    """
    told = [call.told for call in context.trial.evidence.hooks if call.point == point]
    some(told, f"calls of the hook {POINTS[point]}")
    assert_that(told[-1], contains_string(text), f"what the hook {POINTS[point]} was told")


@then("the hook {point:Point} was told of {numbers:Iterations}")
def hook_was_told_iterations(context, point, numbers):
    """Check of which iterations a hook is told, in the order of its calls.

    Then the hook after each iteration was told of iterations 1 to 2
    """
    told = [call.told for call in context.trial.evidence.hooks if call.point == point]
    found = [context.trial.adapter.hook_iteration(each) for each in told]
    assert_that(
        found, equal_to(list(numbers)), f"the iterations that the hook {POINTS[point]} was told of"
    )


@then("the hook {point:Point} {count:Ran}")
def hook_ran(context, point, count):
    """Count the calls of a hook in all runs of the session, which must have such a hook.

    Then the hook on errors never ran
    Then the hook between stages ran 1 time
    """
    there = [hook for hook in context.trial.scene.hooks if hook.point == point]
    some(there, f"a hook {POINTS[point]}")
    calls = [call for call in context.trial.evidence.hooks if call.point == point]
    assert_that(len(calls), equal_to(count), f"the calls of the hook {POINTS[point]}")


@then("the session was stopped by a hook that {ended:HookEnd}")
def stopped_by_hook(context, ended):
    """Check that the error tells of a hook which said no, or of one that could not do its job.

    Then the session was stopped by a hook that refused
    Then the session was stopped by a hook that failed
    """
    assert_that(context.trial.evidence.error, ended, "the error in the state")
