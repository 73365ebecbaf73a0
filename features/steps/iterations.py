"""Steps about iterations: recorded in the state, done by the agent, kept on disk."""

from behave import then
from hamcrest import contains_string, empty, equal_to, has_property, is_, only_contains, starts_with

from proving_ground.expectation import assert_that
from proving_ground.pipelines import views
from proving_ground.pipelines.laws import artifacts as artifact_laws
from proving_ground.pipelines.matchers import recorded


@then("iterations {numbers:Iterations} are each recorded once, in order")
@then("only iteration {numbers:Iterations} is recorded")
def recorded_in_order(context, numbers):
    assert_that(views.history(context.trial.evidence), recorded(numbers), "the history")


@then('every iteration is recorded at "{time}"')
def recorded_at(context, time):
    history = context.trial.evidence.state.history
    moments = [str(entry.recorded_at).replace("T", " ") for entry in history]
    assert_that(moments, only_contains(starts_with(time)), "when iterations were recorded")


@then("the artifacts of iterations {numbers:Iterations}{stage:OfStage?} are complete")
def artifacts_complete(context, numbers, stage):
    folders = [context.trial.evidence.folder(number, stage) for number in numbers]
    assert_that(folders, only_contains(has_property("complete", True)), "iteration folders")


@then("the artifacts of iterations {numbers:Iterations}{stage:OfStage?} are unchanged")
def artifacts_unchanged(context, numbers, stage):
    evidence = context.trial.evidence
    earlier = [evidence.folder(number, stage, run=-2) for number in numbers]
    now = [evidence.folder(number, stage) for number in numbers]
    assert_that(now, equal_to(earlier), "the artifacts after the resume")


@then("the state agrees with the artifacts")
def state_agrees(context):
    disagreements = list(artifact_laws.count_agrees(context.trial.evidence))
    assert_that(disagreements, is_(empty()), "where state and artifacts disagree")


@then('the kept answer of iteration {number:d} says "{text}" {count:d} times')
def kept_answer_repeats(context, number, text, count):
    found = context.trial.evidence.folder(number).answer.count(text)
    assert_that(found, equal_to(count), f"how often the kept answer of iteration {number} says so")


@then('the kept answer of iteration {number:d} is "{text}"')
def kept_answer(context, number, text):
    kept = context.trial.evidence.folder(number).answer
    assert_that(kept, contains_string(text), f"the kept answer of iteration {number}")
