"""Steps about the tasks of a queue: where they are kept, who gets one, and what is ticked."""

from dataclasses import replace

from behave import given, then
from hamcrest import contains_string, equal_to, has_length, is_

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.language.words import items
from proving_ground.pipelines.deeds import COMPLETES
from proving_ground.pipelines.task_lists import TaskList


@given('the tasks "{listed}" in {kind:TaskKind}')
def tasks_kept_in(context, listed, kind):
    """Keep the tasks of the last stage somewhere.

    Given the tasks "lexer, parser" in a to-do list
    """
    context.trial.scene.list_tasks(TaskList(kind, tuple(items(listed))))


@given('task "{task}" is called "{title}"')
def task_is_called(context, task, title):
    """Give a task a title besides its name.

    Given task "lexer" is called "Split the text into words"
    """
    context.trial.scene.change_list(lambda t: replace(t, titles={**t.titles, task: title}))


@given("the list {trait:ListTrait}")
def list_is_so(context, trait):
    """Say how whoever keeps the list writes it, and what is wrong with it.

    Given the list names its tasks twice
    Given the list ticks its tasks as "finished"
    """
    context.trial.scene.change_list(trait)


@given("the tracker {trouble:Trouble} from iteration {number:d} on")
def tracker_in_trouble(context, trouble, number):
    """Let the program that keeps the tasks fail while an agent works.

    Given the tracker cannot list its tasks from iteration 2 on
    """
    context.trial.scene.play((trouble, *COMPLETES), number)


@given("somebody {change:Change} while the agent works on iteration {number:d}")
def somebody_changes_the_list(context, change, number):
    """Let somebody else change the list during a run.

    Given somebody adds a task while the agent works on iteration 2
    """
    scene = context.trial.scene
    scene.play((*scene.tasks.change(change, number), *COMPLETES), number)


@then("{tasks:OpenTasks} open")
def open_tasks(context, tasks):
    """Check which tasks nobody has done, where they are kept.

    Then no task is open
    Then the tasks "parser, printer" are open
    """
    assert_that(context.trial.open_tasks(), equal_to(tasks), "the tasks that are open")


@then("each task was given to one agent only")
def given_to_one_agent(context):
    """Check that no two agents of any session worked on one task.

    Then each task was given to one agent only
    """
    calls = [call for each in context.trial.sessions.values() for call in each.calls]
    given_to = some(calls, "calls of agents")
    assert_that({call.task for call in calls}, has_length(len(given_to)), "tasks that were given")


@then("the list differs from what it was only in its ticks")
def only_ticks_changed(context):
    """Check the file that holds the tasks, byte by byte.

    Then the list differs from what it was only in its ticks
    """
    trial, tasks = context.trial, context.trial.scene.tasks
    done = set(tasks.tasks) - set(trial.open_tasks())
    found = tasks.file(trial.project.folder).read_bytes().decode()
    assert_that(found, is_(tasks.text(done)), "the file that holds the tasks")


@then("the error points at line {line:d} of the list")
def error_points_at(context, line):
    """Check that the error names the file and the line of what is wrong with it.

    Then the error points at line 4 of the list
    """
    place = context.trial.scene.tasks.file(context.trial.project.folder)
    told = contains_string(f"{place.name}:{line}: ")
    assert_that(context.trial.evidence.error, told, "the error in the state")
