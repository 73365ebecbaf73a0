"""One scenario's life in this family: a project, backends, requests, and what came of them."""

import signal
from collections.abc import Sequence
from pathlib import Path

from proving_ground.agents.calls import Call
from proving_ground.agents.install import AgentsFolder, install
from proving_ground.agents.latch import Latch
from proving_ground.agents.script import Act, answer, wait, write_file
from proving_ground.backends import laws, native, places
from proving_ground.backends.evidence import Evidence, Look, Turn
from proving_ground.backends.scene import Scene
from proving_ground.engines.backends_contract import (
    BACKENDS,
    COMMAND_LINE,
    Answer,
    BackendsAdapter,
    Method,
    Request,
    Setting,
)
from proving_ground.errors import LawBroken, TrialError
from proving_ground.execution import Execution
from proving_ground.processes.client import KeeperClient
from proving_ground.project import UNCOMMITTED, Project

LATCH = "moment"
CONFIG = "settings.env"


class BackendsTrial:
    """The driver of the steps about backends: build the `scene`, ask, look at the evidence."""

    def __init__(self, adapter: BackendsAdapter, keeper: KeeperClient, project: Project, path: str):
        self.adapter = adapter
        self.keeper = keeper
        self.project = project
        self.path = path
        self.scene = Scene()
        self.evidence = Evidence(project.root)
        self.agents: AgentsFolder | None = None
        self.reported: set[str] = set()

    @property
    def last(self) -> Turn:
        """What came of the latest request; TrialError where there was none."""
        if not self.evidence.turns:
            raise TrialError("nothing was asked yet; add a When step")
        return self.evidence.last

    @property
    def answer(self) -> Answer:
        """The latest answer; AssertionError where the engine gave none."""
        found = self.last.answer
        assert found is not None, f"the engine gave no answer\n{self.last.stderr}"
        return found

    def ask(self, method: Method, **arguments: object) -> None:
        """Make a request and wait for its end; LawBroken when the evidence breaks a law."""
        request = self._request(method, arguments)
        before = self._ready()
        self._conclude(self._begin(request), request, before)

    def interrupt(self, method: Method, **arguments: object) -> None:
        """Make a request and interrupt it from the keyboard while the backend is at work."""
        self.scene.act(wait(LATCH))
        request = self._request(method, arguments)
        before = self._ready()
        assert self.agents
        latch = self.agents.latch(LATCH)
        execution = self._begin(request)
        self._await(execution, latch)
        execution.signal(signal.SIGINT, group=True)
        self._conclude(execution, request, before, "interrupted from the keyboard")

    def launch(self, text: str, *words: str) -> None:
        """Start a session from the command line, with more words for the backend if any."""
        self.ask(Method.LAUNCH, words=self._words(text, *words))

    def interrupt_launch(self, text: str) -> None:
        """Start a session, and interrupt it from the keyboard while the backend is at work."""
        self.interrupt(Method.LAUNCH, words=self._words(text))

    def finalize(self) -> None:
        """End the session, with the conversation as it is described."""
        messages = [{"role": role, "content": said} for role, said in self.scene.messages]
        self.ask(Method.FINALIZE, messages=messages)

    def remember(self, memories: Sequence[tuple[str, str]]) -> None:
        """Let the backend find these worth remembering: contents and their kinds."""
        text = self.adapter.worth_remembering(memories)
        self.scene.act(answer(text), role=self.adapter.extraction_role)

    def add_other_memories(self, count: int) -> None:
        """Let earlier sessions have learned so many things more, each later than the one before."""
        known = dict.fromkeys(self.adapter.read_account(self.project.folder).memories, "learning")
        more = {f"Lesson number {number}.": "learning" for number in range(1, count + 1)}
        self.adapter.plant_memories(self.project.folder, {**known, **more})

    def corrupt(self, what: str) -> None:
        """Cut the file short that holds the memories or the tasks."""
        path = self.adapter.store_file(self.project.folder, what)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"' + what + '": [{"content": "half a sen')

    def record(self, session: str, messages: native.Messages, *then: Act) -> None:
        """Let the backend keep its session as the real one does, and then act so."""
        backend, project = self.scene.expected(), self.project
        path = native.place(project.home, backend, project.folder, session)
        text = native.text(backend, project.folder, session, messages)
        self.scene.act(write_file(str(path), text), *then, attempt=1)

    def handed_over(self) -> str:
        """What the session that began last was told of earlier ones."""
        if self.last.answer:
            return str(self.last.answer.told.get("context", ""))
        return self.adapter.handed_over(self.project.folder, self.last.calls)

    def transcript(self, session: str) -> str:
        """What is kept of a session for people; AssertionError where nothing is."""
        paths = self.adapter.transcripts(self.project.folder, session)
        assert paths, f"no transcript of the session {session} is kept"
        return "\n".join(path.read_text() for path in paths)

    def is_extraction(self, call: Call) -> bool:
        """Whether a backend was asked what is worth remembering."""
        return call.stage == self.adapter.extraction_role

    def hold(self) -> None:
        """Let the backend never come to an end by itself."""
        self.scene.act(wait(LATCH))
        self._install()
        assert self.agents
        self.agents.latch(LATCH)

    def close(self) -> None:
        """End whatever still runs and close the latches."""
        self.keeper.sweep()
        if self.agents:
            self.agents.close()

    def break_program(self, backend: str) -> None:
        """Let a backend's program be there, and fail at whatever it is asked."""
        self.scene.programs.discard(backend)
        self._install()
        program = self.project.agents / "bin" / backend
        program.write_text("#!/bin/sh\necho 'it is broken' >&2\nexit 1\n")
        program.chmod(0o755)

    def move_program(self, backend: str) -> None:
        """Let a backend's program lie where PATH does not lead, but the settings do."""
        self._install()
        own = self.project.home / "opt"
        own.mkdir()
        (self.project.agents / "bin" / backend).rename(own / backend)
        self.scene.place(backend, str(own / backend))

    def _words(self, text: str, *words: str) -> list[str]:
        """What makes either backend do something without a terminal."""
        verb = "-p" if self.scene.expected() == "claude" else "exec"
        return [verb, *words, text]

    def _request(self, method: Method, arguments: dict[str, object]) -> Request:
        flags = dict(self.scene.flags)
        if self.scene.config:
            flags.setdefault("config", CONFIG)
        if method not in COMMAND_LINE:
            flags = {name: flags[name] for name in flags if name == Setting.BACKEND}
        return Request(method, arguments, flags)

    def _ready(self) -> Look:
        """Write what engine and backends will read; then look around."""
        folder, scene = self.project.folder, self.scene
        for backend in scene.folders:
            (folder / f".{backend}").mkdir(exist_ok=True)
        for name, settings in ((".env", scene.dotenv), (CONFIG, scene.config)):
            if settings:
                lines = (f"{k}={v}\n" for k, v in self.adapter.variables(settings).items())
                (folder / name).write_text("".join(lines))
        self._install()
        return self._look()

    def _install(self) -> None:
        if self.agents is None:
            self.agents = install(
                self.project.agents,
                self.scene.script,
                project=self.project.folder,
                state_files=(),
                patterns=self.adapter.patterns,
                backends=sorted(self.scene.programs),
            )
        self.agents.play(self.scene.script, ())

    def _begin(self, request: Request) -> Execution:
        command = self.adapter.command(request, self.project.folder)
        env = {
            **command.env,
            **self.project.environment(command.env.get("PATH", self.path)),
            **self.adapter.variables(self.scene.environment),
        }
        return Execution(self.keeper, command, env)

    def _await(self, execution: Execution, latch: Latch) -> None:
        if not execution.wait(latch):
            _, stdout, stderr = execution.close()
            raise AssertionError(f"the engine ended without calling its backend\n{stdout}{stderr}")

    def _conclude(
        self, execution: Execution, request: Request, before: Look, fault: str | None = None
    ) -> None:
        """Take the evidence, clear the processes away, and check the laws."""
        exit_, stdout, stderr = execution.close()
        self.keeper.sweep()
        assert self.agents
        turn = Turn(
            request=request,
            expected=self.scene.expected(),
            exit_code=exit_.code,
            stdout=stdout,
            stderr=stderr,
            answer=self.adapter.answer(request, stdout),
            calls=self.agents.calls()[sum(len(t.calls) for t in self.evidence.turns) :],
            before=before,
            after=self._look(),
            fault=fault,
            cpu=exit_.cpu,
        )
        self._judge(turn)

    def _judge(self, turn: Turn) -> None:
        for call in turn.calls:
            if call.problem:
                raise TrialError(f"call {call.number} of {call.program}: {call.problem}")
        self.evidence = Evidence(self.project.root, (*self.evidence.turns, turn))
        found = [each for each in laws.broken(self.evidence) if each not in self.reported]
        self.reported.update(found)
        if found:
            raise LawBroken("the evidence of this request breaks a law\n  " + "\n  ".join(found))

    def _look(self) -> Look:
        folder = self.project.folder
        files = (self.adapter.store_file(folder, what) for what in ("memories", "tasks"))
        outside = places.outside(map(Path, self.adapter.packages))
        return Look(
            account=self.adapter.read_account(folder),
            head=(folder / ".git" / "refs" / "heads" / "main").read_text(),
            belongings={name: (folder / name).read_text() for name in UNCOMMITTED},
            stored={str(path): path.read_bytes() for path in files if path.is_file()},
            strays=outside | places.beside(self.project.root, folder),
        )


def usable_path(path: str) -> str:
    """The caller's PATH without the folders in which a real backend lies."""
    folders = (folder for folder in path.split(":") if folder)
    return ":".join(f for f in folders if not any((Path(f) / b).exists() for b in BACKENDS))
