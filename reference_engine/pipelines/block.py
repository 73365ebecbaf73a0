"""Agents that work on one iteration side by side, and what their decisions come to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from pydantic import JsonValue

from reference_engine.pipelines import agent, briefing, display
from reference_engine.pipelines.config import Parallel
from reference_engine.pipelines.decision import Decision, Work
from reference_engine.pipelines.errors import StageFailed
from reference_engine.pipelines.layout import Iteration, Session
from reference_engine.pipelines.planning import PlannedStage
from reference_engine.pipelines.processes import Process, Signals, end, first_to_end
from reference_engine.pipelines.state import AgentError, AgentState, State
from reference_engine.pipelines.tasks import Task


@dataclass(frozen=True)
class Block:
    """The agents of an iteration; how one of them ended is on disk before the next is heard.

    `save` writes the state in one step.
    """

    session: Session
    stage: PlannedStage
    parallel: Parallel
    state: State
    signals: Signals
    save: Callable[[], None]

    def work(self, task: Task | None) -> Decision:
        """Let all that are missing work, and merge; StageFailed where too few end well."""
        missing = self._missing()
        self.state.begin_iteration(missing)
        self.save()
        iterations = {each.agent: self._prepared(each.agent, task) for each in missing}
        with ExitStack() as stack:
            at_work = self._started(iterations, stack)
            while at_work and not self._is_decided():
                process = first_to_end(at_work, self.signals)
                number = at_work.pop(process)
                self._record(number, iterations[number], process)
            end(at_work, self.signals)
        return self._merged()

    def _missing(self) -> list[AgentState]:
        """A new start for each agent that has not ended well, if it is needed any more."""
        if self._is_decided():
            return []
        done = {each.agent for each in self._complete()}
        numbers = (n for n in range(len(self.parallel.agents)) if n not in done)
        stages = ((number, self.stage.of(number)) for number in numbers)
        return [AgentState.new(n, stage.provider, agent.model_of(stage)) for n, stage in stages]

    def _prepared(self, number: int, task: Task | None) -> Iteration:
        return briefing.prepare(self.session, self.stage, self.state, task, number)

    def _started(self, iterations: Mapping[int, Iteration], stack: ExitStack) -> dict[Process, int]:
        """The agents at work; one that cannot be started has failed already."""
        at_work = {}
        for number, iteration in iterations.items():
            call = agent.called(self.stage.of(number), iteration, self.session.project)
            try:
                at_work[stack.enter_context(call)] = number
            except StageFailed as failure:
                self._fail(number, iteration, failure)
            else:
                self._say(iteration, "…")
        return at_work

    def _record(self, number: int, iteration: Iteration, process: Process) -> None:
        """Keep what an agent that has ended came to."""
        try:
            decision = agent.decided(self.stage.of(number), iteration, process)
        except StageFailed as failure:
            self._fail(number, iteration, failure)
        else:
            self.state.agents[number].end("complete", decision)
            if self.parallel.merge == "first":
                self._end_the_others()
            self.save()
            self._say(iteration, f"→ {decision.decision}")

    def _end_the_others(self) -> None:
        for other in self.state.agents:
            if other.status == "running":
                other.end("ended")

    def _fail(self, number: int, iteration: Iteration, failure: StageFailed) -> None:
        error = AgentError(type=failure.kind, message=str(failure))
        self.state.agents[number].end("failed", error=error)
        self.save()
        self._say(iteration, f"failed ({failure.kind})")

    def _say(self, iteration: Iteration, what: str) -> None:
        display.say(f"{iteration}/{self.stage.termination.cap}: {what}")

    def _complete(self) -> list[AgentState]:
        return [each for each in self.state.agents if each.status == "complete"]

    def _is_decided(self) -> bool:
        """Whether enough agents have ended well, and none is to be waited for."""
        waits = any(each.status == "running" for each in self.state.agents)
        return not waits and len(self._complete()) >= self.parallel.quorum

    def _merged(self) -> Decision:
        results = [each.result for each in self._complete() if each.result]
        if len(results) < self.parallel.quorum:
            errors = [each.error for each in self.state.agents if each.error]
            raise StageFailed(errors[0].type, "; ".join(error.message for error in errors))
        return merged(results, self.parallel.quorum)


def merged(results: Sequence[Decision], quorum: int) -> Decision:
    """One decision of all: to stop, and that an item is completed, takes as many as the quorum."""
    stops = sum(each.decision == "stop" for each in results)
    items = _distinct(item for each in results for item in each.work.items_completed)
    return Decision(
        decision="stop" if stops >= quorum else "continue",
        reason=f"{stops} of {len(results)} agents decided to stop; {quorum} must",
        work=Work(
            items_completed=[
                item
                for item in items
                if sum(item in each.work.items_completed for each in results) >= quorum
            ],
            files_touched=_distinct(file for each in results for file in each.work.files_touched),
        ),
    )


def _distinct(values: Iterable[JsonValue]) -> list[JsonValue]:
    """Each once, in order; they need not be hashable."""
    found: list[JsonValue] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found
