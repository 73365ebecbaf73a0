"""What trials of all families share: a project, agents on its PATH, and laws that end them."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proving_ground import facts
from proving_ground.agents.calls import Call
from proving_ground.agents.hook_calls import HookCall
from proving_ground.agents.install import BACKENDS
from proving_ground.agents.pledges import Pledge, Pledges, here
from proving_ground.agents.script import Script
from proving_ground.errors import (
    EngineHung,
    EngineLeft,
    FaultNotFired,
    LawBroken,
    SupervisorLost,
    TrialError,
)
from proving_ground.interception.footprints import Footprints
from proving_ground.processes.client import Exit, SupervisorClient
from proving_ground.processes.execution import Conclusion, Execution
from proving_ground.processes.place import USUAL, Place
from proving_ground.repository.project import Project
from proving_ground.repository.surroundings import Repository, Surroundings
from proving_ground.repository.view import look_at_repository
from proving_ground.trials import testimony
from proving_ground.trials.outside import (
    Outside,
    look_further,
    look_outside,
    stray,
    strays,
)

if TYPE_CHECKING:
    from proving_ground.agents.install import AgentsFolder

LATCH = "moment"
SIGNAL_TIMEOUT_S = 10.0
"""Seconds that an engine gets to end after a signal before its agents are let go on."""
BROKEN_OFF = re.compile("InterruptedError|Interrupted system call|EINTR")
"""How programs tell that a signal has broken off a system call."""
EXIT_TIMEOUT_S = 2.0
"""Seconds that an engine's processes get to follow it; no passing run waits for them."""


