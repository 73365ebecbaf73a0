"""Steps that run the engine, stop it, and say how a run went."""

from pathlib import Path

from behave import given, then, when
from hamcrest import any_of, contains_string, empty, equal_to, has_item, is_

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.evidence.run_state import Ending
from proving_ground.language import tables
from proving_ground.pipelines import concurrent_runs
from proving_ground.pipelines.endings import WAYS, end_as
from proving_ground.pipelines.matchers import complaints
from proving_ground.trials.ways import Ways


@given("the {program:Program} {runs:Runs}{time:AtTime?}{person:AtTerminal?}")
@when("the {program:Program} {runs:Runs}{time:AtTime?}{person:AtTerminal?}")
def program_runs(context, program, runs, time, person):
    """Run the engine to its end.

    When the pipeline runs
    Given the orchestration has run
    Given the pipeline has run at "2026-03-01 09:30:00"
    When the pipeline runs at a terminal where a person says yes
    """
    context.trial.run_as("start", Ways(time=time, person=person))


@given("the engine runs {place:EnginePlace}")
def engine_runs(context, place):
    """Say where the engine runs, in all of its runs from now on.

    Given the engine runs in another agent's session
    """
    context.trial.run_in(place)


@when("another session of the same {program:Program} runs{phase:ThroughPhase?}")
def another_session(context, program, phase):
    """Run the same once more, as a session of its own, which is looked at from then on.

    When another session of the same pipeline runs
    When another session of the same orchestration runs through phase "plan"
    """
    context.trial.turn_to_another()
    context.trial.run_until_phase(phase) if phase else context.trial.run()


@given("the {action:Run} {stopped:Stopped} while {moment:Moment}")
@when("the {action:Run} {stopped:Stopped} while {moment:Moment}")
def run_is_stopped(context, action, stopped, moment):
    """End a run from outside, while an agent works or a hook runs.

    Given the run was killed while the agent worked on iteration 2 of stage "build"
    Given the resumed run lost power while agent-1 worked on iteration 3
    Given the run was killed while the hook after each iteration ran the third time
    When the run is interrupted while the agent of "build" works on "two"
    """
    stopped(context.trial, moment, action)


@given(
    "{never_ran:ResumedSession} {is_:Is} resumed"
    "{time:AtTime?}{answer:WithAnswer?}{cap:UpTo?}{person:AtTerminal?}"
)
@when(
    "{never_ran:ResumedSession} {is_:Is} resumed"
    "{time:AtTime?}{answer:WithAnswer?}{cap:UpTo?}{person:AtTerminal?}"
)
def session_is_resumed(context, never_ran, is_, time, answer, cap, person):
    """Resume a session, which must have run before, or one of which nothing was ever run.

    When the session is resumed
    When the session is resumed with up to 6 iterations
    When the session is resumed at "2026-03-01 10:29:59" with the answer "yes"
    Given the session was resumed with the answer "no"
    When a session that never ran is resumed
    """
    context.trial.turn_to_resumed(never_ran=never_ran)
    context.trial.run_as("resume", Ways(time, answer, cap, person))


@when("{start:SecondStart} while {moment:Moment}")
def started_beside(context, start, moment):
    """Start a session once more while its first run works, or run another, then let that one end.

    The other session is looked at from then on.

    When the session is started again while the agent works on iteration 2
    When the session is started again while the agent of "plan" works
    When another session runs to its end while the agent works on iteration 1
    """
    start(context.trial, moment)


@when("sessions end in each of these ways:")
def sessions_end(context):
    """Bring sessions of their own to each of these endings.

    When sessions end in each of these ways:
      | ending   |
      | complete |
      | failed   |
    """
    trial = context.trial
    endings = tables.words(context.table, context.feature.filename, "ending", WAYS)
    context.looks = [end_as(trial, WAYS[each]) for each in endings]


@then("no two of them look alike")
def none_look_alike(context):
    """Check that exits and states of these sessions all differ.

    Then no two of them look alike
    """
    exits, states = zip(*context.looks, strict=True)
    assert_that(len(set(exits)), equal_to(len(exits)), f"different exits among {exits}")
    assert_that(len(set(states)), equal_to(len(states)), f"different states among {states}")


@when("{count:d} engines {action:Verb} the session at once")
def engines_at_once(context, count, action):
    """Let so many engines start or resume one session at the same moment.

    When 8 engines resume the session at once
    """
    concurrent_runs.start_concurrently(context.trial, action, count)


@when("{count:d} sessions of the same {program:Program} run at once")
def sessions_at_once(context, count, program):
    """Run so many sessions side by side, each of its own name, until all of them have ended.

    When 4 sessions of the same pipeline run at once
    """
    concurrent_runs.run_sessions(context.trial, count)


@then("{runs:Refused} refused")
def runs_are_refused(context, runs):
    """Check that the engine said no: to the last run, or to all runs of a session but one.

    Then the run is refused
    Then the second start is refused
    Then all others are refused
    """
    exits = some(runs(context.trial), "runs to be refused")
    accepted = [code for code in exits if not context.trial.was_refused(code)]
    assert_that(accepted, is_(empty()), "exits of runs that were not refused")


@then("the run fails, and names the session's state")
def run_fails_naming_state(context):
    """Check that a run failed for what is wrong with the session's state, and said so.

    Then the run fails, and names the session's state
    """
    evidence, run = context.trial.evidence, context.trial.evidence.last
    assert_that(evidence.endings(run.exit_code), has_item(Ending.FAILED), f"exit {run.exit_code}")
    names = context.trial.adapter.state_files(evidence.session)
    told = [contains_string(Path(name).name) for name in names]
    assert_that(run.stdout + run.stderr, any_of(*told), "what the engine printed")


@then("the user is told {what:ToldOf}")
def user_is_told(context, what):
    """Check what was printed: words, a hook's name in its author's files, or a place to go on.

    Where a mistake stands is told by file, line and word.

    Then the user is told of "too late"
    Then the user is told of the hook after each iteration
    Then the user is told of going on from stage "polish", iteration 2
    Then the user is told where the mistake stands
    """
    run = context.trial.evidence.last
    assert_that(run.stdout + run.stderr, what(context.trial), "what the engine printed")


@then("the engine complained of nothing")
def no_complaints(context):
    """Check that none of the engine's own programs printed that it went wrong.

    Then the engine complained of nothing
    """
    found = complaints(context.trial.evidence.last)
    assert_that(found, is_(empty()), "complaints of the engine's own programs")
