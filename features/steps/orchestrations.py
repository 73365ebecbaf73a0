"""Steps about phase orchestrators: what is asked for, how it is run, and how far it came."""

from behave import given, then, when
from hamcrest import contains_string, empty, equal_to, has_item, is_, is_not

from proving_ground.evidence.expectation import assert_that
from proving_ground.language.words import items
from proving_ground.orchestration.specs import specification
from proving_ground.orchestration.trial import Moment
from proving_ground.orchestration.views import HEARD, LISTS
from proving_ground.orchestration.words import planned


@given("these tasks:")
def these_tasks(context):
    """Describe tasks, what each depends on, and the group in which it is built.

    Given these tasks:
      | task | depends on | group |
      | base |            | 0     |
      | top  | base       | 1     |
    """
    context.trial.scene.describe(planned(context.table, context.feature.filename))


@given("the task{names:TaskNames}")
def tasks_of_one_group(context, names):
    """Describe tasks that do not depend on each other.

    Given the task "work"
    Given the tasks "one, two", built at the same time
    """
    context.trial.scene.describe(planned(names))


@given('the specification "{name}"')
def sample_specification(context, name):
    """Ask for what a sample in fixtures/specs says; without it, for one feature.

    Given the specification "multi-task"
    """
    context.trial.scene.order_with(spec=specification(name))


@given("{effort:Effort} effort")
def effort(context, effort):
    """Ask for an effort level, which decides what is reviewed; without it, it is low.

    Given medium effort
    """
    context.trial.scene.order_with(effort=effort)


@given("a limit of {value:g} {limit:Limit}")
def limit(context, value, limit):
    """Limit the run's money, patience or loops.

    Given a limit of 0.5 USD per loop
    Given a limit of 2 revisions
    """
    context.trial.scene.order_with(**{limit: value})


@given('the orchestration {runs:Runs} through phase "{phase}"')
@when('the orchestration {runs:Runs} through phase "{phase}"')
def runs_through(context, runs, phase):
    """Run the orchestrator and let it pause after a phase.

    When the orchestration runs through phase "plan"
    Given the orchestration has run through phase "analyze"
    """
    context.trial.run_until_phase(phase)


@when("the run goes on by one phase")
def goes_on_by_one_phase(context):
    """Resume a run that paused, and let it pause again after the next phase.

    When the run goes on by one phase
    """
    context.trial.scene.order_with(one_phase=True)
    context.trial.run("resume")


@when('the orchestration runs, and the agents of "{names}" wait for each other')
def runs_together(context, names):
    """Run the orchestrator; each of these tasks' agents goes on when all of them are at work.

    When the orchestration runs, and the agents of "one, two" wait for each other
    """
    context.trial.run_together([Moment("build", task) for task in items(names)])


@when('the state is locked while the agent of "{phase}" reports')
def locked(context, phase):
    """Run the orchestrator; its state cannot be written when an agent reports for the first time.

    When the state is locked while the agent of "build" reports
    """
    context.trial.run_with_locked_state(Moment(phase))


@then('the {listed:Listed} were "{names}"')
def lists_were(context, listed, names):
    """Check which phases there were, or which reviews agents were called for, in order.

    Then the phases were "analyze, enumerate, plan, build, review"
    Then the reviews were "review-plan, review-loop, review"
    """
    assert_that(LISTS[listed](context.trial.evidence), equal_to(items(names)), f"the {listed}")


@then('the run stands in phase "{phase}"')
def stands_in(context, phase):
    """Check with which phase the run goes on.

    Then the run stands in phase "build"
    """
    assert_that(context.trial.evidence.recorded_state.phase, equal_to(phase), "the current phase")


@then('task "{name}" is {status:TaskStatus}')
def task_is(context, name, status):
    """Check how a task stands.

    Then task "work" is completed
    """
    task = context.trial.evidence.recorded_state.task(name)
    assert_that(task.status, equal_to(status), f"task {name} ({task.reason})")


@then('the loop of "{task}" says "{text}"')
def loop_says(context, task, text):
    """Check why the loop of a task ended.

    Then the loop of "work" says "no progress in 4 iterations"
    """
    loop = context.trial.evidence.recorded_state.loop(task)
    assert_that(str(loop.reason), contains_string(text), f"why the loop of {task} ended")


@then('the work of "{names}" is{not_:Not?} merged')
def work_is_merged(context, names, not_):
    """Check whether all work of these tasks, or none of it, is on the base branch.

    Then the work of "one, two" is merged
    Then the work of "work" is not merged
    """
    files = context.trial.evidence.last.base.files
    lost = context.trial.scene.unmerged(items(names), files)
    found = [name for name in items(names) if name not in lost]
    assert_that(found, equal_to([] if not_ else items(names)), f"tasks that {sorted(files)} hold")


@then("the base branch holds {count:Merges}")
def holds_merges(context, count):
    """Check how many merges the run has brought to the base branch.

    Then the base branch holds 2 merges
    """
    assert_that(context.trial.evidence.merges, equal_to(count), "merges of the run")


@then('"{task}" is begun when "{names}" are merged')
def begun_when_merged(context, task, names):
    """Check that no agent worked on a task before others were merged.

    Then "top" is begun when "base, extra" are merged
    """
    run = context.trial.evidence.last
    states = [snapshot.state for call, snapshot in run.calls_with_snapshots if call.task == task]
    assert_that(states, is_not(empty()), f"what the agents of {task} found")
    waiting = [n for n in items(names) if states[0].task(n).status != "completed"]
    assert_that(waiting, is_(empty()), f"tasks that were not merged when {task} was begun")


@then('a conflict in "{file}" is pending')
def conflict_is_pending(context, file):
    """Check that the state tells of a conflict that nobody has resolved.

    Then a conflict in "shared.txt" is pending
    """
    assert_that(context.trial.evidence.recorded_state.conflicts, has_item(file), "open conflicts")


@then("there {were:Is} {count:Revisions}")
def revisions(context, were, count):
    """Check how often the run's work was revised.

    Then there was 1 revision
    Then there were 0 revisions
    """
    assert_that(context.trial.evidence.recorded_state.revisions, equal_to(count), "revisions")


@then("every scripted agent was called")
def every_agent_called(context):
    """Check that each behaviour that the scenario describes was played.

    Then every scripted agent was called
    """
    calls = context.trial.evidence.calls
    missed = context.trial.scene.factory.uncalled(calls)
    assert_that(missed, is_(empty()), "behaviours that no agent has played")


@then('the agent of "{phase}" was {heard:Heard} "{text}"')
def phase_heard(context, phase, heard, text):
    """Check what the last prompt of a phase says, or what the engine answered to a report.

    Then the agent of "build" was told "tests.py:3: No tests"
    Then the agent of "plan" was answered "there is no task task-9"
    """
    found = HEARD[heard](context.trial.evidence, phase)
    assert_that(found, has_item(contains_string(text)), f"what an agent of {phase} was {heard}")
