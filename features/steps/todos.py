"""Steps about the to-do list that sessions share."""

from behave import given, then, when
from hamcrest import contains_string, equal_to

from proving_ground.expectation import assert_that
from proving_ground.words import items


@given('the to-dos "{listed:Text}"')
def todos(context, listed):
    for title in items(listed):
        context.trial.todo("create", title=title)


@given("the to-do list cannot be read")
def corrupt_todos(context):
    context.trial.corrupt("tasks")


@given('the to-do "{title:Text}" has been completed')
@when('the to-do "{title:Text}" is completed')
def todo_completed(context, title):
    context.trial.todo("complete", task_id=context.trial.todo_id(title))


@when('the to-do "{title:Text}" is added')
def todo_added(context, title):
    context.trial.todo("create", title=title)


@when('the to-do "{title:Text}" is added with the priority "{priority:Text}"')
def todo_added_with(context, title, priority):
    context.trial.todo("create", title=title, priority=priority)


@when('the to-do "{title:Text}" is renamed to "{new:Text}"')
def todo_renamed(context, title, new):
    context.trial.todo("update", task_id=context.trial.todo_id(title), title=new)


@when('the to-do "{title:Text}" is deleted')
def todo_deleted(context, title):
    context.trial.todo("delete", task_id=context.trial.todo_id(title))


@when("a to-do is completed that was never added")
def unknown_todo_completed(context):
    context.trial.todo("complete", task_id="no-such-id")


@when("the to-dos are listed")
def todos_listed(context):
    context.trial.todo("list")


@when("the newest {count:d} to-dos are listed")
def newest_todos_listed(context, count):
    context.trial.todo("list", limit=count)


@when("the open to-dos are listed")
def open_todos_listed(context):
    context.trial.todo("list", status="pending")


@given('the to-dos were exported as "{form:Text}"')
@when('the to-dos are exported as "{form:Text}"')
def todos_exported(context, form):
    context.trial.todo("export", form=form)


@when("something unheard-of is done with the to-dos")
def unheard_of(context):
    context.trial.todo("juggle")


@then('the listed to-dos are "{listed:Text}"')
def listed_todos(context, listed):
    found = ", ".join(task["title"] for task in context.trial.told("tasks"))
    assert_that(found, equal_to(listed), "the to-dos that were listed")


@then('the kept to-dos are "{listed:Text}"')
def kept_todos(context, listed):
    found = ", ".join(context.trial.last.after.stored_data.tasks)
    assert_that(found, equal_to(listed), "the to-dos that are kept")


@then('the export reads "{text:Text}"')
def export_reads(context, text):
    assert_that(context.trial.told("content"), contains_string(text), "the export")


@then("the backend does not offer that to others")
def not_offered(context):
    assert_that(context.trial.answer.success, equal_to(False), "whether it was done")
    assert_that(context.trial.answer.told.get("unsupported"), equal_to(True), "whether it is told")
