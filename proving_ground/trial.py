"""One scenario's life: a project, a script, an engine, its runs, and what came of them."""

import signal
from dataclasses import dataclass

from proving_ground import laws
from proving_ground.agents.install import AgentsFolder, install
from proving_ground.agents.latch import Latch
from proving_ground.agents.script import Rule, Script, wait
from proving_ground.engines.contract import Action, Adapter, Key
from proving_ground.errors import FaultNotFired, LawBroken, TrialError
from proving_ground.evidence import Evidence, Reading, read
from proving_ground.execution import Execution
from proving_ground.processes.client import Exit, KeeperClient
from proving_ground.project import Project
from proving_ground.scene import Scene
from proving_ground.witnesses import take

LATCH = "moment"
GRACE = 10.0
"""Seconds that an engine gets to end after a signal before its agent is let go on."""


@dataclass(frozen=True)
class Moment:
    """While the agent works on that iteration; a stage of None means the last one described."""

    iteration: int
    stage: str | None = None

    def __str__(self) -> str:
        return f"iteration {self.iteration}" + (f" of {self.stage}" if self.stage else "")


class Trial:
    """The driver of all steps: build the `scene`, run, look at the `evidence`."""

    def __init__(self, adapter: Adapter, keeper: KeeperClient, project: Project, path: str):
        self.adapter = adapter
        self.keeper = keeper
        self.project = project
        self.path = path
        self.scene = Scene()
        self.session = "session-1"
        self.sessions: dict[str, Evidence] = {}
        self.agents: AgentsFolder | None = None
        self.rival: Exit | None = None
        self.reported: set[str] = set()

    @property
    def evidence(self) -> Evidence:
        """What was seen of the current session; TrialError where nothing ran yet."""
        if self.session not in self.sessions:
            raise TrialError("nothing was run yet; add a step like: When the pipeline runs")
        return self.sessions[self.session]

    def run(self, action: Action = "start") -> None:
        """Run the engine to its end; LawBroken when the evidence breaks a law."""
        before = self._ready(action, self.scene.script)
        self._conclude(self._begin(action), action, before)

    def kill(self, moment: Moment, action: Action = "start") -> None:
        """Kill the engine and all that it started, at that moment."""
        before = self._ready(action, self._held_at(moment))
        execution, _ = self._run_until(moment, action)
        execution.kill()
        self._conclude(execution, action, before, f"killed in {moment}")

    def interrupt(self, moment: Moment, number: signal.Signals, action: Action = "start") -> None:
        """Send the engine a signal at that moment, as a terminal or a service manager does."""
        before = self._ready(action, self._held_at(moment))
        execution, latch = self._run_until(moment, action)
        execution.signal(number, group=number is signal.SIGINT)
        if not execution.ends_within(GRACE):
            latch.release()
        self._conclude(execution, action, before, f"{number.name} in {moment}")

    def start_twice(self, moment: Moment) -> None:
        """Start the session again while its first run works; the second ends as `rival`."""
        before = self._ready("start", self._held_at(moment))
        execution, latch = self._run_until(moment, "start")
        self.rival = self._begin("start").close()[0]
        latch.release()
        self._conclude(execution, "start", before)

    def run_beside(self, moment: Moment, session: str) -> None:
        """Run another session to its end while this one works, then let this one end."""
        first = self.session
        before = self._ready("start", self._held_at(moment))
        execution, latch = self._run_until(moment, "start")
        self.session = session
        other_before = self._ready("start", self.scene.script)
        other = self._begin("start")
        other.wait()
        latch.release()
        self.session = first
        self._conclude(execution, "start", before)
        self.session = session
        self._conclude(other, "start", other_before)

    def inputs(self, stage: str) -> tuple[Key, ...]:
        """The earlier iterations whose outputs the stage's first call was given."""
        index = self.scene.pipeline.index(stage)
        return self.adapter.inputs(self.project.folder, self.session, index, 1)

    def open_tasks(self) -> tuple[str, ...]:
        """The tasks that nobody has done."""
        assert self.agents and self.scene.tasks
        return self.scene.tasks.open_tasks(self.project.folder, self.agents.queue())

    def close(self) -> None:
        """End whatever still runs and close the latches."""
        self.keeper.sweep()
        if self.agents:
            self.agents.close()

    def _held_at(self, moment: Moment) -> Script:
        key = self.scene.key(moment.stage)
        acts = (wait(LATCH), *self.scene.acts(key, moment.iteration))
        return self.scene.script.first([Rule(acts, key, moment.iteration)])

    def _run_until(self, moment: Moment, action: Action) -> tuple[Execution, Latch]:
        assert self.agents
        latch = self.agents.latch(LATCH)
        execution = self._begin(action)
        if not execution.wait(latch):
            raise FaultNotFired(
                f"nothing could happen in {moment}: the run ended before the agent was called "
                f"for it\n{''.join(execution.close()[1:])}"
            )
        return execution, latch

    def _ready(self, action: Action, script: Script) -> Reading:
        """Write what the engine and the agents will read; the state as it is before the run."""
        if self.session not in self.sessions and action == "start":
            self.adapter.prepare(self.project.folder, self.scene.pipeline)
        state_files = self.adapter.state_files(self.session)
        if self.agents is None:
            self.scene.lay_out(self.project.folder)
            self.agents = install(
                self.project.agents,
                script,
                project=self.project.folder,
                state_files=state_files,
                patterns=self.adapter.patterns,
                queue=self.scene.queue,
            )
        else:
            self.agents.play(script, state_files)
        return read(self.adapter, self.project.folder, self.session, "before the run")

    def _begin(self, action: Action) -> Execution:
        scene = self.scene
        command = self.adapter.command(
            action, self.project.folder, scene.pipeline, self.session, scene.flags
        )
        env = {
            **command.env,
            **self.project.environment(command.env.get("PATH", self.path)),
            **self.adapter.environment(scene.environment),
        }
        return Execution(self.keeper, command, env, scene.clock)

    def _conclude(
        self, execution: Execution, action: Action, before: Reading, fault: str | None = None
    ) -> None:
        """Take the evidence, clear the processes away, and check the laws."""
        ended = execution.close()
        self.keeper.sweep()
        run = take(self, action, before, ended, fault)
        earlier = self.sessions[self.session].runs if self.session in self.sessions else ()
        self.sessions[self.session] = Evidence(
            self.session, self.scene.pipeline, self.adapter, (*earlier, run)
        )
        found = [each for each in laws.broken(self.evidence) if each not in self.reported]
        self.reported.update(found)
        if found:
            raise LawBroken("the evidence of this run breaks a law\n  " + "\n  ".join(found))
