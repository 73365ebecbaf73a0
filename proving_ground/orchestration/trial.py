"""One scenario's life in this family: a project, a script, an orchestrator, and what came of it."""

import os
import re
import select
import signal
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proving_ground import git_view
from proving_ground.agents.calls import Call
from proving_ground.agents.install import AgentsFolder, install
from proving_ground.agents.latch import Latch
from proving_ground.agents.script import Rule, Script, wait
from proving_ground.engines.contract import Action
from proving_ground.engines.orchestration_contract import OrchestratorAdapter
from proving_ground.errors import EngineHung, LawBroken, TrialError
from proving_ground.execution import Execution
from proving_ground.faults.kinds import Fault
from proving_ground.faults.parity import Account
from proving_ground.faults.points import Points
from proving_ground.faults.sweep import Sweep, Sweeper
from proving_ground.faults.watch import Watch
from proving_ground.orchestration import laws
from proving_ground.orchestration.evidence import Evidence, Look, Run, base_of, look_at
from proving_ground.orchestration.parity import account
from proving_ground.orchestration.scene import Scene
from proving_ground.processes.client import Exit, KeeperClient
from proving_ground.project import Project

LATCH = "moment"
GRACE = 10.0
"""Seconds that an engine gets to end after a signal before its agents are let go on."""
PARTING = 2.0
"""Seconds that an engine's agents get to follow it; no passing run waits for them."""
LEFT = re.compile(r"\.(lock|tmp)$|\.git/MERGE_HEAD$")
"""Files that nobody needs when a run has ended."""


@dataclass(frozen=True)
class Moment:
    """While the agent of that phase works, on that task if one is named."""

    phase: str
    task: str | None = None

    def __str__(self) -> str:
        return self.phase + (f" of {self.task}" if self.task else "")


