"""Steps about hooks: who has one, what it does, and what it is told."""

from behave import given, then
from hamcrest import contains_string, equal_to, has_length, not_, starts_with

from proving_ground import tables
from proving_ground.agents.script import HookRule
from proving_ground.expectation import assert_that
from proving_ground.pipelines import views
from proving_ground.pipelines.matchers import reads_as
from proving_ground.pipelines.pipeline import Hook


def _script(point, origin, first_line=""):
    return f"#!/bin/sh\n{first_line}exec hook {point} {origin}\n"


@given("the {origin:Origin} has a hook {point:Point}")
def has_hook(context, origin, point):
    hook = Hook(point=point, origin=origin, text=_script(point, origin))
    context.trial.scene.hooks.append(hook)


@given("the {origin:Origin} has a hook {point:Point} that {acts:Deed} the {count:Ordinal} time")
def has_hook_that_acts(context, origin, point, acts, count):
    scene = context.trial.scene
    scene.hooks.append(Hook(point=point, origin=origin, text=_script(point, origin)))
    scene.script = scene.script.hook(HookRule(acts, point, origin, count))


@given("the {origin:Origin} has a hook {point:Point} that {flaw:Absent}")
def has_flawed_hook(context, origin, point, flaw):
    text, executable = flaw
    hook = Hook(point=point, origin=origin, text=text, executable=executable)
    context.trial.scene.hooks.append(hook)


@given("the {origin:Origin} has a hook {point:Point} that removes itself")
def has_vanishing_hook(context, origin, point):
    hook = Hook(point=point, origin=origin, text=_script(point, origin, 'rm "$0"\n'))
    context.trial.scene.hooks.append(hook)


@given("hooks may take {seconds:Within}")
def hook_timeout(context, seconds):
    context.trial.scene.defaults["hook_timeout"] = seconds


@then("this happened, in this order:")
def happened_in_order(context):
    tables.columns(context.table, context.feature.filename, views.EVENT_COLUMNS)
    assert_that(views.events(context.trial.evidence), reads_as(context.table), "what happened")


@then('the hook {point:Point} was last told of "{text}"')
def hook_was_told(context, point, text):
    told = [call.told for call in context.trial.evidence.hooks if call.point == point]
    assert_that(told[-1:], has_length(1), f"the last call of the hook {point}")
    assert_that(told[-1], contains_string(text), f"what the hook {point} was told")


@then("the hook {point:Point} was told of iterations {numbers:Iterations}")
def hook_was_told_iterations(context, point, numbers):
    told = [call.told for call in context.trial.evidence.hooks if call.point == point]
    found = [context.trial.adapter.hook_iteration(each) for each in told]
    assert_that(found, equal_to(list(numbers)), f"the iterations that the hook {point} was told of")


@then("the hook {point:Point} ran {count:Times}")
def hook_ran(context, point, count):
    calls = [call for call in context.trial.evidence.hooks if call.point == point]
    assert_that(calls, has_length(count), f"the calls of the hook {point}")


@then("no hook aborted the session")
def no_hook_aborted(context):
    assert_that(context.trial.evidence.error, not_(starts_with("hook_abort")), "the error")


@then("a hook aborted the session")
def hook_aborted(context):
    assert_that(context.trial.evidence.error, starts_with("hook_abort: "), "the error")
