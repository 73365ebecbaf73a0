"""Steps about the tasks of a queue: where they are kept, who gets one, and what is ticked."""

from dataclasses import replace

from behave import given, then
from hamcrest import contains_string, equal_to, has_length, is_

from proving_ground.agents.script import answer, decide
from proving_ground.expectation import assert_that
from proving_ground.pipelines.task_lists import TaskList
from proving_ground.words import items

COMPLETED = {"items_completed": ["${TASK}"], "files_touched": []}
COMPLETES = (answer("I did it."), decide("continue", work=COMPLETED))
GIVES_UP = (answer("I am stuck."), decide("error", "It is not possible", work=COMPLETED))


@given('the tasks "{listed}" in {kind:TaskKind}')
def tasks_kept_in(context, listed, kind):
    context.trial.scene.list_tasks(TaskList(kind, tuple(items(listed))))


@given('task "{task}" is called "{title}"')
def task_is_called(context, task, title):
    scene = context.trial.scene
    scene.list_tasks(replace(scene.tasks, titles={**scene.tasks.titles, task: title}))


@given('the field "{field}" tells whether a task is done')
def done_field(context, field):
    scene = context.trial.scene
    scene.list_tasks(replace(scene.tasks, done_field=field))


@given("the list is written without a blank")
def dense_list(context):
    scene = context.trial.scene
    scene.list_tasks(replace(scene.tasks, dense=True))


@given("the list {flaw:Flaw}")
def flawed_list(context, flaw):
    scene = context.trial.scene
    scene.list_tasks(replace(scene.tasks, flaw=flaw))


@given("all tasks are done already")
def all_done(context):
    scene = context.trial.scene
    scene.list_tasks(replace(scene.tasks, done=scene.tasks.tasks))


@given("the agent completes every task that it is given")
def completes_tasks(context):
    script = replace(context.trial.scene.script, otherwise=COMPLETES)
    context.trial.scene.script = script


@given("the agent completes its task and {acts:Failing} in iteration {number:d}")
def completes_and_fails(context, acts, number):
    context.trial.scene.play((*COMPLETES, *acts), number, attempt=1)


@given("the agent gives up its task in iteration {number:d}")
def gives_up(context, number):
    context.trial.scene.play(GIVES_UP, number, attempt=1)


@given("{worker:Worker} leaves its task undone in iteration {number:d}")
def leaves_undone(context, worker, number):
    context.trial.scene.play((answer("Not today."), decide("continue")), number, agent=worker)


@given("the tracker {trouble:Trouble} from iteration {number:d} on")
def tracker_in_trouble(context, trouble, number):
    context.trial.scene.play((trouble, *COMPLETES), number)


@given("somebody {change:Change} while the agent works on iteration {number:d}")
def somebody_changes_the_list(context, change, number):
    scene = context.trial.scene
    scene.play((*scene.tasks.change(change, number), *COMPLETES), number)


@then("no task is open")
def no_task_is_open(context):
    assert_that(context.trial.open_tasks(), equal_to(()), "the tasks that are open")


@then('the open tasks are "{listed}"')
def open_tasks(context, listed):
    assert_that(context.trial.open_tasks(), equal_to(tuple(items(listed))), "the open tasks")


@then("each task was given to one agent only")
def given_to_one_agent(context):
    calls = [call for each in context.trial.sessions.values() for call in each.calls]
    assert_that({call.task for call in calls}, has_length(len(calls)), "tasks that were given")


@then("the list differs from what it was only in its ticks")
def only_ticks_changed(context):
    trial, tasks = context.trial, context.trial.scene.tasks
    done = set(tasks.tasks) - set(trial.open_tasks())
    found = tasks.file(trial.project.folder).read_bytes().decode()
    assert_that(found, is_(tasks.text(done)), "the file that holds the tasks")


@then("the error points at line {line:d} of the list")
def error_points_at(context, line):
    place = context.trial.scene.tasks.file(context.trial.project.folder)
    assert_that(context.trial.evidence.error, contains_string(f"{place.name}:{line}: "))
