"""One scenario's life in this family: a project, a script, an orchestrator, and what came of it."""

import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from proving_ground.agents.calls import Call
from proving_ground.agents.install import install
from proving_ground.agents.latch import Latch
from proving_ground.agents.script import Rule, Script, wait
from proving_ground.errors import EngineFault, EngineHung, TrialError
from proving_ground.evidence.run_state import Ending
from proving_ground.evidence.witness import looking_at, names_below
from proving_ground.facts import Happened
from proving_ground.faults.damage import changes_of, corrupt, write_lock
from proving_ground.faults.parity import Outcome
from proving_ground.faults.proofs import must_be_locked, must_have_moved
from proving_ground.interception.watch import Watch
from proving_ground.orchestration import facts, laws
from proving_ground.orchestration.contract import OrchestratorAdapter
from proving_ground.orchestration.evidence import Evidence, Run, Snapshot, base_of, take_snapshot
from proving_ground.orchestration.parity import outcome
from proving_ground.orchestration.scene import Scene
from proving_ground.orchestration.service import Service
from proving_ground.orchestration.views import VIEWS
from proving_ground.processes.client import Exit, SupervisorClient
from proving_ground.processes.command import Action, Command
from proving_ground.processes.execution import Conclusion, Execution
from proving_ground.repository.project import Project
from proving_ground.repository.view import GitView, look_at_repository
from proving_ground.trials.base import LATCH, SIGNAL_TIMEOUT_S
from proving_ground.trials.session_trial import SessionTrial
from proving_ground.trials.ways import Ways


@dataclass(frozen=True)
class Moment:
    """While the agent of that phase works, on that task if one is named."""

    phase: str
    task: str | None = None

    def __str__(self) -> str:
        return self.phase + (f" of {self.task}" if self.task else "")


