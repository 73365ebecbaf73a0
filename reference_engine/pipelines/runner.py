"""The loop: iteration by iteration, stage by stage, every transition on disk before the next."""

import signal

from reference_engine.pipelines import agent, briefing, display, records
from reference_engine.pipelines.decision import read_decision
from reference_engine.pipelines.errors import Exit, Interrupted, StageFailed
from reference_engine.pipelines.layout import Session, stage_key
from reference_engine.pipelines.planning import Plan, PlannedStage
from reference_engine.pipelines.processes import Signals
from reference_engine.pipelines.queues import has_open_items
from reference_engine.pipelines.state import State
from reference_engine.pipelines.store import sync
from reference_engine.pipelines.terminations import Verdict, verdict

_EXITS = {"complete": Exit.COMPLETE, "capped": Exit.CAPPED, "failed": Exit.FAILED}


class Runner:
    """Runs a session from where its state stands."""

    def __init__(self, session: Session, plan: Plan, state: State, signals: Signals):
        """The state must be on disk already."""
        self._session = session
        self._plan = plan
        self._state = state
        self._signals = signals

    def run(self) -> int:
        """Go on until the session ends, one way or another, and return the exit code."""
        try:
            while self._state.status == "running":
                self._signals.wait(0)
                self._step(self._plan.stages[self._state.current_stage])
        except StageFailed as failure:
            self._state.fail(failure.kind, str(failure))
            self._save()
        except Interrupted as interruption:
            self._state.interrupt(signal.Signals(interruption.number).name)
            self._save()
            display.ended(self._state)
            return 128 + interruption.number
        display.ended(self._state)
        return _EXITS[self._state.status]

    def _step(self, stage: PlannedStage) -> None:
        """One iteration, or the end of the stage where it needs none."""
        end = verdict(stage.termination, self._state.decisions, lambda: self._has_items(stage))
        if end:
            self._end_stage(stage, end)
        else:
            self._iterate(stage)

    def _has_items(self, stage: PlannedStage) -> bool:
        return has_open_items(stage.termination.queue, self._session, self._signals)

    def _end_stage(self, stage: PlannedStage, end: Verdict) -> None:
        key = stage_key(self._state.current_stage, stage.name)
        if not self._state.iteration_completed:  # never a silent success (bug 3)
            raise StageFailed("zero_iterations", f"{key} ended with zero iterations: {end.reason}")
        self._state.end_stage(end)
        self._save()
        display.stage_ended(key, end)

    def _iterate(self, stage: PlannedStage) -> None:
        """State before the call and after it (bug 4), artifacts on disk before the state."""
        self._state.begin_iteration()
        self._save()
        iteration = briefing.prepare(self._session, stage, self._state)
        model = agent.model_of(stage)
        line = f"{iteration}/{stage.termination.cap}: {stage.provider} {model}"
        display.say(f"{line} …")
        agent.call(stage, iteration, self._session.project, self._signals)
        decision = read_decision(iteration)
        sync(file for file in iteration.artifacts if file.exists())
        self._state.complete_iteration(decision, stage.provider, model)
        self._save()
        display.say(f"{line} → {decision.decision}")

    def _save(self) -> None:
        records.write(self._session.state, self._state)
