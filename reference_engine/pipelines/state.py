"""What a session knows of itself; each method is one transition, to be written in one step.

The names are those of seed 002.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, JsonValue, model_validator

from reference_engine.pipelines.decision import Decision
from reference_engine.pipelines.terminations import Verdict


class Part(BaseModel):
    """Strict, and without defaults: a damaged state is not to be guessed at."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StageState(Part):
    """How one stage stands."""

    name: str
    status: Literal["pending", "running", "complete", "capped", "failed"]


class AgentError(Part):
    """Why an agent that works beside others failed."""

    type: str
    message: str


class AgentState(Part):
    """How one of several agents stands; `ended` is one that was not needed any more."""

    agent: int
    provider: str
    model: str
    status: Literal["running", "complete", "failed", "ended"]
    result: Decision | None
    error: AgentError | None
    started_at: str
    ended_at: str | None

    @classmethod
    def new(cls, agent: int, provider: str, model: str) -> Self:
        """The state of an agent that begins now."""
        return cls(
            agent=agent,
            provider=provider,
            model=model,
            status="running",
            result=None,
            error=None,
            started_at=_now(),
            ended_at=None,
        )

    def end(
        self,
        status: Literal["complete", "failed", "ended"],
        result: Decision | None = None,
        error: AgentError | None = None,
    ) -> None:
        """Record that the agent has ended, how, and what it decided."""
        self.status, self.result, self.error = status, result, error
        self.ended_at = _now()


class HistoryEntry(Part):
    """One completed iteration; `stage` counts from 0, `iteration` from 1.

    Several `agents` have a provider and a model each; there are none where one worked alone.
    """

    stage: int
    stage_name: str
    iteration: int
    task: str | None
    decision: str
    reason: str | None
    summary: str | None
    items_completed: list[JsonValue]
    files_touched: list[JsonValue]
    provider: str | None
    model: str | None
    agents: list[AgentState]
    started_at: str | None
    completed_at: str


class ErrorState(Part):
    """Why a session failed, and in which stage and iteration."""

    type: str
    message: str
    stage: int
    iteration: int


class Gate(Part):
    """What stands before the current stage: hooks, then a person, who must answer by `deadline`.

    `asked_at` is None while nobody was asked; without a deadline there is no hurry.
    """

    hooks_done: bool
    asked_at: str | None
    deadline: str | None


class State(Part):
    """A session; the counters are the current stage's. Times are UTC, in whole seconds.

    `iteration` is the number begun last, `iteration_completed` the one recorded last, and
    `iteration_started` when the iteration began that is begun but not recorded; `agents` are
    those that work on it side by side, by number, if they do. `settled` is false while something
    is still to be done about the iteration recorded last, as closing its tasks: it is done again
    after a crash.
    """

    session: str
    pipeline: str
    status: Literal["running", "complete", "capped", "failed", "interrupted", "paused"]
    current_stage: int
    gate: Gate | None
    iteration: int
    iteration_started: str | None
    iteration_completed: int
    agents: list[AgentState]
    settled: bool
    stages: list[StageState]
    history: list[HistoryEntry]
    error: ErrorState | None
    started_at: str
    resumed_at: str | None
    ended_at: str | None
    completion_reason: str | None

    @model_validator(mode="after")
    def _current_stage_is_there(self) -> Self:
        if self.current_stage not in range(len(self.stages)):
            raise ValueError("current_stage is no index of stages")
        return self

    @classmethod
    def new(cls, session: str, pipeline: str, stages: list[str]) -> Self:
        """A session at its very start."""
        return cls(
            session=session,
            pipeline=pipeline,
            status="running",
            current_stage=0,
            gate=None,
            iteration=0,
            iteration_started=None,
            iteration_completed=0,
            agents=[],
            settled=True,
            stages=[
                StageState(name=name, status="pending" if index else "running")
                for index, name in enumerate(stages)
            ],
            history=[],
            error=None,
            started_at=_now(),
            resumed_at=None,
            ended_at=None,
            completion_reason=None,
        )

    @property
    def decisions(self) -> list[str]:
        """What the completed iterations of the current stage decided, in order."""
        return [entry.decision for entry in self.history if entry.stage == self.current_stage]

    def begin_iteration(self, agents: Iterable[AgentState] = ()) -> None:
        """The next iteration of the current stage begins, or goes on with those agents."""
        self.iteration = self.iteration_completed + 1
        self.iteration_started = _now()
        self.settled = True
        known = {each.agent: each for each in (*self.agents, *agents)}
        self.agents = [known[number] for number in sorted(known)]

    def complete_iteration(
        self,
        decision: Decision,
        task: str | None,
        provider: str | None = None,
        model: str | None = None,
    ) -> None:
        """The iteration enters the history and the count, both at once."""
        self.history.append(
            HistoryEntry(
                stage=self.current_stage,
                stage_name=self.stages[self.current_stage].name,
                iteration=self.iteration,
                task=task,
                decision=decision.decision,
                reason=decision.reason,
                summary=decision.summary,
                **decision.work.model_dump(),
                provider=provider,
                model=model,
                agents=self.agents,
                started_at=self.iteration_started,
                completed_at=_now(),
            )
        )
        self.iteration_completed = self.iteration
        self.iteration_started = None
        self.agents = []
        self.settled = False

    def end_stage(self, verdict: Verdict, *, gated: bool) -> None:
        """The current stage ends: on to the next one, or its gate, or the session ends with it."""
        self.stages[self.current_stage].status = verdict.status
        self.settled = True
        if verdict.status == "capped" or self.current_stage + 1 == len(self.stages):
            self._end(verdict.status, verdict.reason)
            return
        self.current_stage += 1
        self.iteration = self.iteration_completed = 0
        if gated:
            self.gate = Gate(hooks_done=False, asked_at=None, deadline=None)
        else:
            self.pass_gate()

    def pass_gate(self) -> None:
        """The current stage begins."""
        self.gate = None
        self._run()

    def pause(self, gate: Gate, question: str, timeout: float | None) -> None:
        """A person is asked; asked once more, the deadline stays what it was."""
        if gate.asked_at is None:
            gate.asked_at = _now()
            gate.deadline = _in(timeout) if timeout else None
        self._end("paused", question)

    def refuse(self) -> None:
        """The person said no; whoever resumes the session is asked anew."""
        self.gate = Gate(hooks_done=True, asked_at=None, deadline=None)

    def fail(self, kind: str, message: str) -> ErrorState:
        """The current stage cannot go on; returns the error that the state tells from now on."""
        self.stages[self.current_stage].status = "failed"
        self.error = ErrorState(
            type=kind, message=message, stage=self.current_stage, iteration=self.iteration
        )
        self._end("failed", None)
        return self.error

    def interrupt(self, reason: str) -> None:
        """Somebody stopped the engine; the iteration that was begun does not count."""
        self._end("interrupted", reason)

    def resume(self) -> None:
        """The current stage goes on, whatever ended it."""
        self._run()
        self.error = None
        self.resumed_at = _now()

    def _run(self) -> None:
        self.status = "running"
        self.stages[self.current_stage].status = "pending" if self.gate else "running"
        self.ended_at = None
        self.completion_reason = None

    def _end(
        self,
        status: Literal["complete", "capped", "failed", "interrupted", "paused"],
        reason: str | None,
    ) -> None:
        self.status = status
        self.ended_at = _now()
        self.completion_reason = reason


def _in(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