class BaseTrial(ABC):
    """A project, the agents in it, and the laws that were found broken so far."""

    packages: tuple[Path, ...] = ()
    """The engine's own folders, in which it must write nothing."""

    def __init__(self, supervisor: SupervisorClient, project: Project, path: str):
        self.supervisor = supervisor
        self.project = project
        self.path = path
        self.agents: AgentsFolder | None = None
        self.real: Path | None = None
        """The folder of the real CLIs, where these take the place of the stand-ins."""
        self.reported: set[str] = set()
        self.pledges = Pledges()
        self.played: set[int] = set()
        self.has_called = False
        self._lost: set[int] = set()
        self._putting_away: int | None = None
        self.outside: Outside | None = None
        self.place = USUAL
        self._sent_by = here()

    @property
    def branches(self) -> str:
        """How the names of branches begin that the engine makes for itself."""
        return ""

    @property
    def installed(self) -> "AgentsFolder":
        """The agents in the project; TrialError where none were put there."""
        if self.agents is None:
            raise TrialError("the agents are not installed before the run")
        return self.agents

    def surround(self, surroundings: Surroundings) -> None:
        """Let the user's repository be so from now on; FaultNotFired where nothing is new in it."""
        before = look_at_repository(self.project.folder)
        surroundings(Repository(self.project, self.branches))
        after = look_at_repository(self.project.folder)
        Pledge("the repository is as it was before").must_differ(before, after)
        at_start = self.project.at_start.changed(before, after)
        self.project = replace(self.project, at_start=at_start)

    def run_in(self, place: Place) -> None:
        """Start all engines there from now on; FaultNotFired where that is the usual place."""
        Pledge("that is where engines run as a rule").must_differ(USUAL, place)
        self.place, self._sent_by = place, here()

    def backends(self, names: Iterable[str] = BACKENDS) -> dict[str, Path | None]:
        """What lies on PATH under those names: None for a stand-in, or the real CLI."""
        return {name: self.real and self.real / name for name in names}

    def judge(self, broken: Iterable[str], what: str) -> None:
        """Raise LawBroken for laws that were not told of as broken before."""
        found = [each for each in broken if each not in self.reported]
        self.reported.update(found)
        if found:
            told = "\n  ".join(found)
            raise LawBroken(f"the evidence of this {what} breaks a law\n  {told}", *found)

    @abstractmethod
    def facts(self) -> facts.Happened:
        """What is reported of the trial."""

    @contextmanager
    def placed(self, **changes: Any) -> Iterator[None]:
        """Start engines in a place that is changed so, for as long as the context lasts."""
        usual = self.place
        self.place = replace(usual, **changes)
        try:
            yield
        finally:
            self.place = usual

    def note_outside(self) -> None:
        """Look at what lies outside of the project, before the first of the runs that go on."""
        if self.outside is None:
            on_record = self.supervisor.records and not self.real
            footprints = Footprints(self.project.root) if on_record else None
            self.supervisor.footprints = footprints
            self.outside = self._look_outside()

    def strays(self, fault: str | None) -> tuple[str, ...]:
        """What was changed there since; a run that was cut short may leave temporary files."""
        before, self.outside = self.outside, None
        if before is None:
            return ()
        excused = self.project.root / "tmp" if fault else None
        found = list(strays(before, self._look_outside(), excused=excused))
        if self.supervisor.footprints:
            found += [stray(*each) for each in self.supervisor.footprints.changed()]
        return tuple(found)

    def _look_outside(self) -> Outside:
        further: Outside = {}
        if self.supervisor.footprints is None:
            further = look_further(self.project, self.packages)
        return {**look_outside(self.project), **further}

    def survivors(self) -> tuple[str, ...]:
        """The processes that outlive an engine that has ended."""
        return tuple(f"process {pid}: {line}" for pid, line in self.living())

    def living(self, hung: int | None = None) -> list[tuple[int, str]]:
        """The same as pids with their command lines; StandInLied where a stand-in left them.

        An engine that `hung` is not waited for.
        """
        found = self.supervisor.survivors(EXIT_TIMEOUT_S, hung)
        if found and self.agents:
            testimony.must_not_be_theirs(self.agents, dict(found))
        return found

    def end_of(self, execution: Conclusion) -> tuple[Exit, str, str]:
        """How a run ended, and what it printed; one that hangs may do so for a stand-in's sake.

        TrialError where it failed by what a signal may do to no call that nobody listens to.
        """
        try:
            ended, stdout, stderr = execution.close()
        except EngineHung as error:
            self.living(error.pid)
            raise
        except FaultNotFired as error:  # it was not in the place that it was sent to
            raise FaultNotFired(f"{self._sent_by or 'this trial'}: {error}") from None
        tells = ended.code != 0 and any(map(BROKEN_OFF.search, (stdout, stderr)))
        if tells and (execution.watch or self.supervisor.footprints):
            raise TrialError(
                "the engine gave up since a signal broke off a system call, which may have waited "
                "for this suite: nobody knows who is at fault\n"
                "  What to do: run it again, with less beside it (docs/faults.md, Signals)"
            )
        return ended, stdout, stderr

    def must_be_at_work(self, execution: Execution, moment: object) -> None:
        """EngineLeft where the engine ended, and its agent still stands at the latch."""
        if execution.has_ended:
            raise EngineLeft(f"the engine was to wait for its agent in {moment}, but has ended")

    def witness(self, calls: Iterable[Call], hooks: Iterable[HookCall], fault: str | None) -> None:
        """Take note of what the stand-ins played; TrialError where one did not sign, or lied.

        One that was ended by a fault may have had no time to sign.
        """
        agents, calls, hooks = self.installed, tuple(calls), tuple(hooks)
        self._lost |= testimony.unsigned(agents, self._lost, fault)
        testimony.must_be_true(agents, calls, hooks, is_real=self.real is not None)
        testimony.must_have_put_away(agents, self._putting_away)
        self._putting_away = None
        self.has_called |= bool(calls or hooks)
        whole = (n.rule for n in calls if testimony.is_whole(n, agents.rules[n.rule or 0].acts))
        for number in (*whole, *(hook.rule for hook in hooks)):
            self.played |= {number or 0, *agents.rules[number or 0].within}

    @property
    @abstractmethod
    def script(self) -> Script:
        """What the agents do as scripted so far."""

    @property
    def unproven(self) -> Iterator[str]:
        """What the scenario pledged and nobody saw, each with the step that pledged it."""
        handed = self.agents.rules if self.agents else {}
        now = {rule.id: rule for rule in (*self.script.rules, *self.script.hooks)}
        rules = {number: rule for number, rule in (handed | now).items() if rule.made_by}
        begun = {rule.made_by for number, rule in rules.items() if number in self.played}
        for number, rule in rules.items():
            if number not in self.played and not (rule.series and rule.made_by in begun):
                yield f"{rule.made_by}: nobody has played this ({rule})"
        yield from self.pledges.broken

    def close(self) -> None:
        """End whatever still runs and close the latches."""
        with suppress(SupervisorLost):
            self.supervisor.sweep()
        if self.agents:
            self.agents.close()
