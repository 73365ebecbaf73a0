"""One scenario's life: a project, a script, an engine, its runs, and what came of them."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from proving_ground.agents.install import BACKENDS, install, without_backends
from proving_ground.agents.pledges import Pledge
from proving_ground.agents.script import HookRule, Script, put_away, take_turn, wait
from proving_ground.errors import EngineFault, NeverCalled, TrialError
from proving_ground.evidence.run_state import Ending
from proving_ground.evidence.witness import looking_at
from proving_ground.facts import Happened
from proving_ground.faults.damage import changes_of, corrupt, corrupting_acts, has_changed
from proving_ground.faults.parity import Outcome
from proving_ground.faults.proofs import must_have_moved
from proving_ground.interception.watch import Watch
from proving_ground.pipelines import facts, laws
from proving_ground.pipelines.contract import InjectedMistake, Key, PipelineAdapter
from proving_ground.pipelines.evidence import Evidence, Snapshot, read
from proving_ground.pipelines.hook_words import HookPlan
from proving_ground.pipelines.parallel.turns import TurnOrder, TurnScheduler, must_have_taken_turns
from proving_ground.pipelines.parity import outcome
from proving_ground.pipelines.scene import Scene
from proving_ground.pipelines.status import StatusReply, ask
from proving_ground.pipelines.views import VIEWS
from proving_ground.pipelines.witnesses import Witnesses
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Action, Command
from proving_ground.processes.execution import Conclusion, Execution
from proving_ground.processes.terminal import Person, Terminal
from proving_ground.repository.project import BELONGINGS, Project
from proving_ground.trials.base import LATCH
from proving_ground.trials.session_trial import NEVER_RAN, SessionTrial
from proving_ground.trials.ways import Ways

if TYPE_CHECKING:
    from pathlib import Path

    from proving_ground.pipelines.parallel.orders import Outcomes


@dataclass(frozen=True)
class Moment:
    """While the agent works on that iteration; a stage of None means the last one described."""

    iteration: int
    stage: str | None = None
    agent: int | None = None

    def __str__(self) -> str:
        stage = f" of {self.stage}" if self.stage else ""
        agent = "" if self.agent is None else f" by agent-{self.agent}"
        return f"iteration {self.iteration}{stage}{agent}"


@dataclass(frozen=True)
class HookMoment:
    """While the hooks of that point run for the so-manieth time."""

    point: str
    count: int

    def __str__(self) -> str:
        return f"hook {self.point}, time {self.count}"


@dataclass(frozen=True)
class ListMoment:
    """While a run is about to change the list of its tasks for the first time."""


class PipelineTrial(SessionTrial[Evidence, Snapshot, Moment | HookMoment]):
    """The driver of the steps about pipelines: build the `scene`, run, look at the `evidence`."""

    first_step = "When the pipeline runs"
    moment_types = (Moment, HookMoment)
    moment_words = "the agent works on iteration 2"
    views = VIEWS

    def __init__(
        self, adapter: PipelineAdapter, supervisor: SupervisorClient, project: Project, path: str
    ):
        super().__init__(supervisor, project, path, "session-1")
        self.adapter = adapter
        self.scene = Scene()
        self.reordered: Outcomes = {}
        self.mistake: InjectedMistake | None = None
        self.damage: str | None = None
        self.locks: dict[Path, bytes] = {}
        self.lock_met: Pledge | None = None
        self.turns_taken = Pledge("no agents ended side by side")
        self.asked_to_end = Pledge("no agent puts anything away")
        self.hooks_run: list[tuple[Pledge, tuple[str, str] | None]] = []
        self._status_reply: StatusReply | None = None

    @property
    def script(self) -> Script:
        """What the agents do as scripted so far."""
        return self.scene.script

    def decide(self, answer: bool) -> None:  # noqa: FBT001 - it is what a person says
        """Resume the session with a person's answer to what it asks."""
        flags = self.scene.flags
        self.scene.flags = replace(flags, answer=answer)
        try:
            self.run("resume")
        finally:
            self.scene.flags = flags

    def run_as(self, action: Action, ways: Ways) -> None:
        """Run the engine to its end in those ways."""
        if ways.time:
            self.scene.clock = ways.time, 0.0
        if ways.cap is not None:
            self.scene.ask("command line", "iterations", ways.cap)
        if ways.person:
            self.run_at_terminal(ways.person, action)
        elif ways.answer is not None:
            self.decide(ways.answer)
        else:
            self.run(action)

    def run_at_terminal(self, person: Person, action: Action) -> None:
        """Run the engine where a person sits, who acts when asked."""
        before = self.ready()
        with Terminal() as terminal, self.placed(stdin=terminal.theirs):
            execution = self.begin(action)
            if execution.says(self.scene.question):
                person(terminal)
            self.conclude(execution, action, before)

    def ask(self, *, never_ran: bool = False) -> None:
        """Ask how the session, or one that never was, stands; LawBroken where that breaks a law."""
        if self.lock_met and not has_changed(self.locks):
            self.lock_met.keep("it lay there when the user asked, who changes nothing by that")
        session = self.another(NEVER_RAN) if never_ran else self.session
        self._status_reply = ask(self.adapter, self.project.folder, session, self._start)
        self.judge(self._status_reply.faults, "question")

    @property
    def status_reply(self) -> StatusReply:
        """What the engine answered last; TrialError where nobody asked, NeverCalled if too late."""
        if self._status_reply is None and self.reported:
            raise NeverCalled("the run broke a law before anybody could ask")
        if self._status_reply is None:
            fix = "add a step like: When the user asks how the session stands"
            raise TrialError(f"nobody has asked yet, so there is no answer; {fix}")
        return self._status_reply

    def ask_about(self, action: Action | None, moment: Moment | HookMoment | None) -> None:
        """Ask how the session stands, now or during an action; None asks of one that never was."""
        if moment is None:
            self.ask(never_ran=action is None)
        else:
            self.ask_during(moment, action or "start")

    def ask_during(self, moment: Moment | HookMoment, action: Action) -> None:
        """Ask how the session stands while it runs, and let it end."""
        before = self.hold(moment)
        execution, latch = self.run_until([moment], action, before)
        execution.settle()
        self.ask()
        latch.release()
        self.conclude(execution, action, before)

    def corrupt(self, what: str, how: str) -> None:
        """Damage the session's state; from now on, no law trusts the session's files."""
        if what != "session's state":
            raise TrialError(f"a pipeline has no {what}; write: the session's state")
        folder, files = self.project.folder, self.adapter.state_files(self.session)
        if not any((folder / name).exists() for name in files):
            raise EngineFault(f"expected the session's state in {files[0]}, found none")
        changes_of(folder, lambda: corrupt(folder, files, how))
        self.damage = f"its state was {how}"

    def let_agent_corrupt(self, how: str, iteration: int) -> None:
        """Let the agent do so in that iteration; no law trusts the session's files."""
        files = self.adapter.state_files(self.session)
        self.scene.play(corrupting_acts(files, how), iteration)
        self.damage = f"its agent {how}"

    def move_project(self, name: str) -> None:
        """Call the project's folder so, before anything runs in it."""
        self.project = self.project.renamed(name)

    def take_turns(self, order: TurnOrder) -> None:
        """Let agents that work side by side end so; TrialError where the order is not theirs."""
        block = self.scene.stages[self.scene.index(None)].block
        if block is None:
            fix = "write before it, for example: Given 3 agents work side by side"
            raise TrialError(f"no agents work side by side, so none end in an order; {fix}")
        if sorted(order) != list(range(len(block.agents))):
            each = ", ".join(map(str, reversed(range(len(block.agents)))))
            raise TrialError(f'the order must name each agent once, for example "{each}"')
        self.scene.orders = (order,)
        self.turns_taken = self.pledges.make("no agents that work side by side have ended in turn")

    def let_agents_put_away(self, line: str) -> None:
        """Let agents that a signal asks to end note that first, and end."""
        self.scene.put_away = line
        self.asked_to_end = self.pledges.make("no agent was asked to end, and noted it")

    def add_hook(self, point: str, origin: str, plan: HookPlan) -> None:
        """Give the project or the pipeline a hook there; one that changes itself has to run."""
        self.scene.add_hook(point, origin, plan)
        if plan.first_line:
            self.hooks_run.append((self.pledges.make("this hook has never run"), (point, origin)))

    def limit_time(self, who: str, seconds: float) -> None:
        """Limit the time of `hooks`, one of which has to run, or of the last stage's agent."""
        self.scene.limit_time(who, seconds)
        if who == "hooks":
            self.hooks_run.append((self.pledges.make("no hook has ever run"), None))

    def lock(self, pid: int) -> None:
        """Leave a lock of the session that names a process which never ran it."""
        folder = self.project.folder
        plant = partial(self.adapter.plant_lock, folder, self.session, pid)
        self.locks = changes_of(folder, plant)
        self.lock_met = self.pledges.make("the lock still lies there, so no engine has met it")

    def was_refused(self, code: int) -> bool:
        """Whether an engine that ended with that exit only said no."""
        return Ending.REFUSED in self.adapter.endings.get(code, ())

    def inputs(self, stage: str) -> tuple[Key, ...]:
        """The earlier iterations whose outputs the stage's first call was given."""
        index = self.scene.pipeline.index(stage)
        with looking_at("what the agent was given"):
            return self.adapter.inputs(self.project.folder, self.session, index, 1)

    def files(self) -> list[tuple[str, ...]]:
        """The session's files that each call was told of, in the order of the calls."""
        folder, evidence = self.project.folder, self.evidence
        keys = [evidence.key(call) for call in evidence.calls]
        with looking_at("what the agents were given"):
            return [self.adapter.files(folder, self.session, key) for key in keys]

    def open_tasks(self) -> tuple[str, ...]:
        """The tasks, or items of a queue without any list, that nobody has done."""
        queue = self.installed.queue()
        if self.scene.tasks is None:
            return tuple(queue)
        return self.scene.tasks.open_tasks(self.project.folder, queue)

    def facts(self) -> Happened:
        """What is reported of the trial."""
        return facts.tell(self.sessions, self.reported, self.swept)

    def outcome(self) -> Outcome:
        """How the session ended, to be held against another end of it."""
        return outcome(self.evidence)

    def strike_down(self, execution: Execution) -> None:
        """Kill the engine and all that it started, at once."""
        execution.kill()

    def held(self, *moments: Moment | HookMoment) -> Script:
        """The scene's script with an agent, or hooks, that wait at the latch in that moment."""
        (moment,) = moments
        if isinstance(moment, HookMoment):
            hook = HookRule((wait(LATCH),), moment.point, count=moment.count, made_by=None)
            return self.scene.script.hook(hook)
        key = self.scene.key(moment.stage)
        rule = self.scene.rule(key, moment.iteration, moment.agent)
        return self.scene.script.first([rule.instead((wait(LATCH), *rule.acts))])

    def ready(self, script: Script | None = None) -> Snapshot:
        """Write what they will read; the agents may take turns in an order of their own."""
        script = script or self.scene.script
        if self.scene.orders:
            script = script.after(take_turn())
        if self.scene.put_away:
            script = script.after(put_away(self.scene.put_away))
        if self.session not in self.sessions:
            self.adapter.prepare(self.project.folder, self.scene.pipeline)
            self._misspell()
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
                backends=self.backends(set(BACKENDS) - set(self.scene.absent)),
            )
        else:
            self.agents.play(script, state_files)
        if self.adapter.queue_label:
            self.agents.label_queue(self.adapter.queue_label.format(session=self.session))
        return read(self.adapter, self.project.folder, self.session, "before the run")

    def _misspell(self) -> None:
        """Make the mistake that the author makes, if any; where it stands is known from then on."""
        if self.scene.mistake:
            stage, mistake = self.scene.mistake
            pipeline = self.scene.pipeline
            self.mistake = self.adapter.inject_mistake(
                self.project.folder, pipeline, stage, mistake
            )

    def begin(
        self,
        action: Action,
        watch: Watch | None = None,
        gate: int | None = None,
    ) -> Execution:
        """Start the engine, under watch or behind a gate if there is one."""
        scene = self.scene
        command = self.adapter.command(
            action, self.project.folder, scene.pipeline, self.session, scene.flags
        )
        env = self.environment(command)
        self.note_outside()
        scheduler = self._scheduler() if scene.orders and not self.is_begun_again else None
        endless = self.installed.endless()
        place = self.place
        execution = Execution(self.supervisor, command, env, scene.clock, watch, gate, place)
        execution.bound(endless)
        if scheduler:
            execution.follow(scheduler)
        return execution

    def environment(self, command: Command) -> dict[str, str]:
        """All that the engine finds in its environment."""
        path = without_backends(self.path) if self.scene.absent else self.path
        return {
            **command.env,
            **self.project.environment(command.env.get("PATH", path)),
            **self.adapter.environment(self.scene.environment),
        }

    def _start(self, command: Command) -> Execution:
        return Execution(self.supervisor, command, self.environment(command))

    def _scheduler(self) -> TurnScheduler:
        """Whoever decides in which order the agents end; its latches are in place at once."""
        project, session = self.project.folder, self.session
        state = project / self.adapter.state_files(session)[0]
        return TurnScheduler(
            self.installed,
            self.scene.pipeline,
            self.scene.orders,
            state,
            lambda: read(self.adapter, project, session, "as it was written").state,
        )

    def conclude(
        self, execution: Conclusion, action: Action, before: Snapshot, fault: str | None = None
    ) -> None:
        """Take the evidence, clear the processes away, and check the laws."""
        ended = self.end_of(execution)
        if self.scene.clock:
            must_have_moved(execution, *self.scene.clock)
        survivors = self.survivors()
        self.supervisor.sweep()
        if execution.watch:
            execution.watch.close()
        if execution.scheduler:
            execution.scheduler.close()
        run = Witnesses(self.adapter, self.project, self.session).take(
            action,
            before,
            ended,
            self.sessions.values(),
            asked=self.scene.environment,
            flags=self.scene.flags,
            survivors=survivors,
            fault=fault,
            damage=self.damage,
            strays=self.strays(fault),
        )
        self.witness(run.calls, run.hooks, fault)
        if self.scene.orders and must_have_taken_turns(self.scene.orders, run.calls):
            self.turns_taken.keep("they ended so")
        if any(self.installed.put_away(call.number) for call in run.calls):
            self.asked_to_end.keep("one did so")
        ran = {(hook.point, hook.origin) for hook in run.hooks}
        for pledge, which in self.hooks_run:
            if ran and which in (None, *ran):
                pledge.keep("it ran")
        if self.lock_met and has_changed(self.locks):
            self.lock_met.keep("it was taken away, or another lies there")
        earlier = self.sessions[self.session].runs if self.session in self.sessions else ()
        self.sessions[self.session] = Evidence(
            self.session,
            self.scene.pipeline,
            self.adapter,
            (*earlier, run),
            self.project.at_start,
            BELONGINGS,
        )
        if not run.calls and (words := self.adapter.refusal(f"{run.stdout}\n{run.stderr}")):
            raise TrialError(f"the engine refuses what its adapter has written for it:\n  {words}")
        self.judge(laws.broken(self.evidence), "run")
