"""The same pipeline over and over, with its agents ending in every order that there is."""

from collections.abc import Iterator, Mapping
from itertools import permutations, product
from typing import TYPE_CHECKING

from proving_ground.errors import LawBroken, TrialError
from proving_ground.faults.checkpoint import Checkpoint, checkpoint, restore
from proving_ground.faults.parity import Outcome, differences
from proving_ground.pipelines.parallel.turns import TurnOrder
from proving_ground.pipelines.parity import outcome

if TYPE_CHECKING:
    from proving_ground.pipelines.trial import PipelineTrial

Orders = tuple[TurnOrder, ...]
"""Who ends first, second, ... in iteration 1, 2, ..."""
Outcomes = Mapping[Orders, Outcome]
"""How the session ended, for each way in which its agents took turns."""


def run_all(trial: "PipelineTrial") -> Outcomes:
    """Run the session for each way in which the agents of the last stage can take turns.

    How it ended each time; TrialError where the agents of that stage take no turns.
    """
    stage = trial.scene.stages[-1]
    if not stage.block:
        raise TrialError("only agents that work side by side end in some order")
    agents, iterations = len(stage.block.agents), stage.termination.iterations
    trial.ready()
    with checkpoint(trial) as start:
        orders = product(permutations(range(agents)), repeat=iterations)
        return {each: _run(trial, start, each) for each in orders}


def disagreements(actual: Outcomes) -> Iterator[str]:
    """Every aspect in which the session ended otherwise than the first time."""
    first = next(iter(actual.values()))
    for orders, each in actual.items():
        yield from (f"{_told(orders)}: {difference}" for difference in differences(first, each))


def _run(trial: "PipelineTrial", start: Checkpoint, orders: Orders) -> Outcome:
    restore(trial, start)
    trial.scene.orders = orders
    try:
        trial.run()
    except LawBroken as broken:
        told = f"the agents ended in the order {_told(orders)}: {broken}"
        raise LawBroken(told, *broken.findings) from broken
    return outcome(trial.evidence)


def _told(orders: Orders) -> str:
    return "; ".join(", ".join(map(str, order)) for order in orders)
