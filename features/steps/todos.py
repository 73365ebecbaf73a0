"""Steps about the to-do list that sessions share."""

from behave import given, when

from proving_ground.backends.contract import Method, Request
from proving_ground.language.words import items


@given('the to-dos "{listed:Text}"')
def todos(context, listed):
    """Add to-dos through the backend, in this order.

    Given the to-dos "Write the docs, Fix the tests"
    """
    for title in items(listed):
        context.trial.make(Request(Method.TASKS, {"action": "create", "title": title}))


@given("{title:Todo} {is_:Is} {deed:TodoDeed}{through:Through?}")
@when("{title:Todo} {is_:Is} {deed:TodoDeed}{through:Through?}")
def todo_is(context, title, deed, through, is_):
    """Do something with one to-do.

    When the to-do "Write the docs" is added
    Given the to-do "Write the docs" was completed
    When the to-do "Write the docs" is deleted through the server
    """
    context.trial.todo(deed, title, through)
