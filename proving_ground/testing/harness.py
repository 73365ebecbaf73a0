"""Seed 003's OrchestratorHarness: one orchestration, run phase by phase, looked at, judged."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

from hamcrest import empty, equal_to, has_item, is_not

from proving_ground.errors import LawBroken
from proving_ground.evidence.expectation import assert_that
from proving_ground.evidence.run_state import Ending
from proving_ground.orchestration.contract import PHASES, Capability
from proving_ground.orchestration.evidence import Evidence
from proving_ground.orchestration.state import LoopState, OrchestrationState, PhaseEntry, TaskState
from proving_ground.orchestration.trial import OrchestrationTrial
from proving_ground.suite.context import SuiteContext
from proving_ground.testing import runs
from proving_ground.testing.mock_agent import MockAgentFactory
from proving_ground.testing.options import (
    ONCE,
    STARTS,
    HarnessOptions,
    check_options,
    check_spec,
    must_declare,
)
from proving_ground.testing.places import must_be_one_of, wrong


class OrchestratorHarness:
    """One run of an orchestrator, in a project of its own, with stand-ins for its agents.

    Use it as a context, or call `cleanup`. The laws are checked after each run, and `cleanup`
    raises what was found. Whatever a method is asked for that makes no sense is an InputError.
    """

    def __init__(
        self, ground: SuiteContext, trial: OrchestrationTrial, mock_agent: MockAgentFactory
    ):
        """Use `create`."""
        self._ground = ground
        self._trial = trial
        self._mock_agent = mock_agent
        self._use_worktrees: bool | None = None
        self._broken: list[LawBroken] = []
        self._is_open = True

    @classmethod
    def create(
        cls, mock_agent: MockAgentFactory, spec: str, **options: Unpack[HarnessOptions]
    ) -> Self:
        """A harness for these agents, whose run stands at the phase where it is to begin.

        `spec` is the text of the specification, not its path. PrerequisiteError where the engine
        is not there, or cannot do what is asked.
        """
        check_spec(spec)
        check_options(options)
        if not isinstance(mock_agent, MockAgentFactory):
            raise wrong(f"{mock_agent!r} is no MockAgentFactory", "write MockAgentFactory()")
        mock_agent.must_be_free()
        harness = cls(*runs.open_trial(spec, options), mock_agent)
        with ExitStack() as stack:
            stack.push(harness)
            harness._begin(options)
            stack.pop_all()
        return harness

    def run_until_phase(self, phase: str) -> OrchestrationState:
        """Run until that phase is complete, and let the run pause there; the state as it is then.

        Unmet where the run ends without that phase; PrerequisiteError where the engine cannot
        pause. The phase `complete` is the end of the run.
        """
        must_be_one_of(PHASES, phase, "phase")
        if phase == "complete":
            state = self.run_to_completion()
            assert_that(state.ending, equal_to(Ending.COMPLETE), runs.how_it_ended(self._trial))
            return state
        self._must_pause(f'run_until_phase("{phase}")')
        earlier = self._history()
        if phase in ONCE and phase in [e.phase for e in earlier if e.status == "completed"]:
            raise wrong(f"phase {phase} is complete already", "name one that is still to come")
        state = self._run(until=phase)
        done = [each.phase for each in state.history[len(earlier) :] if each.status == "completed"]
        assert_that(done, has_item(phase), f"completed phases; {runs.how_it_ended(self._trial)}")
        return state

    def run_one_phase(self) -> OrchestrationState:
        """Run the next phase, and let the run pause after it; the state as it is then.

        Unmet where none is left; PrerequisiteError where the engine cannot pause.
        """
        self._must_pause("run_one_phase()")
        earlier = self._history()
        state = self._run(one_phase=True)
        tried = [each.phase for each in state.history[len(earlier) :]]
        assert_that(tried, is_not(empty()), f"tried phases; {runs.how_it_ended(self._trial)}")
        return state

    def run_to_completion(self) -> OrchestrationState:
        """Run to the end, whatever that is; the state as it is then: its `ending` tells."""
        return self._run()

    @property
    def state(self) -> OrchestrationState:
        """The state as the engine tells it; EvidenceUnreadable where it tells none."""
        return self.evidence.recorded_state

    @property
    def tasks(self) -> tuple[TaskState, ...]:
        """The tasks in that state."""
        return self.state.tasks

    @property
    def loops(self) -> tuple[LoopState, ...]:
        """The build loops in that state, oldest first."""
        return self.state.loops

    @property
    def phase_history(self) -> tuple[PhaseEntry, ...]:
        """The attempts at phases in that state, oldest first."""
        return self.state.history

    @property
    def evidence(self) -> Evidence:
        """All that was seen: calls, states, files, git."""
        self._must_be_open()
        if self._trial.session not in self._trial.sessions:
            raise wrong("nothing was run yet", "call run_to_completion() first")
        return self._trial.evidence

    @property
    def folder(self) -> Path:
        """The user's repository, in which the orchestrator works; `cleanup` removes it."""
        self._must_be_open()
        return self._trial.project.folder

    def cleanup(self, *, keep: bool = False) -> None:
        """End all that still runs, remove its folders unless they are to be kept, and judge.

        LawBroken where a run broke a law. A second time it does nothing.
        """
        if not self._is_open:
            return
        self._is_open = False
        with ExitStack() as stack:
            stack.callback(self._ground.close)
            self._ground.end(self._trial, keep=keep)
        if self._broken:
            found = [each for broken in self._broken for each in broken.findings]
            told = "\n  ".join(found)
            raise LawBroken(f"the evidence of this run breaks a law\n  {told}", *found)

    def __enter__(self) -> Self:
        self._must_be_open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clean up; what is raised in the context is told with what the laws say."""
        if error is None or not self._is_open:
            return self.cleanup()
        error.add_note(f"work folder: {self._trial.project.root}")
        try:
            self.cleanup(keep=True)
        except LawBroken as broken:
            error.add_note(str(broken))
        return None

    def _begin(self, options: HarnessOptions) -> None:
        self._mock_agent.engage()
        self._use_worktrees = options.get("use_worktrees")
        if before := STARTS[: STARTS.index(options.get("initial_phase", STARTS[0]))]:
            self.run_until_phase(before[-1])

    def _run(self, **until: str | bool) -> OrchestrationState:
        self._must_be_open()
        scene = self._trial.scene
        asked = scene.options
        scene.order_with(**until)
        try:
            runs.run(self._trial, self._mock_agent, self._broken)
        finally:
            scene.options = asked
        if self._use_worktrees is not None:
            builders = self.evidence.calls_for("build")
            runs.must_build_in(builders, self.folder, worktrees=self._use_worktrees)
        return self.state

    def _history(self) -> tuple[PhaseEntry, ...]:
        trial = self._trial
        return self.state.history if trial.session in trial.sessions else ()

    def _must_pause(self, what: str) -> None:
        self._must_be_open()
        must_declare(self._trial.adapter, Capability.PAUSES, what)

    def _must_be_open(self) -> None:
        if not self._is_open:
            raise wrong("this harness was cleaned up", "make another by OrchestratorHarness.create")
