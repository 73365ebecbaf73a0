"""Steps about phase orchestrators: what is asked for, how it is run, and how far it came."""

from behave import given, then, when
from hamcrest import (
    assert_that,
    contains_string,
    empty,
    equal_to,
    has_item,
    has_length,
    is_,
    is_in,
    is_not,
)

from proving_ground import tables
from proving_ground.orchestration import views
from proving_ground.orchestration.trial import Moment
from proving_ground.orchestration.words import planned
from proving_ground.pipelines.matchers import reads_as
from proving_ground.run_state import Ending
from proving_ground.words import items


@given("these tasks:")
def these_tasks(context):
    context.trial.scene.describe(planned(context.table, context.feature.filename))


@given('the task "{name}"')
def one_task(context, name):
    context.trial.scene.describe(planned([name]))


@given('the tasks "{names}", built at the same time')
def parallel_tasks(context, names):
    context.trial.scene.describe(planned(items(names)))


@given("{effort:Effort} effort")
def effort(context, effort):
    context.trial.scene.ask(effort=effort)


@given("a limit of {value:g} {limit:Limit}")
def limit(context, value, limit):
    context.trial.scene.ask(**{limit: value})


@given('the backend "{name}"')
def backend(context, name):
    context.trial.scene.ask(backend=name)


@given("the orchestration has run")
@when("the orchestration runs")
def orchestration_runs(context):
    context.trial.run()


@when("another run of the same orchestration starts")
def another_run(context):
    context.trial.session = "run-2"
    context.trial.run()


@given('the orchestration has run until phase "{phase}" was done')
@when('the orchestration runs until phase "{phase}" is done')
def runs_until(context, phase):
    context.trial.scene.ask(until=phase)
    context.trial.run()
    context.trial.scene.ask(until=None)


@when("the run goes on by one phase")
def goes_on_by_one_phase(context):
    context.trial.scene.ask(one_phase=True)
    context.trial.run("resume")


@when('the orchestration runs, and the agents of "{names}" wait for each other')
def runs_together(context, names):
    context.trial.run_together([Moment("build", task) for task in items(names)])


@given("the orchestrator was killed during {moment:Moment}")
@when("the orchestrator is killed during {moment:Moment}")
def killed(context, moment):
    context.trial.kill(Moment(*moment))


@given("the orchestrator was {how:Stopped} during {moment:Moment}")
@when("the orchestrator is {how:Stopped} during {moment:Moment}")
def stopped(context, how, moment):
    context.trial.interrupt(Moment(*moment), how)


@given("the state was locked while the agent of {moment:Moment} reported")
@when("the state is locked while the agent of {moment:Moment} reports")
def locked(context, moment):
    context.trial.run_with_locked_state(Moment(*moment))


@when("the run is started again during {moment:Moment}")
def started_again(context, moment):
    context.trial.start_twice(Moment(*moment), again="resume")


@then("the second orchestrator is refused")
def second_is_refused(context):
    (code,) = (end.code for end in context.trial.concurrent_runs)
    told = context.trial.evidence.endings(code)
    assert_that(told, has_item(Ending.REFUSED), f"exit {code} means")


@then('the phases were "{names}"')
def phases_were(context, names):
    assert_that(context.trial.evidence.recorded_state.phases, equal_to(items(names)), "phases")


@then('the run stands in phase "{phase}"')
def stands_in(context, phase):
    assert_that(context.trial.evidence.recorded_state.phase, equal_to(phase), "the current phase")


@then("the agents were called for:")
def agents_called(context):
    tables.columns(context.table, context.feature.filename, views.CALL_COLUMNS)
    found = views.calls(context.trial.evidence)
    assert_that(found, reads_as(context.table), "the calls of the last run")


@then("the tasks read:")
def tasks_read(context):
    tables.columns(context.table, context.feature.filename, views.TASK_COLUMNS)
    assert_that(views.tasks(context.trial.evidence), reads_as(context.table), "the tasks")


@then('task "{name}" is {status:TaskStatus}')
def task_is(context, name, status):
    task = context.trial.evidence.recorded_state.task(name)
    assert_that(task.status, equal_to(status), f"task {name} ({task.reason})")


