"""Agents that wait for each other, in place of delays: who has come, and when they go on."""

import select
from collections.abc import Mapping
from typing import Self

from hamcrest import equal_to

from proving_ground.agents.install import AgentsFolder
from proving_ground.evidence.expectation import assert_that
from proving_ground.limits import LIMITS
from proving_ground.processes.execution import Execution
from proving_ground.processes.patience import Patience
from proving_ground.testing.config import at
from proving_ground.testing.mock_agent import Agent


class Latches:
    """The latches of one run; as a context, for as long as it lasts."""

    def __init__(self, agents: AgentsFolder, awaited: Mapping[str, frozenset[Agent]]):
        """`awaited` holds who waits for whom, by the name of the latch."""
        self._agents = agents
        self._awaited = awaited
        self._latches = {name: agents.latch(at(name)) for name in awaited}
        self._waiting: dict[str, list[Agent]] = {name: [] for name in awaited}
        self._poll = select.epoll()
        for latch in self._latches.values():
            self._poll.register(latch, select.EPOLLIN)

    def fileno(self) -> int:
        """Readable while somebody who came to any of them is untold."""
        return self._poll.fileno()

    def attend(self, execution: Execution) -> list[tuple[str, list[Agent]]]:
        """Let agents go on that have all come, until the run ends.

        Returned are the latches at which some waited for nothing: when nothing moved any more,
        those named had not come.
        """
        deserted = []
        while execution.wait(self):
            complete = self._gather(execution)
            if not complete:
                deserted += [
                    (name, self._missing(name)) for name, who in self._waiting.items() if who
                ]
            for name in complete or list(self._waiting):
                self._release(name)
        return deserted

    def _gather(self, execution: Execution) -> list[str]:
        """The latches to which all have come, once nothing moves any more."""
        patience = Patience(LIMITS.patience_s)
        while True:
            is_at_rest = execution.settle()
            self._take_in()
            complete = [name for name in self._waiting if self._is_complete(name)]
            if complete or is_at_rest or patience.is_over():
                return complete

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._poll.close()

    def _take_in(self) -> None:
        for name, latch in self._latches.items():
            while (number := latch.reached()) is not None:
                call = self._agents.call(number)
                self._waiting[name].append((str(call.stage), call.task))

    def _is_complete(self, name: str) -> bool:
        return bool(self._waiting[name]) and not self._missing(name)

    def _missing(self, name: str) -> list[Agent]:
        came = self._waiting[name]
        phases = {phase for phase, _ in came}
        missing = (each for each in self._awaited[name] if each not in came)
        return sorted(((p, t) for p, t in missing if t or p not in phases), key=str)

    def _release(self, name: str) -> None:
        self._latches[name].release(len(self._waiting[name]))
        self._waiting[name].clear()


def must_have_met(deserted: list[tuple[str, list[Agent]]]) -> None:
    """Unmet where agents that were to be at work at once were not."""
    for name, missing in deserted:
        told = [f"{phase} of {task}" if task else phase for phase, task in missing]
        assert_that(told, equal_to([]), f"agents that never came while others waited at {name!r}")
