"""The runs that the service owes, each a process of its own that ends with the service."""

import asyncio
import sys
from asyncio import Task
from pathlib import Path

from reference_engine.orchestrator.display import say
from reference_engine.orchestrator.orders import Order, Orders, Status
from reference_engine.orchestrator.processes import run

_FOLDER = ".orchestrator"
_FOR_EVER = 1e9
"""Seconds; a run limits its own agents."""


class Jobs:
    """Used as a context: starts what is owed, at most `max_runs` at once, until it is left.

    A run that was begun before is resumed; its own lock keeps it from being run twice.
    """

    def __init__(self, project: Path, orders: Orders, max_runs: int):
        self._project, self._orders, self._max_runs = project, orders, max_runs
        self._at_work: dict[str, Task[None]] = {}

    async def __aenter__(self) -> "Jobs":
        self.look()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._at_work.values():
            task.cancel()
        await asyncio.gather(*self._at_work.values(), return_exceptions=True)

    def look(self) -> None:
        """Start what is owed and is not at work, as far as there is room."""
        for order in self._orders.owed():
            if order.name not in self._at_work and len(self._at_work) < self._max_runs:
                self._at_work[order.name] = asyncio.create_task(self._do(order))

    async def stop(self, name: str) -> None:
        """End a run; it is not gone on with."""
        self._orders.note(name, Status.STOPPED)
        if task := self._at_work.get(name):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def state_of(self, name: str) -> Path:
        """The run's own database."""
        return self._project / _FOLDER / "runs" / name / "state.db"

    async def _do(self, order: Order) -> None:
        self._orders.note(order.name, Status.AT_WORK)
        try:
            code = await self._run(order)
            self._orders.note(order.name, Status.ENDED, code)
            say(f"run {order.name} has ended")
        finally:
            del self._at_work[order.name]
        self.look()

    async def _run(self, order: Order) -> int:
        folder = self._project / _FOLDER / "service"
        folder.mkdir(exist_ok=True)
        spec, log = folder / f"{order.name}.md", folder / f"{order.name}.log"
        spec.write_text(order.spec)
        argv = [
            sys.executable,
            "-m",
            "reference_engine.orchestrator",
            *self._arguments(order, spec),
        ]
        with log.open("ab") as out:
            return await run(argv, _FOR_EVER, log, cwd=self._project, stdout=out, stderr=out)

    def _arguments(self, order: Order, spec: Path) -> list[str]:
        given = {"run": order.name, **order.limits.model_dump(exclude_none=True)}
        action = "resume"
        if not self.state_of(order.name).exists():
            action = "run"
            given |= {"spec": spec, "effort": order.effort, "provider": order.provider}
            given |= {"fallback": order.fallback} if order.fallback else {}
        given |= {"until": order.until} if order.until else {}
        pairs = ((f"--{name.replace('_', '-')}", f"{value}") for name, value in given.items())
        return [action, *(part for pair in pairs for part in pair)]
