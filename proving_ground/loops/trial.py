"""One scenario's life in this family: a project, a loop engine, its runs, and what came of them."""

import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from proving_ground import facts
from proving_ground.agents.calls import Call, read_calls
from proving_ground.agents.install import BACKENDS, install, without_backends
from proving_ground.agents.latch import Latch
from proving_ground.agents.pledges import Pledge
from proving_ground.agents.script import Script
from proving_ground.errors import EngineFault, EngineHung, NeverCalled, TrialError
from proving_ground.evidence.run_state import Ending
from proving_ground.evidence.witness import looking_at
from proving_ground.faults.proofs import must_be_killed, must_receive
from proving_ground.limits import asked_or
from proving_ground.loops import consent, laws, lists, witnesses
from proving_ground.loops import facts as loop_facts
from proving_ground.loops.asking import ANSWERS, Says
from proving_ground.loops.contract import Job, LoopAdapter
from proving_ground.loops.evidence import ENDLESS, LoopEvidence, LoopRun
from proving_ground.loops.person import Person
from proving_ground.loops.scene import LoopScene
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from proving_ground.processes.patience import Patience
from proving_ground.repository.project import Project
from proving_ground.trials.base import LATCH, SIGNAL_TIMEOUT_S, BaseTrial

SILENCE_S = 1.0
"""Seconds for which an engine that has asked does nothing, before it counts as waiting."""
UNSEEN = 3
"""How often as long it takes where its question is not seen, as where nobody is at a terminal."""
UNHEARD = 8
"""How often as long it takes until it must have asked in other words than its profile tells."""
RESTLESS_S = 4.0
"""Seconds after which an engine that never sleeps does not wait."""
RUN = "PROVING_GROUND_RUN"
"""The variable by which a call tells which of several engines made it."""


