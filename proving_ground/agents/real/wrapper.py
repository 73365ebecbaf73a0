"""What lies on PATH as `claude` or `codex` where the real one does the work behind it."""

import ctypes
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from proving_ground.agents.real.model import ScriptedModel
from proving_ground.agents.real.surroundings import arguments, environment
from proving_ground.agents.real.turns import turns
from proving_ground.agents.standin import codex_prompt, signals, wire
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from proving_ground.agents.standin.call import Call, Ended, Problem
from proving_ground.agents.standin.claude_options import ClaudeOptions
from proving_ground.agents.standin.codex_options import CodexOptions

VERSION = frozenset({"--version", "-v", "-V"})
_FORWARDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_PATIENCE_MS = 3000
"""For how long claude waits for something on stdin."""
_PR_SET_PDEATHSIG = 1
SANDBOXED = {"IS_SANDBOX": "1"}
"""Else claude, where it runs as root, skips no permissions."""


def main(home: str, program: str, cli: str) -> NoReturn:
    """Be that agent for one call: record it, let the real one work, and end as it does."""
    argv = sys.argv[1:]
    if set(argv) & VERSION:
        os.execv(cli, [cli, *argv])  # noqa: S606 - the same words, for the real one
    _keep_stdin()
    prompt, folder = _prompt(program)
    os.lseek(0, 0, os.SEEK_SET)
    call = Call(home, program, prompt or "")
    try:
        call.read_script()
    finally:
        call.record()
    try:
        planned = turns(call.acts(), call) if prompt is not None else []
    except Problem as problem:
        call.finish(PROBLEM_EXIT, str(problem))
        wire.put(2, f"{program}: {problem}\n")
        os._exit(PROBLEM_EXIT)
    with ScriptedModel(call, planned, folder) as model:
        _conclude(model, _run(program, cli, argv, model))


def _keep_stdin() -> None:
    """Put all that comes on stdin into a file in its place, so that it can be read twice."""
    if os.isatty(0):
        return
    poll = select.poll()
    poll.register(0, select.POLLIN)
    with tempfile.TemporaryFile() as kept:
        if poll.poll(_PATIENCE_MS):
            while data := os.read(0, 1 << 16):
                kept.write(data)
        kept.flush()
        os.dup2(kept.fileno(), 0)
    os.lseek(0, 0, os.SEEK_SET)


def _prompt(program: str) -> tuple[str | None, str]:
    """The prompt, None where the call is refused, and the folder in which the agent works."""
    here = str(Path.cwd())
    try:
        if program == "claude":
            given = ClaudeOptions(sys.argv[1:], sandboxed=True)
            parts = (given.prompt, wire.read_all(0) if not os.isatty(0) else "")
            return "\n".join(part for part in parts if part) or None, here
        with _silence():
            options = CodexOptions(sys.argv[1:])
            return codex_prompt.read(options), str(Path(options.folder or here).absolute())
    except (Ended, Problem):
        return None, here


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what is said on stderr meanwhile to ourselves; the real CLI says it, too."""
    ours = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(ours, 2)
        os.close(ours)


def _run(program: str, cli: str, argv: list[str], model: ScriptedModel) -> int:
    """The real CLI's exit, negative for a signal; signals from outside are handed on to it."""
    libc = ctypes.CDLL(None)
    agent = subprocess.Popen(
        [cli, *arguments(program, argv, model.url)],
        env={**environment(os.environ, model.url), "TMPDIR": _own_folder(model.call), **SANDBOXED},
        # The model's threads only wait for requests meanwhile.
        preexec_fn=lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL),  # noqa: PLW1509
    )
    model.agent = agent
    struck: list[int] = []

    def hand_on(number: int, _frame: object) -> None:
        struck.append(number)
        agent.send_signal(number)

    for number in _FORWARDED:
        signal.signal(number, hand_on)
    code = agent.wait()
    if struck:
        _end(code)
    return code


def _own_folder(call: Call) -> str:
    """A folder for the temporary files of the real CLI, which are not the engine's."""
    folder = Path(call.home, "tmp")
    folder.mkdir(exist_ok=True)
    return str(folder)


def _conclude(model: ScriptedModel, code: int) -> NoReturn:
    """Put the end on record, and end so."""
    model.conclude(code)
    ended = model.ended or Ended(code)
    model.call.finish(ended.code, model.problem, model.refused)
    _end(ended.code)


def _end(code: int) -> NoReturn:
    if code < 0:
        signals.die_by(-code)
    os._exit(code)
