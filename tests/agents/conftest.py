"""A bench on which stand-ins are called as an engine calls them: by name, from PATH."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from proving_ground.agents.calls import Call
from proving_ground.agents.install import AgentsFolder, install
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.agents.script import Rule, Script

CLAUDE = ("claude", "-p", "--dangerously-skip-permissions")
CODEX = ("codex", "exec", "--yolo", "-")


class Bench:
    def __init__(self, root: Path):
        self.project = root / "project"
        self.project.mkdir()
        self.home = root / "home"
        self.folder = root / "agents"
        self.decision_file = self.project / "iterations/001/status.json"
        self.progress_file = self.project / "progress.md"
        self._agents: AgentsFolder | None = None

    @property
    def agents(self) -> AgentsFolder:
        return self._agents or self.play()

    def play(self, *acts: Any, rules: tuple[Rule, ...] = (), **options: Any) -> AgentsFolder:
        """Let every call do these acts, unless a rule says otherwise."""
        script = Script(rules, acts) if acts else Script(rules)
        if self._agents is None:
            given = {"project": self.project, "state_files": (), "patterns": PromptPatterns()}
            self._agents = install(self.folder, script, **{**given, **options})
            self._agents.leave_sandbox()
        else:
            self._agents.play(script, ())
        return self._agents

    def prompt(self, stage: str = "stage-00-work", iteration: int = 1, session: str = "s") -> str:
        return (
            f"Do one step.\n\nStage: {stage}\nSession: {session}\nIteration: {iteration}\n"
            f"Progress file: {self.progress_file}\nDecision file: {self.decision_file}\n"
        )

    @property
    def env(self) -> dict[str, str]:
        """The environment of a call, which leads to the stand-ins."""
        return {
            "PATH": f"{self.agents.bin}:/usr/bin:/bin",
            "HOME": str(self.home),
            "IS_SANDBOX": "1",
        }

    def start(self, *argv: str, prompt: str | bytes | None = None) -> subprocess.Popen[bytes]:
        """Start a call; its stdin is the prompt, already complete."""
        text = self.prompt() if prompt is None else prompt
        with TemporaryFile() as source:
            source.write(text if isinstance(text, bytes) else text.encode())
            source.seek(0)
            return subprocess.Popen(
                argv,
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self.project,
                env=self.env,
            )

    def run(self, *argv: str, prompt: str | bytes | None = None) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of a call."""
        process = self.start(*(argv or CLAUDE), prompt=prompt)
        out, error = process.communicate()
        return process.returncode, out.decode(), error.decode()

    @property
    def call(self) -> Call:
        """The latest call."""
        return self.agents.calls()[-1]

    def git(self, *argv: str) -> str:
        identity = ("-c", "user.name=Owner", "-c", "user.email=owner@example.com")
        return subprocess.check_output(("git", *identity, *argv), cwd=self.project, text=True)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.agents.close()


def cpu_ms(argv: list[str], stdin: Path, env: dict[str, str]) -> float:
    """The processor time of one process, in milliseconds."""
    files = [
        (os.POSIX_SPAWN_OPEN, 0, str(stdin), os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ]
    pid = os.posix_spawn(argv[0], argv, env, file_actions=files)
    _, status, usage = os.wait4(pid, 0)
    assert status == 0
    return (usage.ru_utime + usage.ru_stime) * 1000