class LoopsTrial(BaseTrial):
    """The driver of the steps about loops: build the `scene`, run, look at the `evidence`."""

    def __init__(
        self, adapter: LoopAdapter, supervisor: SupervisorClient, project: Project, path: str
    ):
        super().__init__(supervisor, project, path)
        self.adapter = adapter
        self.scene = LoopScene()
        self.scene.signal(adapter.voice.done)
        self.user_allows = adapter.voice.allowed_by == "user"
        self.runs: list[LoopRun] = []
        self.begun = 0
        self.persons: dict[str, Person] = {}
        self.belongings = project.belongings()
        self.list_spoilt = Pledge("nothing is wrong with the list of tasks")
        self.fed = Pledge("the engine's standard input is empty")

    @property
    def script(self) -> Script:
        """Nothing: what the scene says is handed to the agents as each run begins."""
        return Script()

    @property
    def evidence(self) -> LoopEvidence:
        """What was seen so far; TrialError where nothing ran yet."""
        if not self.runs:
            raise TrialError("nothing was run yet; add a step like: When the loop runs")
        at_start, told = self.project.at_start, self.belongings
        return LoopEvidence(self.adapter, self.scene.job, tuple(self.runs), at_start, told)

    def spoil_list(self, flaw: str) -> None:
        """Let something be wrong with the list of tasks before the first run."""
        self.scene.flaw = flaw
        self.list_spoilt = self.pledges.make("there is no list of tasks, or it is as it was")

    def feed(self, text: str) -> None:
        """Let that lie on the standard input of all engines from now on."""
        self.scene.change(input=text)
        self.fed = self.pledges.make("nothing lies on the standard input of the engine")

    def move_project(self, name: str) -> None:
        """Give the project's folder that name."""
        self.project = self.project.renamed(name)

    def run(self) -> None:
        """Run the engine to its end, or again after an earlier run; LawBroken by what it did.

        One that ended to wait for an answer, and got it, is started again.
        """
        self._ready()
        self._run_once()
        while self._has_answered_a_pause():
            self._run_once()

    def _run_once(self) -> None:
        execution, run = self._begin()
        person = self.persons.get(run)
        if person and person.is_there:
            self._must_be_asked(execution, run, person)
        if person is None or person.says in ANSWERS:
            self._conclude(execution, run)
        else:
            self._leave_alone(execution, run, person)

    def _must_be_asked(self, execution: Execution, run: str, person: Person) -> None:
        """TrialError where it waits for so long that it must ask otherwise than was declared."""
        rests = self._rests(execution, run, lambda still: person.asked > 0 or still > UNHEARD)
        if rests and not person.asked and execution.settle(RESTLESS_S):
            printed = "".join(execution.printed()).strip()
            execution.kill()
            raise TrialError(
                f"a person was to be asked by {person.asking.shown}, and was not within "
                f"{UNHEARD * SILENCE_S:g} s in which nothing happened\n"
                f"  it printed: {printed[-200:] or 'nothing'}\n"
                "  What to do: correct `ask`, or shorten what it waits for, by `sleep`"
            )

    def _rests(self, execution: Execution, run: str, is_long: Callable[[int], bool]) -> bool:
        """Whether it does nothing for long, told in SILENCE_S; False where it ends before."""
        patience, before, still = Patience(self._longest(execution)), -1, 0
        while not (execution.ends_within(SILENCE_S) or patience.is_over()):
            calls = self._calls(run)
            is_still = len(calls) == before and all(call.ended is not None for call in calls)
            before, still = len(calls), still + 1 if is_still else 0
            if is_long(still):
                return True
        return False

    def _has_answered_a_pause(self) -> bool:
        run = self.evidence.last
        is_answered = run.asked > 0 and run.person in ANSWERS
        is_paused = Ending.PAUSED in self.evidence.endings(run)
        return is_answered and is_paused and len(self.runs) < self.adapter.most_calls

    def _leave_alone(self, execution: Execution, run: str, person: Person) -> None:
        """Nobody answers: see it end or wait, and interrupt one that waits."""
        if not self._rests(execution, run, lambda still: still > (0 if person.asked else UNSEEN)):
            self._conclude(execution, run)
            return
        restless, struck = not execution.settle(RESTLESS_S), time.time()
        execution.signal(signal.SIGINT, group=True)
        if late := not execution.ends_within(SIGNAL_TIMEOUT_S):
            execution.kill()
        told = "SIGINT as it waited for an answer"
        self._conclude(execution, run, told, struck, late=late, restless=restless)

    def stop(self, number: int, how: signal.Signals) -> None:
        """Send the engine a signal while its agent works on the call of that number."""
        self._ready(held=number)
        execution, run, latch = self._reach(number)
        self.must_be_at_work(execution, f"call {number}")
        struck = time.time()
        if how is signal.SIGKILL:
            execution.kill()
            must_be_killed(execution)
        else:
            execution.signal(how, group=how is signal.SIGINT)
            must_receive(execution, how)
        late = not execution.ends_within(SIGNAL_TIMEOUT_S)
        if late:
            latch.release()
        self._conclude(execution, run, f"{how.name} in call {number}", struck, late=late)

    def start_beside(self, number: int, session: str | None = None) -> None:
        """Start the engine again while its agent works on that call, and let both end.

        With another `session`, that is what is started, where sessions have names.
        """
        self._ready(held=number)
        execution, run, latch = self._reach(number)
        other, mark = self._begin(session)
        ended = self._end(other)
        latch.release()
        self._settle(other, mark, None if ended else ENDLESS, None, judged=False, beside=True)
        self._conclude(execution, run)

    def _ready(self, held: int | None = None) -> None:
        """Write what engine and agents will read; the project is prepared once."""
        if self.agents is None:
            if self.user_allows:
                consent.let_work(self.project.home)
            self.adapter.prepare(self.project.folder, self.scene.job)
            if self.scene.flaw:
                lists.spoil(self.adapter, self.project.folder, self.scene, self.list_spoilt)
        script = self.scene.script(self.adapter, self.project.folder, held=held)
        if self.agents is not None:
            self.agents.play(script, self.adapter.state_files())
            return
        self.agents = install(
            self.project.agents,
            script,
            project=self.project.folder,
            state_files=self.adapter.state_files(),
            patterns=self.adapter.patterns,
            backends=self.backends(() if self.scene.absent else BACKENDS),
        )
        (self.project.agents / "steps").mkdir()
        for name, text in self.adapter.shims.items():
            (self.agents.bin / name).write_text(text)
            (self.agents.bin / name).chmod(0o755)

    def _begin(self, session: str | None = None) -> tuple[Execution, str]:
        """A new run, and the mark of its calls; of the session of the scene unless told."""
        self.begun += 1
        mark = str(self.begun)
        job = replace(self.scene.job, session=session or self.scene.job.session)
        again = self.begun > 1 and session is None
        command = self.adapter.command(self.project.folder, job, again=again)
        if self.scene.job.input:
            usual = command
            command = lists.fed(command, self.project.agents, self.scene.job.input)
            self.fed.must_differ(usual, command)
        path = command.env.get("PATH", self.path)
        path = without_backends(path) if self.scene.absent else path
        own = {name: value for name, value in command.env.items() if name != "PATH"}
        env = {**self.project.environment(path), **own, RUN: mark}
        self.note_outside()
        endless = self.installed.endless()
        person = self._person(job)
        place = person.takes_place(self.place) if person else self.place
        execution = Execution(self.supervisor, command, env, place=place)
        if person:
            self.persons[mark] = person
            person.watch(execution)
        execution.silence = asked_or("patience_s", self.adapter.limits.seconds)
        execution.bound(endless)
        return execution, mark

    def _person(self, job: Job) -> Person | None:
        """Who is asked in the run that begins; who is always asked says yes, unless told."""
        asking = self.adapter.asking
        says = self.scene.person or (Says.YES if asking and asking.always else None)
        if asking is None or says is None:
            return None
        folder = self.project.folder
        answer = self.adapter.answer(folder, job, agrees=says is Says.YES)
        return Person(asking, says, folder, answer, self._give)

    def _give(self, command: Command) -> None:
        """Run a command as the person gives it, to its end."""
        env = {**self.project.environment(self.path), **command.env}
        Execution(self.supervisor, command, env).close()

    def _longest(self, execution: Execution) -> float:
        """Seconds that a run may take in all: as the profile says, unless `-D` asks for others."""
        return asked_or("longest_s", max(execution.silence, self.adapter.limits.seconds))

    def _reach(self, number: int) -> tuple[Execution, str, Latch]:
        """Begin a run, and wait until its agent works on that call.

        NeverCalled where it ends without it, and not to wait for an answer that it got.
        """
        latch = self.installed.latch(LATCH)  # before there is a call that could come to another
        execution, run = self._begin()
        while not execution.wait(latch, self._longest(execution)):
            self._conclude(execution, run)
            if not self._has_answered_a_pause():
                last = self.evidence.last
                said = f"{last.stdout}{last.stderr}"
                told = f"call {number} was awaited, but the run ended without it\n{said}"
                raise NeverCalled(told)
            execution, run = self._begin()
        latch.reached()
        return execution, run, latch

    def _end(self, execution: Execution) -> bool:
        """Wait for the end; False where the limits are reached before it, and it is killed."""
        try:
            execution.wait(seconds=self._longest(execution))
        except EngineHung:
            execution.kill()
            return False
        return True

    def _conclude(
        self,
        execution: Execution,
        run: str,
        fault: str | None = None,
        struck: float | None = None,
        **seen: bool,
    ) -> None:
        """See it end, take the evidence, clear away, and check the laws."""
        ended = self._end(execution)
        self._settle(execution, run, fault if ended else ENDLESS, struck, **seen)
        self.judge(laws.broken(self.evidence), "run")

    def _settle(
        self,
        execution: Execution,
        run: str,
        fault: str | None,
        struck: float | None,
        *,
        judged: bool = True,
        **seen: bool,
    ) -> None:
        """Take the evidence; what lives on is cleared away unless another run goes on beside.

        `seen` are flags of the run: `late`, `beside`, `restless`.
        """
        ended = self.end_of(execution)
        survivors = self.living() if judged else []
        if judged:
            self.supervisor.sweep()
        calls = self._calls(run)
        if judged:
            self.witness(calls, (), fault)
        told = {"fault": fault, "struck": struck, **seen, **self._heard(run)}
        folder = self.project.folder
        ticked = frozenset(lists.ticked(self.adapter.tasks(folder, self.scene.job), folder))
        strays = self.strays(fault) if judged else ()
        witness = witnesses.Witnesses(self.adapter, self.project)
        self.runs.append(
            witness.take(ended, calls, survivors, strays=strays, ticked=ticked, **told)
        )

    def _heard(self, run: str) -> dict[str, Any]:
        """What became of the person whom that run was to ask, who leaves."""
        person = self.persons.pop(run, None)
        if person is None:
            return {}
        person.close()
        return {"person": person.says, "asked": person.asked}

    def _calls(self, run: str) -> tuple[Call, ...]:
        """The calls that a run made; one that hides its environment counts for the latest."""
        with looking_at("the log of the agents", "stays-inside"):
            found = read_calls(self.project.agents)
        for call in found:
            if call.problem and not call.cwd.is_dir():
                raise EngineFault(f"the folder of call {call.number} was removed under its agent")
            if call.problem:
                raise TrialError(f"call {call.number} of the stand-in: {call.problem}")
        return tuple(call for call in found if call.env.get(RUN, str(self.begun)) == run)

    def close(self) -> None:
        """End whatever still runs, and let the persons go that wait for a question."""
        super().close()
        for person in self.persons.values():
            person.close()

    def facts(self) -> facts.Happened:
        """What was called and told, run by run."""
        return loop_facts.tell(self.evidence if self.runs else None, self.reported)
