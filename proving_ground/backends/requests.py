"""Making requests of an engine, taking the evidence, and holding it against the laws."""

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.agents.install import install
from proving_ground.agents.latch import Latch
from proving_ground.agents.script import Script, ignore, wait
from proving_ground.backends import facts, laws
from proving_ground.backends.contract import (
    COMMAND_LINE,
    BackendsAdapter,
    Method,
    Reply,
    Request,
    Setting,
)
from proving_ground.backends.evidence import Evidence, Run, Snapshot
from proving_ground.backends.scene import Scene
from proving_ground.backends.tools import method_of
from proving_ground.errors import EngineFault, TrialError
from proving_ground.evidence.expectation import in_words
from proving_ground.evidence.witness import looking_at, read_regular_file
from proving_ground.facts import Happened
from proving_ground.faults.proofs import must_be_killed, must_receive
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from proving_ground.repository.project import Project
from proving_ground.repository.view import look_at_repository
from proving_ground.trials.base import LATCH, BaseTrial

CONFIG = "settings.env"


class RequestTrial(BaseTrial):
    """What every trial of this family does: build the `scene`, ask, look at the evidence."""

    def __init__(
        self, adapter: BackendsAdapter, supervisor: SupervisorClient, project: Project, path: str
    ):
        super().__init__(supervisor, project, path)
        self.adapter = adapter
        self.packages = tuple(map(Path, adapter.packages))
        self.scene = Scene()
        self.evidence = Evidence(adapter, project.at_start, project.belongings())

    def facts(self) -> Happened:
        """What is reported of the trial."""
        return facts.tell(self.evidence, self.reported)

    @property
    def script(self) -> Script:
        """What the agents do as scripted so far."""
        return self.scene.script

    @property
    def last(self) -> Run:
        """What came of the latest request; TrialError where there was none."""
        if not self.evidence.runs:
            raise TrialError("nothing was asked yet; add a When step")
        return self.evidence.last

    def requests(self, *methods: Method) -> list[Run]:
        """The requests of those methods, directly or by a server's tool, oldest first."""
        return [run for run in self.evidence.runs if method_of(run.request) in methods]

    @property
    def answer(self) -> Reply:
        """The latest answer; AssertionError where the engine gave none."""
        found = self.last.answer
        if found is None:
            raise EngineFault(f"the engine gave no answer\n{self.last.stderr}")
        return found

    def answered(self, what: str) -> Any:
        """What the latest answer tells of that; AssertionError where it does not."""
        answer = self.answer
        if what not in answer.content:
            found = answer.error or in_words(answer.content)
            raise EngineFault(f"the answer does not tell: {what}\n  found: {found}")
        return answer.content[what]

    @property
    def only_call(self) -> Call:
        """The one call that the latest request led to; AssertionError for none or several."""
        calls = self.last.asked
        if len(calls) != 1:
            raise EngineFault(f"one call was expected, found {len(calls)}{self._said()}")
        return calls[0]

    @property
    def first_call(self) -> Call:
        """The first call that the latest request led to; AssertionError where there was none."""
        if not self.last.asked:
            raise EngineFault(f"no backend was called{self._said()}")
        return self.last.asked[0]

    @property
    def last_call(self) -> Call:
        """The last call that the latest request led to; AssertionError where there was none."""
        if not self.last.asked:
            raise EngineFault(f"no backend was called{self._said()}")
        return self.last.asked[-1]

    def _said(self) -> str:
        run = self.last
        said = run.answer.error if run.answer else run.stderr or run.stdout
        return f"\n  the engine said: {said}"

    def ask(self, method: Method, **arguments: object) -> None:
        """Make a request and wait for its end; LawBroken when the evidence breaks a law."""
        request = self._request(method, arguments)
        before = self._ready()
        self._conclude(self._begin(request), request, before)

    def kill_after(self, text: str, method: Method, **arguments: object) -> None:
        """Make a request, and kill all of it when the engine has printed the text."""
        request = self._request(method, arguments)
        before = self._ready()
        execution = self._begin(request)
        if not execution.says(text):
            raise EngineFault(f"the engine ended without a word of {text}")
        execution.kill()
        must_be_killed(execution)
        self._conclude(execution, request, before, "killed")

    def stop(
        self, number: signal.Signals, method: Method, *, deaf: bool = False, **arguments: object
    ) -> None:
        """Make a request, and send a signal while the backend is at work, as terminals do.

        A `deaf` backend listens neither to SIGTERM nor to SIGHUP.
        """
        self.scene.act(*((ignore("SIGTERM"), ignore("SIGHUP")) if deaf else ()), wait(LATCH))
        request = self._request(method, arguments)
        before = self._ready()
        latch = self.installed.latch(LATCH)
        execution = self._begin(request)
        self._await(execution, latch)
        execution.signal(number, group=number is signal.SIGINT)
        must_receive(execution, number)
        self._conclude(execution, request, before, f"{number.name} while the backend was at work")

    def _request(self, method: Method, arguments: dict[str, object]) -> Request:
        flags = {str(name): value for name, value in self.scene.flags.items()}
        if self.scene.config:
            flags.setdefault(Setting.SETTINGS_FILE, CONFIG)
        if method not in COMMAND_LINE:
            flags = {name: flags[name] for name in flags if name == Setting.BACKEND}
        return Request(method, arguments, flags)

    def _ready(self) -> Snapshot:
        """Write what engine and backends will read; then look around."""
        folder, scene = self.project.folder, self.scene
        for backend in scene.folders:
            (folder / f".{backend}").mkdir(exist_ok=True)
        for name, settings in ((".env", scene.dotenv), (CONFIG, scene.config)):
            if settings:
                lines = (f"{k}={v}\n" for k, v in self.adapter.variables(settings).items())
                (folder / name).write_text("".join(lines))
        self._install()
        self.note_outside()
        return self._snapshot()

    def _install(self) -> None:
        if self.agents is None:
            self.agents = install(
                self.project.agents,
                self.scene.script,
                project=self.project.folder,
                state_files=(),
                patterns=self.adapter.patterns,
                backends=self.backends(sorted(self.scene.programs)),
            )
        self.agents.play(self.scene.script, ())
        self._place_programs(self.agents.bin)
        if self.scene.hangs:
            self.agents.latch(LATCH)
            self.scene.hangs = False

    def _place_programs(self, bin_: Path) -> None:
        """Put programs where the user has them, once; an engine may take them away."""
        scene = self.scene
        while scene.replaced:
            backend, script = scene.replaced.popitem()
            (bin_ / backend).write_text(f"#!/bin/sh\n{script}\n")
            (bin_ / backend).chmod(0o755)
        while scene.moved:
            backend, place = scene.moved.popitem()
            place.parent.mkdir()
            (bin_ / backend).rename(place)

    def _begin(self, request: Request) -> Execution:
        command = self.adapter.command(request, self.project.folder)
        env = self._environment(command)
        return Execution(self.supervisor, command, env, place=self.place)

    def _environment(self, command: Command) -> dict[str, str]:
        return {
            **command.env,
            **self.project.environment(os.pathsep.join((*self.adapter.path, self.path))),
            **self.adapter.variables(self.scene.environment),
            **self.scene.variables,
        }

    def _await(self, execution: Execution, latch: Latch) -> None:
        if not execution.wait(latch):
            _, stdout, stderr = execution.close()
            raise AssertionError(f"the engine ended without calling its backend\n{stdout}{stderr}")

    def _conclude(
        self, execution: Execution, request: Request, before: Snapshot, fault: str | None = None
    ) -> None:
        """Take the evidence, clear the processes away, and check the laws."""
        exit_, stdout, stderr = self.end_of(execution)
        survivors = self._clear_away()
        run = self._run(request, before, self.adapter.answer(request, stdout), exit_.code)
        self._judge(replace(run, stdout=stdout, stderr=stderr, survivors=survivors, fault=fault))

    def _clear_away(self) -> tuple[str, ...]:
        """Kill what outlives a request, and tell of it."""
        found = self.survivors()
        self.supervisor.sweep()
        return found

    def _new_calls(self) -> tuple[Call, ...]:
        with looking_at("the log of the agents", "stays-inside"):
            return self.installed.calls()[sum(len(t.calls) for t in self.evidence.runs) :]

    def _run(self, request: Request, before: Snapshot, answer: Reply | None, code: int) -> Run:
        return Run(
            request=request,
            expected=self.scene.expected(),
            exit_code=code,
            answer=answer,
            calls=self._new_calls(),
            before=before,
            after=self._snapshot(),
            git=look_at_repository(self.project.folder),
            belongings=self.project.belongings(),
        )

    def _judge(self, run: Run) -> None:
        for call in run.calls:
            if call.problem:
                raise TrialError(f"call {call.number} of {call.program}: {call.problem}")
        self.witness(run.calls, (), run.fault)
        run = replace(run, strays=self.strays(run.fault))
        self.evidence = replace(self.evidence, runs=(*self.evidence.runs, run))
        self.judge(laws.broken(self.evidence), "request")

    def _snapshot(self) -> Snapshot:
        with looking_at("the project", "always-readable"):
            return self._stored()

    def _stored(self) -> Snapshot:
        folder = self.project.folder
        files = (self.adapter.store_file(folder, what) for what in ("memories", "tasks"))
        return Snapshot(
            stored_data=self.adapter.read_stored_data(folder),
            stored={str(path): read_regular_file(path) for path in files if path.is_file()},
        )
