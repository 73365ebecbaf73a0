"""A trial of an engine that keeps sessions: they are started, struck, and resumed."""

import signal
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from proving_ground.agents.latch import Latch
from proving_ground.agents.script import Script
from proving_ground.errors import (
    NeverCalled,
    StandInLied,
    TrialError,
)
from proving_ground.faults.kinds import POWER_LOSS
from proving_ground.faults.parity import Outcome
from proving_ground.faults.proofs import must_be_killed, must_own_terminal, must_receive
from proving_ground.interception.watch import Watch
from proving_ground.language.tables import View
from proving_ground.processes.client import Exit, SupervisorClient
from proving_ground.processes.command import Action
from proving_ground.processes.execution import Conclusion, Execution
from proving_ground.processes.terminal import Terminal
from proving_ground.repository.project import Project
from proving_ground.trials import testimony
from proving_ground.trials.base import LATCH, SIGNAL_TIMEOUT_S, BaseTrial
from proving_ground.trials.seen import Seen
from proving_ground.trials.ways import Ways

if TYPE_CHECKING:
    from proving_ground.faults.sweep import Sweep

NEVER_RAN = 9
"""The number of a session that no scenario runs."""

Evidence = TypeVar("Evidence", bound=Seen)
Before = TypeVar("Before")
"""What is seen before a run."""
Moment = TypeVar("Moment")
"""While a certain agent is at work."""


