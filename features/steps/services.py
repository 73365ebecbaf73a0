"""Steps about an orchestrator as a service: what it is asked, and what its database holds."""

from behave import given, then, when
from hamcrest import equal_to, has_length

from proving_ground.evidence.expectation import assert_that


@given("the service is at work{settings:ServiceSettings?}")
@when("the service is at work{settings:ServiceSettings?}")
def service_at_work(context, settings):
    """Start the service; where it owes a run, it does that, and is ended.

    Given the service is at work, and starts no run
    When the service is at work
    """
    context.trial.service.start(settings)


@given("the service {is_:Is} asked {wish:ServiceWish}{times:AskedTimes?}")
@when("the service {is_:Is} asked {wish:ServiceWish}{times:AskedTimes?}")
def service_asked(context, is_, wish, times):
    """Ask the service over HTTP; the run that it owes then is awaited, and looked at.

    Given the service was asked for a run
    When the service is asked for a run, 2 times with the same key
    When the service is asked how the run stands, 3 times with the same key
    """
    context.trial.service.ask(wish, times or 1)


@given("the service {is_:Is} killed{moment:While?}")
@when("the service {is_:Is} killed{moment:While?}")
def service_killed(context, is_, moment):
    """Kill the service: now, or while an agent of the run works that it is asked for before.

    Given the service was killed
    Given the service was killed while the agent of "plan" worked
    """
    context.trial.service.kill(moment)


@then("the service answers {answer:ServiceAnswer}")
def service_answers(context, answer):
    """Check the latest answer of the service.

    Then the service answers that it is accepted
    """
    assert_that(context.trial.service.answer, equal_to(answer), "the status of the answer")


@then("the database holds {count:RunCount} that {are:Is} {status:OrderStatus}")
def database_holds(context, count, are, status):
    """Count the runs of which the service's database tells that, by a query of our own.

    Then the database holds 1 run that is accepted
    """
    found = [each for each in context.trial.service.orders if each.status == status]
    assert_that(found, has_length(count), f"runs that are {status}")
