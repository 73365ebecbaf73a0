"""Steps about the agents of an orchestration: what they report, and how they misbehave."""

from behave import given

from proving_ground.orchestration import behaviours
from proving_ground.orchestration.mcp_calls import mcp_calls
from proving_ground.project import UNCOMMITTED
from proving_ground.words import items


@given('the agent of "{phase}" reports "{variant}"')
def reports(context, phase, variant):
    context.trial.scene.factory.for_phase(phase, *mcp_calls(phase, variant))


@given('the agent of "{phase}" {how:Misbehaviour}')
def misbehaves(context, phase, how):
    behaviours.misbehave(context.trial.scene, how, phase)


@given('the agent of "{phase}" {how:Misbehaviour} at first')
def misbehaves_at_first(context, phase, how):
    behaviours.misbehave(context.trial.scene, how, phase, number=1)


@given('the builder of "{task}" {how:Misbehaviour}')
def builder_misbehaves(context, task, how):
    behaviours.misbehave(context.trial.scene, how, "build", task)


@given('the builder of "{task}" {how:Misbehaviour} at first')
def builder_misbehaves_at_first(context, task, how):
    behaviours.misbehave(context.trial.scene, how, "build", task, number=1)


@given('the builder of "{task}" gives up because "{reason}"')
def gives_up(context, task, reason):
    acts = mcp_calls("build", "fail-task", reason=reason)
    context.trial.scene.factory.for_phase("build", *acts, task=task)


@given('the builder of "{task}" gives up because "{reason}" at first')
def gives_up_at_first(context, task, reason):
    acts = mcp_calls("build", "fail-task", reason=reason)
    context.trial.scene.factory.for_phase("build", *acts, task=task, number=1)


@given('the builder of "{task}" crashes in its first {count:d} attempts')
def crashes_at_first(context, task, count):
    for number in range(1, count + 1):
        behaviours.misbehave(context.trial.scene, "crashes", "build", task, number=number)


@given('the builder of "{task}" changes the user\'s own file')
def changes_users_file(context, task):
    behaviours.write_over(context.trial.scene, task, *UNCOMMITTED)


@given('the builder of "{task}" needs {count:d} iterations')
def needs_iterations(context, task, count):
    for number in range(1, count):
        how = "goes on with the same file"
        behaviours.misbehave(context.trial.scene, how, "build", task, number=number)


@given('the builders of "{names}" change the same file')
def same_file(context, names):
    context.trial.scene.share_a_file(*items(names))


@given("the review fails")
def review_fails(context):
    behaviours.fail_review(context.trial.scene)


@given('the review fails at first, for "{text}" in "{file}" at line {line:d}')
def review_fails_at_first(context, text, file, line):
    behaviours.fail_review(context.trial.scene, 1, text, file, line)


@given('the agent of "{phase}" costs {usd:g} USD')
def costs(context, phase, usd):
    behaviours.charge(context.trial.scene, usd, phase)


@given('the builder of "{task}" costs {usd:g} USD')
def builder_costs(context, task, usd):
    behaviours.charge(context.trial.scene, usd, "build", task)
