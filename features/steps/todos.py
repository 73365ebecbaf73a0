"""Steps about the to-do list that sessions share."""

from behave import given, then, when
from hamcrest import equal_to

from proving_ground.backends.contract import Method, Request
from proving_ground.expectation import assert_that
from proving_ground.words import items


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


@then("the backend does not offer that to others")
def not_offered(context):
    """Check that nothing was done, and that the engine says that this backend cannot.

    Then the backend does not offer that to others
    """
    assert_that(context.trial.answer.success, equal_to(False), "whether it was done")
    assert_that(context.trial.answer.told.get("unsupported"), equal_to(True), "whether it is told")
