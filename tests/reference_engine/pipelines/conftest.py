"""A project with scripted agents, and the engine as a real process."""

import errno
import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AGENT = """\
#!/bin/sh
cd "$BENCH" || exit 99
cat > "prompt.$$" && cp "prompt.$$" prompt
echo "${0##*/} $*" >> calls
field() { sed -n "s/^$1: //p" "prompt.$$"; }
iteration=$(field Iteration) stage=$(field Stage) status=$(field Status)
decide() { printf '{"decision": "%s", "reason": "because %s"}' "$1" "$1" > "$status"; }
. ./agent
"""
PROMPT = """\
Stage: ${STAGE}
Iteration: ${ITERATION}
Status: ${STATUS}
"""


class Bench:
    """A project folder, agents on PATH whose behaviour is a few lines of shell, and the engine."""

    def __init__(self, root: Path):
        self.root = root
        self.project = root / "the project"
        (self.project / ".pipelines" / "stages").mkdir(parents=True)
        self.bin = root / "bin"
        self.bin.mkdir()
        for name in ("claude", "codex"):
            (self.bin / name).write_text(AGENT)
            (self.bin / name).chmod(0o755)
        self.env = {**os.environ, "PATH": f"{self.bin}:{os.environ['PATH']}", "BENCH": str(root)}
        self.agent("decide continue")

    def agent(self, shell: str) -> None:
        (self.root / "agent").write_text(shell)

    def stage(self, termination: str, prompt: str = PROMPT, more: str = "") -> None:
        folder = self.project / ".pipelines" / "stages" / "demo"
        folder.mkdir(exist_ok=True)
        (folder / "stage.yaml").write_text(f"name: demo\ntermination: {{{termination}}}\n{more}")
        (folder / "prompt.md").write_text(prompt)

    def pipeline(self, yaml: str) -> Path:
        file = self.root / "pipeline.yaml"
        file.write_text(yaml)
        return file

    def popen(self, *argv: str | Path, **env: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "reference_engine.pipelines", *argv],
            cwd=self.project,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def engine(self, *argv: str | Path, **env: str) -> "subprocess.CompletedProcess[str]":
        process = self.popen(*argv, **env)
        out, err = process.communicate(timeout=30)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(argv, process.returncode, out, err)

    def run_stage(self, *argv: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return self.engine("run", "--stage", "demo", "--session", "s", *argv, **env)

    def resume(self, *argv: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return self.engine("resume", "--session", "s", *argv, **env)

    @property
    def run_folder(self) -> Path:
        return self.project / ".pipelines" / "runs" / "s"

    @property
    def lock(self) -> Path:
        return self.project / ".pipelines" / "locks" / "s.lock"

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.run_folder / "state.json").read_text())
        return state

    @property
    def calls(self) -> list[str]:
        log = self.root / "calls"
        return log.read_text().splitlines() if log.exists() else []

    @property
    def history(self) -> list[tuple[int, int, str]]:
        return [(e["stage"], e["iteration"], e["decision"]) for e in self.state["history"]]

    def files(self) -> dict[str, bytes]:
        """All that lies in the project."""
        files = (path for path in sorted(self.project.rglob("*")) if path.is_file())
        return {str(path.relative_to(self.project)): path.read_bytes() for path in files}

    def latch(self, name: str) -> Path:
        """A named pipe: `echo > NAME` or `read _ < NAME` in an agent waits for the test."""
        os.mkfifo(self.root / name)
        return self.root / name


def is_released(latch: Path) -> bool:
    """Whether every process that has the latch open for reading is gone, or goes now."""
    try:
        writer = os.open(latch, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        return error.errno == errno.ENXIO
    poll = select.poll()
    poll.register(writer, 0)
    gone = bool(poll.poll(30_000))
    os.close(writer)
    return gone


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