class OrchestrationTrial(SessionTrial[Evidence, Snapshot, Moment]):
    """The driver of the steps: build the `scene`, run, look at the `evidence`."""

    first_step = "When the orchestration runs"
    start_again = "resume"
    moment_types = (Moment,)
    moment_words = 'the agent of "build" works on "one"'
    views = VIEWS

    def __init__(
        self,
        adapter: OrchestratorAdapter,
        supervisor: SupervisorClient,
        project: Project,
        path: str,
    ):
        super().__init__(supervisor, project, path, "run-1")
        self.adapter = adapter
        self.belongings = project.belongings()
        self.scene = Scene()
        self.service = Service(self)
        self.merged_before: frozenset[str] = frozenset()

    @property
    def branches(self) -> str:
        """The prefix of the branches that the run makes for its loops."""
        return self.adapter.branches(self.project.folder, self.session)

    @property
    def at_start(self) -> GitView:
        """The user's repository before any run."""
        return self.project.at_start

    @property
    def script(self) -> Script:
        """What the agents do as scripted so far."""
        return self.scene.factory.script

    def run_as(self, action: Action, ways: Ways) -> None:
        """Run the engine to its end, at a time if one is told; TrialError for other ways."""
        if ways.time:
            self.scene.clock = ways.time, 0.0
        super().run_as(action, replace(ways, time=None))

    def run_until_phase(self, phase: str) -> None:
        """Run the orchestrator and let it pause after that phase."""
        self.scene.order_with(until=phase)
        self.run()
        self.scene.order_with(until=None)

    def corrupt(self, what: str, how: str) -> None:
        """Damage what the engine keeps; TrialError for what no orchestration keeps."""
        folder = self.project.folder
        if what == "cache":
            names = [str(path.relative_to(folder)) for path in self.adapter.cached(folder)]
        elif what == "database":
            names = [self.service.adapter.database]
        else:
            raise TrialError(f"the {what} of an orchestration cannot be damaged; write: the cache")
        if not any((folder / name).exists() for name in names):
            raise EngineFault(f"expected files of the {what}, found none")
        changes_of(folder, lambda: corrupt(folder, names, how))

    def run_together(self, moments: list[Moment]) -> None:
        """Let agents wait for each other: each goes on when all of them are at work.

        By then the engine has begun whatever it does without waiting for them.
        """
        before = self.hold(*moments)
        execution, latch = self.run_until(moments[:1], "start", before)
        together = all(self._reaches(execution, latch) for _ in moments[1:])
        execution.settle()
        latch.release(len(moments))
        self.conclude(execution, "start", before)
        if not together:
            raise AssertionError(f"of {', '.join(map(str, moments))}, not all were at work at once")

    def run_with_locked_state(self, moment: Moment) -> None:
        """Lock the engine's database while the agent reports, which it does twice."""
        usual = self.scene.factory.rule(moment.phase, moment.task)
        acts = usual.acts
        tools = tuple(act for act in acts if "tool" in act)
        acts = (wait("locked"), *tools, wait("free"), *acts)
        rule = usual.instead(acts, stage=moment.phase, task=moment.task)
        before = self.ready(self.scene.factory.script.first([rule]))
        locked, free = self.installed.latch("locked"), self.installed.latch("free")
        execution = self.begin("start")
        self.await_agent(execution, locked, moment, "start", before)
        with write_lock(self.project.folder / self.adapter.state_files(self.session)[0]) as path:
            must_be_locked(path)
            locked.release()
            self.await_agent(execution, free, moment, "start", before)
            must_be_locked(path)
        free.release()
        self.conclude(execution, "start", before)

    def was_refused(self, code: int) -> bool:
        """Whether an engine that ended with that exit only said no."""
        return Ending.REFUSED in self.adapter.endings.get(code, ())

    def facts(self) -> Happened:
        """What is reported of the trial."""
        return facts.tell(self.sessions, self.reported, self.swept)

    def outcome(self) -> Outcome:
        """How the run ended, to be held against another end of it."""
        return outcome(self.evidence)

    def strike_down(self, execution: Execution) -> None:
        """Kill the engine alone; its agents have to follow it by themselves."""
        execution.signal(signal.SIGKILL)

    def held(self, *moments: Moment) -> Script:
        """The script with agents that wait at the latch, then do what they would have done."""
        return self.scene.factory.script.first(map(self._held, moments))

    def _held(self, moment: Moment) -> Rule:
        """What the agent of the next attempt at that does, but for waiting at the latch first."""
        evidence = self.sessions.get(self.session)
        calls = evidence.calls_for(moment.phase, moment.task) if evidence else []
        attempt = 1 + max((call.attempt for call in calls if call.iteration == 1), default=0)
        rule = self.scene.factory.rule(moment.phase, moment.task, attempt=attempt)
        where = {"stage": moment.phase, "iteration": 1, "attempt": attempt, "task": moment.task}
        return rule.instead((wait(LATCH), *rule.acts), **where)

    def _reaches(self, execution: Execution, latch: Latch) -> bool:
        """Whether one more agent comes to the latch; no passing run waits the time out."""
        try:
            return execution.wait(latch, SIGNAL_TIMEOUT_S) and latch.reached() is not None
        except EngineHung:
            return False

    def ready(self, script: Script | None = None) -> Snapshot:
        """Write what they will read; what was merged before this run is known from then on."""
        script = script or self.scene.factory.script
        folder, state_files = self.project.folder, self.adapter.state_files(self.session)
        if self.session not in self.sessions:
            self.adapter.prepare(folder, self.scene.options)
            self.merged_before = frozenset(base_of(folder).merges)
        if self.agents is None:
            self.agents = install(
                self.project.agents,
                script,
                project=folder,
                state_files=state_files,
                patterns=self.adapter.patterns,
                backends=self.backends(),
            )
        else:
            self.agents.play(script, state_files)
        return take_snapshot(self.adapter, folder, self.session, "before the run")

    def begin(self, action: Action, watch: Watch | None = None) -> Execution:
        """Start the engine, under watch if there is one."""
        folder = self.project.folder
        command = self.adapter.command(action, folder, self.scene.options, self.session)
        return self.start(command, watch)

    def start(self, command: Command, watch: Watch | None = None) -> Execution:
        """Start a command of the engine's, where it finds the stand-ins."""
        env = {**command.env, **self.project.environment(command.env.get("PATH", self.path))}
        self.note_outside()
        endless = self.installed.endless()
        place = self.place
        execution = Execution(self.supervisor, command, env, self.scene.clock, watch, place=place)
        execution.bound(endless)
        return execution

    def conclude(
        self, execution: Conclusion, action: Action, before: Snapshot, fault: str | None = None
    ) -> None:
        """Take the evidence, clear the processes away, and check the laws."""
        ended = self.end_of(execution)
        if self.scene.clock:
            must_have_moved(execution, *self.scene.clock)
        run = self._seen(action, before, ended, fault)
        self.supervisor.sweep()
        self.witness(run.calls, (), fault)
        if execution.watch:
            execution.watch.close()
        earlier = self.sessions[self.session].runs if self.session in self.sessions else ()
        evidence = Evidence(
            self.adapter,
            self.branches,
            self.at_start,
            self.belongings,
            self.merged_before,
            (*earlier, run),
        )
        self.sessions[self.session] = evidence
        self.judge(laws.broken(evidence), "run")

    def _seen(
        self,
        action: Action,
        before: Snapshot,
        ended: tuple[Exit, str, str],
        fault: str | None,
    ) -> Run:
        folder, calls = self.project.folder, self._new_calls()
        found = tuple(self._snapshot(call, "began") for call in calls)
        after = take_snapshot(self.adapter, folder, self.session, "after the run")
        exit_, stdout, stderr = ended
        return Run(
            action=action,
            options=self.scene.options,
            exit_code=exit_.code,
            stdout=stdout,
            stderr=stderr,
            calls=calls,
            snapshots=(before, *_in_order(calls, found), after),
            at_calls=found,
            git=look_at_repository(folder),
            base=base_of(folder),
            files=names_below(folder),
            belongings=self.project.belongings(),
            survivors=self.survivors(),
            fault=fault,
            strays=self.strays(fault),
        )

    def _snapshot(self, call: Call, moment: str) -> Snapshot:
        return take_snapshot(
            self.adapter, call.before, self.session, f"as call {call.number} {moment}"
        )

    def _new_calls(self) -> tuple[Call, ...]:
        seen = {call.number for each in self.sessions.values() for call in each.calls}
        with looking_at("the log of the agents", "stays-inside"):
            new = [call for call in self.installed.calls() if call.number not in seen]
        calls = [call for call in new if call.session in (None, self.session)]
        for call in calls:
            if call.problem or call.stage is None:
                problem = call.problem or "its prompt told no phase"
                raise TrialError(f"call {call.number} of the stand-in {call.program}: {problem}")
        return tuple(sorted(calls, key=lambda call: call.started))


def _in_order(calls: Iterable[Call], snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
    """What the calls found, without those that began while another was at work."""
    free = 0.0
    for call, snapshot in zip(calls, snapshots, strict=True):
        if call.started >= free:
            yield snapshot
        free = max(free, call.ended or call.started)
