"""Steps that run the engine, stop it, and say how a run went."""

import re
from pathlib import Path

from behave import given, then, when
from hamcrest import (
    any_of,
    assert_that,
    contains_string,
    empty,
    equal_to,
    has_item,
    is_,
    matches_regexp,
)

from proving_ground.pipelines.endings import end_as
from proving_ground.pipelines.matchers import complaints
from proving_ground.pipelines.trial import Moment
from proving_ground.pipelines.words import ENDINGS
from proving_ground.run_state import Ending


@given("the pipeline has run")
@when("the pipeline runs")
def pipeline_runs(context):
    context.trial.run()


@given('a session that has run to its end with the "{name}" script')
def finished_session(context, name):
    context.trial.scene.use(name)
    context.trial.run()


@when("another session of the same pipeline runs")
def another_session(context):
    context.trial.session = "session-2"
    context.trial.run()


@given("the run was killed while {worker:Worker} worked on iteration {number:d}{stage:OfStage?}")
@when("the run is killed while {worker:Worker} works on iteration {number:d}{stage:OfStage?}")
def run_is_killed(context, worker, number, stage):
    context.trial.kill(Moment(number, stage, worker))


@given("the resumed run was killed while the agent worked on iteration {number:d}")
def resumed_run_is_killed(context, number):
    context.trial.kill(Moment(number), action="resume")


@given("the run was {how:Stopped} while {worker:Worker} worked on iteration {number:d}")
@when("the run is {how:Stopped} while {worker:Worker} works on iteration {number:d}")
def run_is_stopped(context, how, worker, number):
    context.trial.interrupt(Moment(number, agent=worker), how)


@when("the session is resumed")
@when("a session that never ran is resumed")
def session_is_resumed(context):
    context.trial.run("resume")


@when("the session is started again while the agent works on iteration {number:d}")
def started_again(context, number):
    context.trial.start_twice(Moment(number))


@when("another session runs to its end while the agent works on iteration {number:d}")
def another_session_beside(context, number):
    context.trial.run_beside(Moment(number), "session-2")


@when("the session is resumed with up to {count:d} iterations")
def session_is_resumed_further(context, count):
    context.trial.scene.limit(count)
    context.trial.run("resume")


@when("sessions end in each of these ways:")
def sessions_end(context):
    context.looks = []
    for row in context.table:
        context.looks.append(end_as(context.trial, ENDINGS[row["ending"]]))


@then("no two of them look alike")
def none_look_alike(context):
    exits, states = zip(*context.looks, strict=True)
    assert_that(len(set(exits)), equal_to(len(exits)), f"different exits among {exits}")
    assert_that(len(set(states)), equal_to(len(states)), f"different states among {states}")


@when("{count:d} engines {action:Verb} the session at once")
def engines_at_once(context, count, action):
    context.trial.start_concurrently(action, count)


@then("the run is refused")
def run_is_refused(context):
    evidence = context.trial.evidence
    told = evidence.endings(evidence.last.exit_code)
    assert_that(told, has_item(Ending.REFUSED), f"exit {evidence.last.exit_code} means")


@then("the second start is refused")
@then("all others are refused")
def others_are_refused(context):
    trial = context.trial
    accepted = [end.code for end in trial.concurrent_runs if not trial.was_refused(end)]
    assert_that(accepted, is_(empty()), "exits of runs that were not refused")


@then("the run fails, and names the session's state")
def run_fails_naming_state(context):
    evidence, run = context.trial.evidence, context.trial.evidence.last
    assert_that(evidence.endings(run.exit_code), has_item(Ending.FAILED), f"exit {run.exit_code}")
    names = context.trial.adapter.state_files(evidence.session)
    told = [contains_string(Path(name).name) for name in names]
    assert_that(run.stdout + run.stderr, any_of(*told), "what the engine printed")


@then("the user is told where the mistake stands")
def user_is_told_where(context):
    run, (file, line, word) = context.trial.evidence.last, context.trial.mistake
    place = file.name if line is None else rf"{file.name}\D+{line}\b"
    assert_that(
        run.stdout + run.stderr, matches_regexp(f"{place}.*{re.escape(word)}"), "what was printed"
    )


@then('the user is told of "{text}"')
def user_is_told(context, text):
    run = context.trial.evidence.last
    assert_that(run.stdout + run.stderr, contains_string(text), "what the engine printed")


@then("the engine complained of nothing")
def no_complaints(context):
    found = complaints(context.trial.evidence.last)
    assert_that(found, is_(empty()), "complaints of the engine's own programs")
