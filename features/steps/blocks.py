"""Steps about agents that work side by side: what they do, who ends first, how they stand."""

from behave import given, then, when
from hamcrest import empty, greater_than, is_, less_than

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.language.words import items
from proving_ground.pipelines import stage_tables
from proving_ground.pipelines.deeds import FAILINGS
from proving_ground.pipelines.parallel import orders
from proving_ground.pipelines.pipeline import Block, Member


@given("{count:d} agents work side by side, {merge:Merge}")
def side_by_side(context, count, merge):
    """Let so many agents work on each iteration of the last stage, and their votes come to one.

    Given 3 agents work side by side, all of whom must agree
    Given 3 agents work side by side, 2 of whom must agree
    """
    rule, needed = merge
    block = Block(agents=(Member(),) * count, merge=rule, needed=needed)
    context.trial.scene.change(None, block=block)


@given("these agents work side by side:")
def described_agents(context):
    """Let agents of different backends or models work on each iteration of the last stage.

    Given these agents work side by side:
      | backend | model |
      | claude  | opus  |
      | codex   | gpt-5 |
    """
    agents = stage_tables.members(context.table, context.feature.filename)
    context.trial.scene.change(None, block=Block(agents=agents))


@given('the agents vote "{listed}"')
def agents_vote(context, listed):
    """Let each agent of the last stage decide so in every iteration: agent-0 first, and so on.

    Given the agents vote "continue, stop, continue"
    """
    scene = context.trial.scene
    for agent, vote in enumerate(items(listed)):
        scene.vote([vote] * scene.cap, agent=agent)


@given("{count:d} of them crash in iteration {number:d}")
def some_crash(context, count, number):
    """Let so many agents that work side by side crash, from agent-0 on.

    Given 2 of them crash in iteration 1
    """
    for agent in range(count):
        context.trial.scene.play(FAILINGS["crashes"], number, agent=agent)


@given('the agents end in the order "{order:Order}"')
def agents_end_in_order(context, order):
    """Let agents that work side by side end one after the other, by their numbers.

    Given the agents end in the order "2, 0, 1"
    """
    context.trial.take_turns(order)


@when("the agents end in every order that there is")
def agents_end_in_every_order(context):
    """Run the same session once for each order in which its agents can end.

    When the agents end in every order that there is
    """
    context.trial.reordered = orders.run_all(context.trial)


@then("every order comes to the same")
def every_order_comes_to_the_same(context):
    """Check that it made no difference which agent ended first.

    Then every order comes to the same
    """
    runs = some(context.trial.reordered, "runs of the session")
    found = list(orders.disagreements(runs))
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
