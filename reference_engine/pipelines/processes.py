"""Child processes that can be waited for without missing a signal, and outlive nobody."""

import os
import select
import signal
from collections.abc import Sequence
from subprocess import PIPE, Popen
from typing import Any

from reference_engine.pipelines.errors import Interrupted, TimeUp

GRACE = 2.0
"""Seconds that a process has between being asked to end and being killed."""

GUARD = "trap '' TERM; read _; kill -KILL 0"
"""The shell program of a guard: kills its process group when its stdin ends."""


_SIGNAL_NAMES = {number.value: number.name for number in signal.Signals}


def ending(code: int) -> str:
    """An exit code in words; a negative one is a signal's number."""
    if code < 0:
        return f"was ended by {_SIGNAL_NAMES.get(-code, f'signal {-code}')}"
    return f"exited with code {code}"


class Signals:
    """SIGINT, SIGTERM and SIGCHLD as bytes in a pipe: none is lost, whenever it comes.

    They stay caught to the end of the program, so a late one cannot change its outcome.
    """

    def __init__(self) -> None:
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)

    def wait(self, seconds: float | None) -> bool:
        """Wait until a child may have ended; False when the time is up, Interrupted if asked to."""
        if not select.select([self._reader], [], [], seconds)[0]:
            return False
        self._take()
        return True

    def wait_for(self, descriptor: int, seconds: float | None) -> bool:
        """The same, until something can be read there."""
        while True:
            ready, *_ = select.select([self._reader, descriptor], [], [], seconds)
            if self._reader not in ready:
                return bool(ready)
            self._take()

    def _take(self) -> None:
        for number in os.read(self._reader, 64):
            if number != signal.SIGCHLD:
                raise Interrupted(number)


def run(argv: Sequence[str], signals: Signals, seconds: float | None = None, **streams: Any) -> int:
    """Run a process to its end and return its exit code, negative for a signal.

    Nothing of its process group outlives it, nor the engine. A guard leads the group and reads
    from the engine: that ends when the engine has died, be it by SIGKILL, and the process it was
    just starting has joined the group. The guard keeps the engine's stdout, so whoever reads
    that to its end knows that the group is gone, too.

    OSError where it cannot be started; TimeUp or Interrupted after it was ended early.
    """
    with (
        Popen(["/bin/sh", "-c", GUARD], stdin=PIPE, process_group=0) as guard,
        Popen(argv, process_group=guard.pid, **streams) as process,
    ):
        try:
            _wait(process, guard.pid, signals, seconds)
        finally:
            os.killpg(guard.pid, signal.SIGKILL)
    return process.returncode


def _wait(process: Popen[bytes], group: int, signals: Signals, seconds: float | None) -> None:
    try:
        while process.poll() is None:
            if not signals.wait(seconds):
                raise TimeUp
    except (TimeUp, Interrupted):
        os.killpg(group, signal.SIGTERM)
        while process.poll() is None and signals.wait(GRACE):
            pass  # a second signal cuts the grace short
        raise