@then('the loop of "{task}" is {status:LoopStatus}')
def loop_is(context, task, status):
    loop = context.trial.evidence.recorded_state.loop(task)
    assert_that(loop.status, equal_to(status), f"the loop of {task} ({loop.reason})")


@then('the loop of "{task}" says "{text}"')
def loop_says(context, task, text):
    loop = context.trial.evidence.recorded_state.loop(task)
    assert_that(str(loop.reason), contains_string(text), f"why the loop of {task} ended")


@then('the work of "{names}" is merged')
def work_is_merged(context, names):
    files = context.trial.evidence.last.base.files
    missing = [n for n in items(names) if not any(n in text for text in files.values())]
    assert_that(missing, is_(empty()), f"tasks of which {sorted(files)} hold nothing")


@then('the work of "{task}" is not merged')
def work_is_not_merged(context, task):
    files = context.trial.evidence.last.base.files
    assert_that([f for f in files if task in files[f]], is_(empty()), f"work of {task}")


@then("the base branch holds {count:d} merge")
@then("the base branch holds {count:d} merges")
def holds_merges(context, count):
    assert_that(context.trial.evidence.merges, equal_to(count), "merges of the run")


@then('the branch of "{task}" is kept')
def branch_is_kept(context, task):
    evidence = context.trial.evidence
    branch = evidence.branches + evidence.recorded_state.loop(task).id
    assert_that(branch, is_in(evidence.own_branches), "the branches that are there")


@then('the agents of "{names}" worked at the same time')
def worked_together(context, names):
    calls = [context.trial.evidence.calls_for("build", task)[0] for task in items(names)]
    began, ended = max(c.started for c in calls), min(c.ended for c in calls)
    assert_that(began < ended, is_(True), "whether one began before the other ended")


@then('"{task}" is begun when "{names}" are merged')
def begun_when_merged(context, task, names):
    run = context.trial.evidence.last
    states = [snapshot.state for call, snapshot in run.calls_with_snapshots if call.task == task]
    assert_that(states, is_not(empty()), f"what the agents of {task} found")
    waiting = [n for n in items(names) if states[0].task(n).status != "completed"]
    assert_that(waiting, is_(empty()), f"tasks that were not merged when {task} was begun")


@then('a conflict in "{file}" is pending')
def conflict_is_pending(context, file):
    assert_that(context.trial.evidence.recorded_state.conflicts, has_item(file), "open conflicts")


@then("there were {count:d} revisions")
@then("there was {count:d} revision")
def revisions(context, count):
    assert_that(context.trial.evidence.recorded_state.revisions, equal_to(count), "revisions")


@then('the reviews were "{names}"')
def reviews_were(context, names):
    calls = context.trial.evidence.calls
    found = [call.stage for call in calls if call.stage.startswith("review")]
    assert_that(found, equal_to(items(names)), "the calls for reviews")


@then("every scripted agent was called")
def every_agent_called(context):
    calls = context.trial.evidence.calls
    missed = context.trial.scene.factory.uncalled(calls)
    assert_that(missed, is_(empty()), "behaviours that no agent has played")


@then('the agent of "{phase}" is called {count:d} time')
@then('the agent of "{phase}" is called {count:d} times')
def phase_called_times(context, phase, count):
    calls = context.trial.evidence.calls_for(phase)
    assert_that(calls, has_length(count), f"calls for {phase}")


@then('the agent of "{phase}" was never called')
def phase_never_called(context, phase):
    assert_that(context.trial.evidence.calls_for(phase), is_(empty()), f"calls for {phase}")


@then('the agent of "{phase}" was told "{text}"')
def phase_was_told(context, phase, text):
    prompts = [call.prompt for call in context.trial.evidence.calls_for(phase)]
    assert_that(prompts[-1:], has_item(contains_string(text)), f"the last prompt of {phase}")


@then('the agent of "{phase}" was answered "{text}"')
def phase_was_answered(context, phase, text):
    calls = context.trial.evidence.calls_for(phase)
    answers = [tool.answer for call in calls for tool in call.tools]
    assert_that(answers, has_item(contains_string(text)), f"what the tools answered in {phase}")
