"""Getting a step answered: again after a while, by another backend, or else not now.

Only a backend that is down is tried again here, with the same prompt. What an agent does wrong is
for its phase or loop to try again, which tells the next agent why. The agents' own programs have
retried their requests already when they tell that the API is down.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from reference_engine.orchestrator.agent import Output
from reference_engine.orchestrator.breakers import Breaker
from reference_engine.orchestrator.config import Provider, Settings
from reference_engine.orchestrator.display import Display
from reference_engine.orchestrator.errors import BackendDown, BreakerOpen, Halted
from reference_engine.orchestrator.store import Store
from reference_engine.orchestrator.tools import Step
from reference_engine.pipelines.errors import EngineError

LONGEST_WAIT_S = 60.0
Call = Callable[[Provider], Awaitable[Output]]
"""Lets an agent of that backend do the step."""


@dataclass(frozen=True)
class Attempts:
    """The attempts at the steps of one run; each that has ended is on record in the state."""

    store: Store
    settings: Settings
    breakers: Mapping[Provider, Breaker]
    display: Display

    async def answer(self, step: Step, call: Call) -> Output:
        """What the first backend says that is not down; Halted, to be resumed, where all are."""
        down: list[str] = []
        for backend in self.settings.backends:
            try:
                return await self._at(backend, step, call, down[-1] if down else None)
            except (BackendDown, BreakerOpen) as error:
                down.append(str(error))
                self.display.happened(str(error))
        raise Halted("paused", "backend_down", "; ".join(down))

    async def _at(self, backend: Provider, step: Step, call: Call, reason: str | None) -> Output:
        """Try one backend, at most `max_attempts` times in this run."""
        tried_enough = stop_after_attempt(self.settings.max_attempts)
        breaker = self.breakers[backend]
        retrying = AsyncRetrying(
            stop=lambda state: tried_enough(state) or breaker.is_open,
            wait=wait_exponential(self.settings.backoff_seconds, max=LONGEST_WAIT_S),
            retry=retry_if_exception_type(BackendDown),
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                return await self._once(backend, step, call, attempt.retry_state, reason)
        raise AssertionError("an attempt that succeeds returns, and the last one that fails raises")

    async def _once(
        self, backend: Provider, step: Step, call: Call, state: RetryCallState, reason: str | None
    ) -> Output:
        breaker = self.breakers[backend]
        async with breaker.admitted():
            output = await call(backend)
            down = output.error if isinstance(output.error, BackendDown) else None
            breaker.note(down)
        waited = state.upcoming_sleep if state.attempt_number > 1 else 0.0
        with self.store.transaction():
            self._record(step, backend, reason, waited, output.error)
            self.store.spend(step.phase, output.usd, step.loop)
        if down:
            raise down
        return output

    def _record(
        self,
        step: Step,
        backend: Provider,
        reason: str | None,
        waited: float,
        failure: EngineError | None,
    ) -> None:
        """`reason` is why this attempt is made, if it is not the first, or not the first choice."""
        earlier = self.store.all(
            "SELECT failure FROM attempts WHERE role = ? AND number = ? AND task_id IS ?"
            " ORDER BY id",
            step.role,
            step.number,
            step.task,
        )
        self.store.do(
            "INSERT INTO attempts (role, number, task_id, loop_id, attempt, backend, reason,"
            " waited, failure, down) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(step.role, step.number, step.task, step.loop, len(earlier) + 1, backend),
            *(reason or (earlier[-1]["failure"] if earlier else None), waited),
            *(str(failure) if failure else None, isinstance(failure, BackendDown)),
        )
