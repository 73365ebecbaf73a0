"""Agents that work side by side end one after another, in an order that is the same each time."""

import selectors
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from proving_ground.agents.calls import Call
from proving_ground.agents.install import AgentsFolder
from proving_ground.agents.latch import Latch
from proving_ground.agents.standin.acts import TURN
from proving_ground.errors import FaultNotFired, TrialError
from proving_ground.evidence.run_state import RunState
from proving_ground.pipelines.contract import Key
from proving_ground.pipelines.parallel.arrivals import Arrivals
from proving_ground.pipelines.pipeline import Pipeline

TurnOrder = Sequence[int]
"""Numbers of agents: who ends first, second, and so on."""


def must_have_taken_turns(orders: Sequence[TurnOrder], calls: Iterable[Call]) -> bool:
    """Whether any agents ended in turn; FaultNotFired where some ended in another order."""
    ends: dict[tuple[str, int], dict[int, float]] = {}
    for call in calls:
        if call.agent is not None and call.ended is not None and call.stage and call.iteration:
            ends.setdefault((call.stage, call.iteration), {}).setdefault(call.agent, call.ended)
    for (stage, iteration), ended in ends.items():
        order = orders[(iteration - 1) % len(orders)]
        expected = [agent for agent in order if agent in ended]
        if (actual := sorted(ended, key=ended.__getitem__)) != expected:
            raise FaultNotFired(
                f"agents were to end in the order {list(order)}, but in iteration {iteration} of "
                f"{stage} they ended so: {actual}"
            )
    return bool(ends)


class TurnScheduler:
    """Lets an agent go on once all have come to their turn and those before it are recorded.

    What is recorded is what the engine's state tells; it is looked at whenever it was written.
    """

    def __init__(
        self,
        agents: AgentsFolder,
        pipeline: Pipeline,
        orders: Sequence[TurnOrder],
        state: Path,
        look: Callable[[], RunState | None],
    ):
        """`look` reads the file `state`; the `orders` are for iteration 1, 2, ..., and again."""
        self._agents = agents
        self._pipeline = pipeline
        self._orders = orders
        self._folder = state.parent
        self._look = look
        self._latches = {agent: agents.latch(TURN.format(agent)) for agent in orders[0]}
        self._current: Key | None = None
        self._came: set[Key] = set()
        self._went: set[Key] = set()
        self._arrivals: Arrivals | None = None
        self._selector = selectors.DefaultSelector()
        for agent, latch in self._latches.items():
            self._selector.register(latch, selectors.EVENT_READ, agent)

    def fileno(self) -> int:
        """Readable when there may be somebody to let go on."""
        return self._selector.fileno()

    def pump(self) -> None:
        """Note who came to its turn, look what was recorded, and let the next one go on."""
        for key, _ in self._selector.select(0):
            if isinstance(key.fileobj, Latch):
                self._note(key.fileobj, key.data)
            elif self._arrivals:
                self._arrivals.take()
        if not self._arrivals and self._folder.is_dir():
            self._arrivals = Arrivals(self._folder)
            self._selector.register(self._arrivals, selectors.EVENT_READ)
        if state := self._look():
            self._conduct(state)

    def close(self) -> None:
        """Let nobody go on any more."""
        self._selector.close()
        for latch in self._latches.values():
            latch.close()
        if self._arrivals:
            self._arrivals.close()

    def _note(self, latch: Latch, agent: int) -> None:
        while number := latch.reached():
            call = self._agents.call(number)
            if call.stage and call.iteration:
                self._came.add(Key(self._pipeline.index(call.stage), call.iteration, agent))

    def _conduct(self, state: RunState) -> None:
        running = [each.agent for each in state.agents if each.status == "running"]
        at_work = {agent: Key(state.current_stage, state.started, agent) for agent in running}
        if self._current in at_work.values():
            return
        waiting = {agent: key for agent, key in at_work.items() if key not in self._went}
        if waiting and self._came.issuperset(waiting.values()):
            order = self._orders[(state.started - 1) % len(self._orders)]
            self._let(next(waiting[agent] for agent in order if agent in waiting))

    def _let(self, key: Key) -> None:
        if key.agent is None:
            raise TrialError("only agents of a block take turns")
        self._current = key
        self._went.add(key)
        self._latches[key.agent].release()