class SessionTrial(BaseTrial, Generic[Evidence, Before, Moment]):
    """A trial of an engine that keeps sessions: they are started, struck, and resumed."""

    first_step: str
    """A step that makes the first run."""
    start_again: Action = "start"
    """How a session that is at work is started once more."""
    moment_types: tuple[type, ...]
    """What names a moment of a run in this family."""
    moment_words: str
    """How a moment is written in a feature, for who wrote another family's."""
    views: Mapping[str, View[Evidence]]
    """What a table of a feature can be held against, under its name in words."""

    def __init__(self, supervisor: SupervisorClient, project: Project, path: str, session: str):
        super().__init__(supervisor, project, path)
        self.session = session
        self.sessions: dict[str, Evidence] = {}
        self.concurrent_runs: list[Exit] = []
        self.is_begun_again = False
        self.swept: Sweep | None = None

    @abstractmethod
    def ready(self, script: Script | None = None) -> Before:
        """Write what the engine and the agents will read; the state as it is before the run.

        The agents play the scene's script unless they are given another.
        """

    @abstractmethod
    def begin(self, action: Action, watch: Watch | None = None) -> Execution:
        """Start the engine, under watch if there is one."""

    @abstractmethod
    def conclude(
        self, execution: Conclusion, action: Action, before: Before, fault: str | None = None
    ) -> None:
        """Take the evidence, clear the processes away, and check the laws."""

    @abstractmethod
    def outcome(self) -> Outcome:
        """How the session ended, to be held against another end of it."""

    @abstractmethod
    def held(self, *moments: Moment) -> Script:
        """The scene's script with agents that wait at the latch in those moments."""

    @abstractmethod
    def strike_down(self, execution: Execution) -> None:
        """Kill a run, as it is killed in this family."""

    def await_graceful_shutdown(self, execution: Execution) -> None:
        """Let agents put their work away that are asked to end; nothing where none of them does.

        They are let do so when nothing moves any more, so the engine has to wait for them.
        """
        latch = self.agents.shutdown_latch() if self.agents else None
        if latch and execution.wait(latch):
            number = latch.reached()
            execution.settle()
            latch.release()
            self._putting_away = number

    @property
    def evidence(self) -> Evidence:
        """What was seen of the current session; TrialError where nothing ran yet."""
        if self.session not in self.sessions:
            raise TrialError(f"nothing was run yet; add a step like: {self.first_step}")
        return self.sessions[self.session]

    def turn_to_another(self) -> None:
        """Go on with another session of the same project."""
        self.session = self.another(2)

    def turn_to_resumed(self, *, never_ran: bool = False) -> None:
        """Go on with the session, which must have run, or with one of which nothing was ever run.

        TrialError where it has not.
        """
        if never_ran:
            self.session = self.another(NEVER_RAN)
        elif self.session not in self.sessions:
            raise TrialError(f"there is nothing to resume; add a step like: {self.first_step}")

    def another(self, number: int) -> str:
        """The name of another session, which is so like the current one that few would differ."""
        return f"{self.session.rpartition('-')[0]}-{number}"

    def run_as(self, action: Action, ways: Ways) -> None:
        """Run the engine to its end in those ways; TrialError where the family has none of them."""
        if ways != Ways():
            raise TrialError(f"such a session has no {ways}; leave that out of the step")
        self.run(action)

    def run(self, action: Action = "start") -> None:
        """Run the engine to its end; LawBroken when the evidence breaks a law."""
        before = self.ready()
        execution = self.begin(action)
        self.await_graceful_shutdown(execution)
        self.conclude(execution, action, before)

    def view(self, name: str) -> View[Evidence]:
        """What a table can be held against; TrialError where this family has no such thing."""
        if name not in self.views:
            known = ", ".join(f"the {each}" for each in self.views)
            raise TrialError(f"nothing here says that the {name}; write one of: {known}")
        return self.views[name]

    def hold(self, *moments: Moment) -> Before:
        """Make everything ready for a run whose agents wait at those moments."""
        for moment in moments:
            if not isinstance(moment, self.moment_types):
                fix = f"write a moment like: {self.moment_words}"
                raise TrialError(f"{moment} is no moment of such a run; {fix}")
        return self.ready(self.held(*moments))

    def kill(self, moment: Moment, action: Action = "start") -> None:
        """Kill the run at that moment."""
        before = self.hold(moment)
        execution, _ = self.run_until([moment], action, before)
        self.must_be_at_work(execution, moment)
        self.strike_down(execution)
        execution.ends_within(SIGNAL_TIMEOUT_S)
        must_be_killed(execution)
        self.conclude(execution, action, before, f"killed in {moment}")

    def lose_power(self, moment: Moment, action: Action = "start") -> None:
        """Kill the run at that moment, and lose what had not reached the disk by then."""
        before = self.hold(moment)
        watch = Watch(self.project.folder, POWER_LOSS.counts)
        execution, _ = self.run_until([moment], action, before, watch)
        self.must_be_at_work(execution, moment)
        harm = POWER_LOSS.proof(watch)
        POWER_LOSS.strike(execution, watch)
        must_be_killed(execution)
        harm(execution)
        self.conclude(execution, action, before, f"without power in {moment}")

    def interrupt(self, moment: Moment, number: signal.Signals, action: Action = "start") -> None:
        """Send the engine a signal at that moment, as a terminal or a service manager does."""
        before = self.hold(moment)
        execution, latch = self.run_until([moment], action, before)
        self.must_be_at_work(execution, moment)
        if self.installed.shutdown_latch():
            testimony.must_be_ready(self.installed)
        execution.signal(number, group=number is signal.SIGINT)
        must_receive(execution, number)
        self.await_graceful_shutdown(execution)
        if not execution.ends_within(SIGNAL_TIMEOUT_S):
            latch.release()
        self.conclude(execution, action, before, f"{number.name} in {moment}")

    def hang_up(self, moment: Moment, action: Action = "start") -> None:
        """Close the terminal at which the engine was started, at that moment."""
        before = self.hold(moment)
        with Terminal() as terminal, self.placed(terminal=terminal):
            execution, latch = self.run_until([moment], action, before)
            self.must_be_at_work(execution, moment)
            must_own_terminal(execution)
            execution.hang_up()
            self.await_graceful_shutdown(execution)
            if not execution.ends_within(SIGNAL_TIMEOUT_S):
                latch.release()
            self.conclude(execution, action, before, f"without its terminal in {moment}")

    def start_twice(self, moment: Moment) -> None:
        """Start the session again while its first run works; the second must be refused."""
        before = self.hold(moment)
        execution, latch = self.run_until([moment], "start", before)
        self.concurrent_runs = [self.begin_again(self.start_again).close()[0]]
        latch.release()
        self.conclude(execution, "start", before)

    def begin_again(self, action: Action) -> Execution:
        """Start the engine once more while a run of the session is at work, whose turn it stays."""
        self.is_begun_again = True
        try:
            return self.begin(action)
        finally:
            self.is_begun_again = False

    def run_until(
        self,
        moments: Sequence[Moment],
        action: Action,
        before: Before,
        watch: Watch | None = None,
    ) -> tuple[Execution, Latch]:
        """Run the engine until its agents wait at the latch, one for each of the moments."""
        latch = self.installed.latch(LATCH)
        execution = self.begin(action, watch)
        for moment in moments:
            self.await_agent(execution, latch, moment, action, before)
            latch.reached()
            if not self.installed.has_records:
                raise StandInLied(
                    f"an agent is at work in {moment}, and nothing is on record of it"
                )
        return execution, latch

    def await_agent(
        self, execution: Execution, latch: Latch, moment: Moment, action: Action, before: Before
    ) -> None:
        """Wait until an agent comes to the latch; NeverCalled where the run ends without that."""
        if not execution.wait(latch):
            self.conclude(execution, action, before)
            run = self.evidence.last
            raise NeverCalled(
                f"the agent was to be called for {moment}, but the run ended without that call\n"
                f"{run.stdout}{run.stderr}"
            )
