"""The loop: iteration by iteration, stage by stage, every transition on disk before the next."""

import signal
from contextlib import ExitStack

from reference_engine.pipelines import agent, briefing, display, records
from reference_engine.pipelines.approvals import decide
from reference_engine.pipelines.block import Block
from reference_engine.pipelines.config import Approval, Consent, Parallel
from reference_engine.pipelines.errors import Exit, Interrupted, StageFailed
from reference_engine.pipelines.hooks import Hooks
from reference_engine.pipelines.layout import Session, stage_key
from reference_engine.pipelines.planning import Plan, PlannedStage
from reference_engine.pipelines.processes import Signals, first_to_end
from reference_engine.pipelines.state import Gate, State
from reference_engine.pipelines.tasks import Source, Task, source_of, take
from reference_engine.pipelines.terminations import Verdict, verdict

_EXITS = {
    "complete": Exit.COMPLETE,
    "capped": Exit.CAPPED,
    "failed": Exit.FAILED,
    "paused": Exit.PAUSED,
}


class Runner:
    """Runs a session from where its state stands."""

    def __init__(
        self,
        session: Session,
        plan: Plan,
        state: State,
        signals: Signals,
        answer: Consent | None = None,
    ):
        """The state must be on disk already; `answer` is for the question that it asks."""
        self._session = session
        self._plan = plan
        self._state = state
        self._signals = signals
        self._answer = answer
        self._hooks = Hooks(plan.hooks, session, state, signals)

    def run(self) -> int:
        """Go on until the session ends, one way or another, and return the exit code."""
        try:
            self._go_on()
        except Interrupted as interruption:
            self._state.interrupt(signal.Signals(interruption.number).name)
            self._save()
            display.ended(self._state)
            return 128 + interruption.number
        display.ended(self._state)
        return _EXITS[self._state.status]

    def _go_on(self) -> None:
        try:
            self._settle()
            while self._state.status == "running":
                self._signals.wait(0)
                stage = self._plan.stages[self._state.current_stage]
                if self._state.gate:
                    self._enter(stage, self._state.gate)
                else:
                    self._step(stage)
        except StageFailed as failure:
            error = self._state.fail(failure.kind, str(failure))
            self._save()
            self._hooks.report(error.iteration, error.model_dump())

    def _enter(self, stage: PlannedStage, gate: Gate) -> None:
        """Between two stages: hooks, then a person, and then the stage begins."""
        if not gate.hooks_done:
            ended = self._state.history[-1]
            self._hooks.run("between_stages", 0, result=ended.model_dump())
            gate.hooks_done = True
            self._save()
        if not stage.approval or self._is_approved(stage, stage.approval, gate):
            self._state.pass_gate()
            self._save()

    def _is_approved(self, stage: PlannedStage, approval: Approval, gate: Gate) -> bool:
        """Whether a person agrees; the session is paused before it asks, whatever becomes of it."""
        self._state.pause(gate, approval.question, approval.timeout)
        self._save()
        given, self._answer = self._answer, None  # an answer is for one question
        answer = decide(approval, gate.deadline, given, self._signals)
        if answer and answer.consent == "no":
            key = stage_key(self._state.current_stage, stage.name)
            self._state.refuse()
            raise StageFailed("approval_refused", f"{key}: {answer.source} said no")
        return answer is not None

    def _step(self, stage: PlannedStage) -> None:
        """One iteration, or the end of the stage where it needs none."""
        with ExitStack() as claim:
            queue = self._queue(stage)
            task = take(queue, self._session.claims, claim) if queue else None
            end = verdict(stage.termination, self._state.decisions, has_task=task is not None)
            if end:
                self._end_stage(stage, end)
            else:
                self._iterate(stage, task)
                self._settle()

    def _queue(self, stage: PlannedStage) -> Source | None:
        if stage.termination.type == "queue":
            return source_of(stage.termination.tasks, self._session, self._signals)
        return None

    def _settle(self) -> None:
        """What the iteration recorded last leaves to do: again, where a crash came between."""
        if self._state.settled:
            return
        stage, entry = self._plan.stages[self._state.current_stage], self._state.history[-1]
        completed = {str(item) for item in entry.items_completed}
        queue = self._queue(stage) if completed else None
        if queue:
            queue.close(completed)
        self._hooks.run("post_iteration", entry.iteration, result=entry.model_dump())
        self._state.settled = True
        if queue or self._hooks.at("post_iteration"):
            self._save()

    def _end_stage(self, stage: PlannedStage, end: Verdict) -> None:
        key = stage_key(self._state.current_stage, stage.name)
        if not self._state.iteration_completed:  # never a silent success (bug 3)
            raise StageFailed("zero_iterations", f"{key} ended with zero iterations: {end.reason}")
        self._state.end_stage(end, gated=self._is_gated(self._state.current_stage + 1))
        self._save()
        display.stage_ended(key, end)

    def _is_gated(self, index: int) -> bool:
        """Whether hooks or a person have a say before that stage, if there is one."""
        hooks, coming = self._hooks.at("between_stages"), self._plan.stages[index : index + 1]
        return bool(hooks) or any(stage.approval for stage in coming)

    def _iterate(self, stage: PlannedStage, task: Task | None) -> None:
        """State before the call and after it (bug 4), artifacts on disk before the state."""
        self._hooks.run("pre_iteration", self._state.iteration_completed + 1)
        if stage.parallel:
            self._iterate_together(stage, stage.parallel, task)
        else:
            self._iterate_alone(stage, task)

    def _iterate_alone(self, stage: PlannedStage, task: Task | None) -> None:
        self._state.begin_iteration()
        self._save()
        iteration = briefing.prepare(self._session, stage, self._state, task)
        model = agent.model_of(stage)
        line = f"{iteration}/{stage.termination.cap}: {stage.provider} {model}"
        display.say(f"{line} …")
        with agent.called(stage, iteration, self._session.project) as process:
            first_to_end([process], self._signals)
        decision = agent.decided(stage, iteration, process)
        self._state.complete_iteration(decision, task.id if task else None, stage.provider, model)
        self._save()
        display.say(f"{line} → {decision.decision}")

    def _iterate_together(self, stage: PlannedStage, parallel: Parallel, task: Task | None) -> None:
        state, session = self._state, self._session
        decision = Block(session, stage, parallel, state, self._signals, self._save).work(task)
        iteration = session.iteration(state.current_stage, stage.name, state.iteration)
        state.complete_iteration(decision, task.id if task else None)
        self._save()
        line = f"{iteration}/{stage.termination.cap}: {len(parallel.agents)} agents"
        display.say(f"{line} → {decision.decision}")

    def _save(self) -> None:
        records.write(self._session.state, self._state)
