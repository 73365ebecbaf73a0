"""Steps about agents that work side by side: what they do, who ends first, how they stand."""

from behave import given, then, when
from hamcrest import empty, greater_than, is_, less_than

from proving_ground.expectation import assert_that
from proving_ground.pipelines import stage_tables
from proving_ground.pipelines.parallel import orders
from proving_ground.pipelines.pipeline import Block, Member
from proving_ground.pipelines.words import FAILINGS
from proving_ground.words import items


@given("{count:d} agents work side by side, {merge:Merge}")
def side_by_side(context, count, merge):
    rule, needed = merge
    block = Block(agents=(Member(),) * count, merge=rule, needed=needed)
    context.trial.scene.change(None, block=block)


@given("these agents work side by side:")
def described_agents(context):
    agents = stage_tables.members(context.table, context.feature.filename)
    context.trial.scene.change(None, block=Block(agents=agents))


@given('the agents vote "{listed}"')
def agents_vote(context, listed):
    scene = context.trial.scene
    for agent, vote in enumerate(items(listed)):
        scene.vote([vote] * scene.stages[-1].termination.iterations, agent=agent)


@given("{count:d} of them crash in iteration {number:d}")
def some_crash(context, count, number):
    for agent in range(count):
        context.trial.scene.play(FAILINGS["crashes"], number, agent=agent)


@given('the agents end in the order "{order:Order}"')
def agents_end_in_order(context, order):
    context.trial.scene.orders = (order,)


@when("the agents end in every order that there is")
def agents_end_in_every_order(context):
    context.trial.run_in_every_order()


@then("every order comes to the same")
def every_order_comes_to_the_same(context):
    found = list(orders.disagreements(context.trial.reordered))
    assert_that(found, is_(empty()), "what differs from the first order")


@then('the agents of "{names}" worked at the same time')
def worked_at_the_same_time(context, names):
    """Check that the agents of these stages or tasks were all at work at one moment.

    Then the agents of "work" worked at the same time
    Then the agents of "one, two" worked at the same time
    """
    calls = context.trial.evidence.first_calls(items(names))
    assert_that(len(calls), greater_than(1), f"how many agents of {names} were called")
    began, ended = max(call.started for call in calls), min(call.ended for call in calls)
    assert_that(began, less_than(ended), "when the last one began, before the first one ended")
