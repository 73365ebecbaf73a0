"""The same pipeline over and over, with its agents ending in every order that there is."""

from collections.abc import Iterator, Mapping
from itertools import permutations, product
from typing import TYPE_CHECKING

from proving_ground.errors import LawBroken
from proving_ground.faults.checkpoint import Checkpoint, checkpoint, go_back
from proving_ground.faults.parity import Account, differences
from proving_ground.pipelines.parallel.conductor import Order
from proving_ground.pipelines.parity import account

if TYPE_CHECKING:
    from proving_ground.pipelines.trial import Trial

Orders = tuple[Order, ...]
"""Who ends first, second, ... in iteration 1, 2, ..."""
Accounts = Mapping[Orders, Account]
"""How the session ended, for each way in which its agents took turns."""


def run_all(trial: "Trial", agents: int, iterations: int) -> Accounts:
    """Run the session for each combination of orders; how it ended each time."""
    trial.ready()
    with checkpoint(trial) as start:
        orders = product(permutations(range(agents)), repeat=iterations)
        return {each: _run(trial, start, each) for each in orders}


def disagreements(found: Accounts) -> Iterator[str]:
    """Every aspect in which the session ended otherwise than the first time."""
    first = next(iter(found.values()))
    for orders, each in found.items():
        yield from (f"{_told(orders)}: {found}" for found in differences(first, each))


def _run(trial: "Trial", start: Checkpoint, orders: Orders) -> Account:
    go_back(trial, start)
    trial.scene.orders = orders
    try:
        trial.run()
    except LawBroken as broken:
        raise LawBroken(f"the agents ended in the order {_told(orders)}: {broken}") from broken
    return account(trial.evidence)


def _told(orders: Orders) -> str:
    return "; ".join(", ".join(map(str, order)) for order in orders)
