"""Agents that are let go on one after another, and what is said where that makes a difference."""

from itertools import permutations

import pytest

from proving_ground.pipelines.parallel import orders
from proving_ground.pipelines.pipeline import Block, Member, Stage, Termination
from proving_ground.pipelines.trial import Moment, PipelineTrial

THREE = (Member(),) * 3
ORDERS = list(permutations(range(3)))


@pytest.fixture
def trial(empty_trial: PipelineTrial) -> PipelineTrial:
    empty_trial.scene.add(Stage(name="work", block=Block(agents=THREE)))
    return empty_trial


def ended(trial: PipelineTrial, iteration: int = 1) -> list[int | None]:
    """The agents of an iteration, in the order in which they ended."""
    calls = [call for call in trial.evidence.calls if call.iteration == iteration and call.ended]
    return [call.agent for call in sorted(calls, key=lambda call: call.ended or 0)]


@pytest.mark.parametrize("order", ORDERS)
def test_agents_end_in_the_order_that_is_asked_for(
    trial: PipelineTrial, order: tuple[int, ...]
) -> None:
    trial.scene.orders = (order,)
    trial.run()
    assert ended(trial) == list(order)


def test_each_iteration_may_have_an_order_of_its_own(trial: PipelineTrial) -> None:
    trial.scene.change(None, termination=Termination(iterations=3))
    trial.scene.orders = ((2, 1, 0), (1, 0, 2))
    trial.run()
    assert [ended(trial, n) for n in (1, 2, 3)] == [[2, 1, 0], [1, 0, 2], [2, 1, 0]]


def test_nobody_goes_on_before_the_one_before_is_recorded(trial: PipelineTrial) -> None:
    trial.scene.orders = ((2, 1, 0),)
    trial.kill(Moment(1, agent=0))
    assert trial.evidence.state
    told = [(each.agent, each.status) for each in trial.evidence.state.agents]
    assert told == [(0, "running"), (1, "complete"), (2, "complete")]


def test_blocks_of_several_stages_take_turns_one_after_another(trial: PipelineTrial) -> None:
    trial.scene.add(Stage(name="polish", block=Block(agents=THREE)))
    trial.scene.orders = ((1, 2, 0),)
    trial.run()
    assert ended(trial) == [1, 2, 0, 1, 2, 0]


def test_an_agent_that_works_alone_needs_no_turn(trial: PipelineTrial) -> None:
    trial.scene.add(Stage(name="polish"))
    trial.scene.orders = ((1, 2, 0),)
    trial.run()
    assert ended(trial) == [1, 2, 0, None]


def test_every_order_is_run_once(trial: PipelineTrial) -> None:
    trial.scene.change(None, block=Block(agents=THREE[:2]), termination=Termination(iterations=2))
    found = orders.run_all(trial)
    two = ((0, 1), (1, 0))
    assert list(found) == [(one, other) for one in two for other in two]
    assert list(orders.disagreements(found)) == []


def test_an_order_that_makes_a_difference_is_told(trial: PipelineTrial) -> None:
    trial.scene.change(None, block=Block(agents=THREE[:2], merge="first"))
    trial.scene.vote(["stop"], agent=1)
    told = list(orders.disagreements(orders.run_all(trial)))
    assert told
    assert all(each.startswith("1, 0: ") for each in told)


def test_a_second_start_takes_no_turn_from_agents_of_the_first(empty_trial: PipelineTrial) -> None:
    empty_trial.scene.add(Stage(name="plan"))
    empty_trial.scene.add(Stage(name="work", block=Block(agents=THREE)))
    empty_trial.scene.orders = ((1, 2, 0),)
    empty_trial.start_twice(Moment(1, "plan"))
    assert empty_trial.was_refused(empty_trial.concurrent_runs[0].code)
    calls = [call for call in empty_trial.evidence.calls if call.agent is not None]
    assert [call.agent for call in sorted(calls, key=lambda call: call.ended or 0)] == [1, 2, 0]
