"""One call of an agent, real or not, to its end."""

import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from proving_ground.errors import given
from proving_ground.fidelity import sdk
from proving_ground.fidelity.cases import CHILD, Step
from proving_ground.fidelity.stage import Stage

_TICK = 0.02
_SETTLED = 0.3
"""Seconds between the moment that a signal waits for and the signal."""
_LINGERING = 1.5
"""Seconds that a command gets to follow its agent."""


@dataclass(frozen=True)
class Ending:
    """What came of a call; `exit` is None where it had to be ended, `child` whether one lives."""

    exit: int | None
    out: bytes
    err: bytes
    heard: str | None
    child: bool | None


HEARING = ("/usr/bin/env", "--default-signal=HUP,INT,TERM")
"""Under nohup a program would ignore the very signal that is sent to it."""


def call(stage: Stage, step: Step) -> Ending:
    """Make the call and see it end; after `seconds` it is ended by force."""
    stage.play(stage.filled(step.model))
    place = stage.folder
    with (
        (place / "out").open("w+b") as out,
        (place / "err").open("w+b") as err,
        _stdin(stage, step) as options,
    ):
        process = subprocess.Popen(
            [*(HEARING if step.signal else ()), *map(os.fsencode, stage.filled(step.call))],
            stdout=out,
            stderr=err,
            cwd=stage.project,
            env={k: os.fsencode(v) for k, v in stage.env().items()},
            start_new_session=True,
            **options,
        )
        if step.signal:
            _send(step, process, stage)
        if step.answers:
            said, answers = stage.filled(step.stdin), stage.filled(step.answers)
            sdk.converse(process, said, answers, out, step.seconds)
        code = _end(process, step.seconds)
        child = _child(stage.project / CHILD)
        out.seek(0)
        err.seek(0)
        return Ending(code, out.read(), err.read(), stage.heard(), child)


def _send(step: Step, process: subprocess.Popen[bytes], stage: Stage) -> None:
    signal_ = given(step.signal)
    child = stage.project / CHILD
    ready = child.exists if signal_.when == "child" else stage.is_asked
    _await(lambda: process.poll() is not None or ready(), step.seconds)
    time.sleep(_SETTLED)
    number = signal.Signals[signal_.send]
    send = os.killpg if signal_.to == "group" else os.kill
    if process.poll() is None:
        send(process.pid, number)


def _end(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None


def _child(told: Path) -> bool | None:
    """Whether the command that wrote its process id there lives on; then it is ended."""
    if not told.exists():
        return None
    pid = int(told.read_text())
    if _await(lambda: not _lives(pid), _LINGERING):
        return False
    os.kill(pid, signal.SIGKILL)
    return True


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _await(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(_TICK)
    return True


@contextmanager
def _stdin(stage: Stage, step: Step) -> Iterator[dict[str, Any]]:
    if step.answers:
        yield {"stdin": subprocess.PIPE}
    elif step.stdin is not None:
        path = stage.folder / "in"
        path.write_bytes(os.fsencode(stage.filled(step.stdin)) * step.stdin_times)
        with path.open("rb") as file:
            yield {"stdin": file}
    elif step.stdin_is == "silent":
        with _pipe() as ours:
            yield {"stdin": ours}
    elif step.stdin_is == "terminal":
        with _terminal() as ours:
            yield {"stdin": ours}
    elif step.stdin_is == "closed":
        yield {"stdin": None, "preexec_fn": lambda: os.close(0)}
    else:
        yield {"stdin": subprocess.DEVNULL}


@contextmanager
def _pipe() -> Iterator[IO[bytes]]:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as ours, os.fdopen(writing, "wb"):
        yield ours


@contextmanager
def _terminal() -> Iterator[IO[bytes]]:
    theirs, ours = pty.openpty()
    with os.fdopen(ours, "rb") as file, os.fdopen(theirs, "rb"):
        yield file