class OrchestrationTrial:
    """The driver of the steps: build the `scene`, run, look at the `evidence`."""

    def __init__(
        self, adapter: OrchestratorAdapter, keeper: KeeperClient, project: Project, path: str
    ):
        self.adapter = adapter
        self.keeper = keeper
        self.project = project
        self.at_start = git_view.look(project.folder)
        self.belongings = project.belongings()
        self.path = path
        self.scene = Scene()
        self.session = "run-1"
        self.sessions: dict[str, Evidence] = {}
        self.agents: AgentsFolder | None = None
        self.second: Exit | None = None
        self.swept: Sweep | None = None
        self.merged_before: frozenset[str] = frozenset()
        self.reported: set[str] = set()

    @property
    def evidence(self) -> Evidence:
        """What was seen of the current run; TrialError where nothing ran yet."""
        if self.session not in self.sessions:
            raise TrialError("nothing was run yet; add a step like: When the orchestration runs")
        return self.sessions[self.session]

    def run(self, action: Action = "start") -> None:
        """Run the engine to its end; LawBroken when the evidence breaks a law."""
        before = self.ready()
        self.conclude(self.begin(action), action, before)

    def kill(self, moment: Moment, action: Action = "start") -> None:
        """Kill the engine alone at that moment; its agents have to follow it by themselves."""
        before = self.ready(self._held(moment))
        execution, _ = self._run_until([moment], action, before)
        execution.signal(signal.SIGKILL)
        self.conclude(execution, action, before, f"killed in {moment}")

    def interrupt(self, moment: Moment, number: signal.Signals, action: Action = "start") -> None:
        """Send the engine a signal at that moment, as a terminal or a service manager does."""
        before = self.ready(self._held(moment))
        execution, latch = self._run_until([moment], action, before)
        execution.signal(number, group=number is signal.SIGINT)
        if not execution.ends_within(GRACE):
            latch.release()
        self.conclude(execution, action, before, f"{number.name} in {moment}")

    def run_together(self, moments: list[Moment]) -> None:
        """Let agents wait for each other: each goes on when all of them are at work."""
        before = self.ready(self._held(*moments))
        execution, latch = self._run_until(moments[:1], "start", before)
        together = all(self._reaches(execution, latch) for _ in moments[1:])
        latch.release(len(moments))
        self.conclude(execution, "start", before)
        if not together:
            raise AssertionError(f"of {', '.join(map(str, moments))}, not all were at work at once")

    def run_with_locked_state(self, moment: Moment) -> None:
        """Lock the engine's database while the agent reports, which it does twice."""
        acts = self.scene.factory.acts(moment.phase, moment.task)
        tools = tuple(act for act in acts if "tool" in act)
        rule = Rule((wait("locked"), *tools, wait("free"), *acts), moment.phase, task=moment.task)
        before = self.ready(self.scene.factory.script.first([rule]))
        assert self.agents
        locked, free = self.agents.latch("locked"), self.agents.latch("free")
        execution = self.begin("start")
        self._await(execution, locked, moment, before, "start")
        path = self.project.folder / self.adapter.state_files(self.session)[0]
        with sqlite3.connect(path, isolation_level=None) as database:
            database.execute("BEGIN IMMEDIATE")
            locked.release()
            self._await(execution, free, moment, before, "start")
            database.execute("ROLLBACK")
        database.close()
        free.release()
        self.conclude(execution, "start", before)

    def start_twice(self, moment: Moment) -> None:
        """Start the run again while it is at work; the second ends at once."""
        before = self.ready(self._held(moment))
        execution, latch = self._run_until([moment], "start", before)
        self.second = self.begin("resume").close()[0]
        latch.release()
        self.conclude(execution, "start", before)

    def sweep(self, fault: Fault, action: Action, points: Points) -> None:
        """Let the fault strike a run at each of those points, and resume every time."""
        self.swept = Sweeper(self, fault, action).sweep(points)

    def account(self) -> Account:
        """How the run ended, to be held against another end of it."""
        return account(self.evidence)

    def close(self) -> None:
        """End whatever still runs and close the latches."""
        self.keeper.sweep()
        if self.agents:
            self.agents.close()

    def _held(self, *moments: Moment) -> Script:
        """The script with agents that wait at the latch, then do what they would have done."""
        factory = self.scene.factory
        rules = (
            Rule((wait(LATCH), *factory.acts(m.phase, m.task)), m.phase, 1, task=m.task)
            for m in moments
        )
        return factory.script.first(rules)

    def _run_until(
        self, moments: list[Moment], action: Action, before: Look
    ) -> tuple[Execution, Latch]:
        assert self.agents
        latch = self.agents.latch(LATCH)
        execution = self.begin(action)
        for moment in moments:
            self._await(execution, latch, moment, before, action)
            latch.reached()
        return execution, latch

    def _reaches(self, execution: Execution, latch: Latch) -> bool:
        """Whether one more agent comes to the latch; no passing run waits the time out."""
        try:
            return execution.wait(latch, GRACE) and latch.reached() is not None
        except EngineHung:
            return False

    def _await(
        self, execution: Execution, latch: Latch, moment: Moment, before: Look, action: Action
    ) -> None:
        if not execution.wait(latch):
            self.conclude(execution, action, before)
            run = self.evidence.last
            raise AssertionError(
                f"the agent was to be called for {moment}, but the run ended without that call\n"
                f"{run.stdout}{run.stderr}"
            )

    def ready(self, script: Script | None = None) -> Look:
        """Write what the engine and the agents will read; the state as it is before the run.

        The agents play the scene's script unless they are given another.
        """
        script = script or self.scene.factory.script
        folder, state_files = self.project.folder, self.adapter.state_files(self.session)
        if self.session not in self.sessions:
            self.adapter.prepare(folder, self.scene.order)
            self.merged_before = frozenset(base_of(folder).merges)
        if self.agents is None:
            self.agents = install(
                self.project.agents,
                script,
                project=folder,
                state_files=state_files,
                patterns=self.adapter.patterns,
            )
        else:
            self.agents.play(script, state_files)
        return look_at(self.adapter, folder, self.session, "before the run")

    def begin(self, action: Action, watch: Watch | None = None) -> Execution:
        """Start the engine, under watch if there is one."""
        assert self.agents
        folder = self.project.folder
        command = self.adapter.command(action, folder, self.scene.order, self.session)
        env = {**command.env, **self.project.environment(command.env.get("PATH", self.path))}
        execution = Execution(self.keeper, command, env, watch=watch)
        execution.bound(self.agents.endless())
        return execution

    def conclude(
        self, execution: Execution, action: Action, before: Look, fault: str | None = None
    ) -> None:
        """Take the evidence, clear the processes away, and check the laws."""
        ended = execution.close()
        run = self._seen(action, before, ended, fault)
        self.keeper.sweep()
        if execution.watch:
            execution.watch.close()
        earlier = self.sessions[self.session].runs if self.session in self.sessions else ()
        evidence = Evidence(
            self.adapter,
            self.adapter.branches(self.project.folder, self.session),
            self.at_start,
            self.belongings,
            self.merged_before,
            (*earlier, run),
        )
        self.sessions[self.session] = evidence
        found = [each for each in laws.broken(evidence) if each not in self.reported]
        self.reported.update(found)
        if found:
            raise LawBroken("the evidence of this run breaks a law\n  " + "\n  ".join(found))

    def _seen(
        self,
        action: Action,
        before: Look,
        ended: tuple[Exit, str, str],
        fault: str | None,
    ) -> Run:
        folder, calls = self.project.folder, self._new_calls()
        found = tuple(self._look(call, "began") for call in calls)
        after = look_at(self.adapter, folder, self.session, "after the run")
        exit_, stdout, stderr = ended
        files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return Run(
            action=action,
            order=self.scene.order,
            exit_code=exit_.code,
            stdout=stdout,
            stderr=stderr,
            calls=calls,
            looks=(before, *_in_order(calls, found), after),
            found=found,
            git=git_view.look(folder),
            base=base_of(folder),
            files=frozenset(str(path) for path in files if LEFT.search(str(path))),
            belongings=self.project.belongings(),
            survivors=tuple(_survivors(calls)),
            fault=fault,
        )

    def _look(self, call: Call, moment: str) -> Look:
        return look_at(self.adapter, call.before, self.session, f"as call {call.number} {moment}")

    def _new_calls(self) -> tuple[Call, ...]:
        assert self.agents
        seen = {call.number for each in self.sessions.values() for call in each.calls}
        calls = [call for call in self.agents.calls() if call.number not in seen]
        for call in calls:
            if call.problem or call.stage is None:
                problem = call.problem or "its prompt told no phase"
                raise TrialError(f"call {call.number} of the stand-in {call.program}: {problem}")
        return tuple(sorted(calls, key=lambda call: call.started))


def _in_order(calls: Iterable[Call], looks: Iterable[Look]) -> Iterator[Look]:
    """What the calls found, without those that began while another was at work."""
    free = 0.0
    for call, look in zip(calls, looks, strict=True):
        if call.started >= free:
            yield look
        free = max(free, call.ended or call.started)


def _survivors(calls: Iterable[Call]) -> Iterator[str]:
    """The agents that were at work when the engine ended, and have not followed it."""
    for call in calls:
        if call.ended is None and not _follows(call.pid):
            yield f"the agent of {call.stage}, process {call.pid}"


def _follows(pid: int) -> bool:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], PARTING)[0])
    finally:
        os.close(process)
