"""Steps about iterations: recorded in the state, done by the agent, kept on disk."""

from behave import then
from hamcrest import empty, equal_to, greater_than, is_

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.pipelines import views
from proving_ground.pipelines.laws import artifacts as artifact_laws
from proving_ground.pipelines.matchers import are_kept, recorded


@then("{only:Only?}{numbers:Iterations} {recorded_:Recorded}")
def recorded_in_order(context, only, numbers, recorded_):
    """Check that the history holds just these iterations, each once and in order.

    Then iterations 1 to 3 are each recorded once, in order
    Then only iteration 1 is recorded
    """
    assert_that(views.history(context.trial.evidence), recorded(numbers), "the history")


@then("the artifacts of {numbers:Iterations}{stage:OfStage?} are {state:ArtifactState}")
def artifacts_are(context, numbers, stage, state):
    """Check that what iterations left on disk is all there, or is what it was before the last run.

    Then the artifacts of iterations 1 to 3 are complete
    Then the artifacts of iterations 1 to 2 of stage "plan" are unchanged
    """
    assert_that(context.trial.evidence, are_kept(numbers, stage, state), "the artifacts")


@then("the state agrees with the artifacts")
def state_agrees(context):
    """Check that the state counts as many iterations as lie on disk.

    Then the state agrees with the artifacts
    """
    disagreements = list(artifact_laws.count_agrees(context.trial.evidence))
    assert_that(disagreements, is_(empty()), "where state and artifacts disagree")


@then('the kept answer of iteration {number:d} says "{text}"{count:Repeated?}')
def kept_answer_says(context, number, text, count):
    """Check what the engine kept of an agent's answer: a text, or how often it is there.

    A text that is there 0 times must be one that some agent says.

    Then the kept answer of iteration 2 says "The second look found nothing."
    Then the kept answer of iteration 1 says "line by line" 250000 times
    """
    found = context.trial.evidence.folder(number).answer.count(text)
    if count == 0:
        some(context.trial.script.saying(text), f"an agent that says {text!r}")
    wanted = greater_than(0) if count is None else equal_to(count)
    assert_that(found, wanted, f"how often the kept answer of iteration {number} says so")
