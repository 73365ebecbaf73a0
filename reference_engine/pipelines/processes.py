"""Child processes that can be waited for without missing a signal, and outlive nobody."""

import os
import select
import signal
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import Any

from reference_engine import leftovers
from reference_engine.pipelines.errors import Interrupted, TimeUp

EXIT_TIMEOUT_S = 2.0
"""Seconds that a process has between being asked to end and being killed."""

GUARD = """\
trap '' TERM HUP; read _
for each in $(grep -lszxF "$1" /proc/[0-9]*/environ); do
  each=${each%/environ}; kill -KILL "${each#/proc/}"
done
kill -KILL 0"""
"""The shell program of a guard: kills what carries the mark $1, and its group, when stdin ends."""


_SIGNAL_NAMES = {number.value: number.name for number in signal.Signals}


def ending(code: int) -> str:
    """An exit code in words; a negative one is a signal's number."""
    if code < 0:
        return f"was ended by {_SIGNAL_NAMES.get(-code, f'signal {-code}')}"
    return f"exited with code {code}"


class Signals:
    """SIGINT, SIGTERM, SIGHUP and SIGCHLD as bytes in a pipe: none is lost, whenever it comes.

    They stay caught to the end of the program, so a late one cannot change its outcome.
    """

    def __init__(self) -> None:
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup
            signal.signal(signal.SIGHUP, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            # Python does not repeat a rename that a signal has broken off; the system does.
            signal.siginterrupt(number, False)  # noqa: FBT003 - it knows no names

    def wait(self, seconds: float | None) -> None:
        """Wait until a child may have ended or the time is up; Interrupted if asked to end."""
        if select.select([self._reader], [], [], seconds)[0]:
            self._take()

    def wait_for(self, descriptor: int, seconds: float | None) -> bool:
        """Wait until the descriptor can be read; False when the seconds were over first."""
        while True:
            ready, *_ = select.select([self._reader, descriptor], [], [], seconds)
            if self._reader not in ready:
                return bool(ready)
            self._take()

    def _take(self) -> None:
        for number in os.read(self._reader, 64):
            if number != signal.SIGCHLD:
                raise Interrupted(number)


class Process:
    """A process at work, and what it started; `is_late` once its time was up."""

    def __init__(self, popen: "Popen[bytes]", group: int, seconds: float | None):
        """`group` is its process group; `seconds` are what it may take, None for any time."""
        self._popen = popen
        self._group = group
        self._due = None if seconds is None else time.monotonic() + seconds
        self.is_late = False

    @property
    def code(self) -> int | None:
        """Its exit code, negative for a signal; None while it works."""
        return self._popen.poll()

    @property
    def seconds_left(self) -> float | None:
        """What it has before `press` is due; None for any time."""
        return None if self._due is None else max(0.0, self._due - time.monotonic())

    def press(self) -> None:
        """When its time is up, ask it to end; when that is no use, kill it."""
        if self.seconds_left == 0:
            self.signal(signal.SIGKILL if self.is_late else signal.SIGTERM)
            self.is_late, self._due = True, time.monotonic() + EXIT_TIMEOUT_S

    def signal(self, number: int) -> None:
        """Send the whole group a signal."""
        os.killpg(self._group, number)


@contextmanager
def ending_all(mark: str) -> Iterator[None]:
    """End what carries the mark when the context does."""
    try:
        yield
    finally:
        leftovers.end(mark)


@contextmanager
def started(argv: Sequence[str], seconds: float | None = None, **streams: Any) -> Iterator[Process]:
    """Start a process; OSError where it cannot be started.

    Nothing that it started outlives the context, nor the engine. A guard leads the group and
    reads from the engine: that ends when the engine has died, be it by SIGKILL, and the process it
    was just starting has joined the group. The guard keeps the engine's stdout, so whoever reads
    that to its end knows that the group is gone, too.
    """
    mark = leftovers.new_mark()
    streams["env"] = leftovers.marked(streams.get("env"), mark)
    with (
        ending_all(mark),
        Popen(["/bin/sh", "-c", GUARD, "guard", mark], stdin=PIPE, process_group=0) as guard,
        Popen(argv, process_group=guard.pid, **streams) as popen,
    ):
        try:
            yield Process(popen, guard.pid, seconds)
        finally:
            os.killpg(guard.pid, signal.SIGKILL)


def first_to_end(processes: Collection[Process], signals: Signals) -> Process:
    """Wait for one of them, and press those that are late; Interrupted after all were ended."""
    try:
        while True:
            for process in processes:
                if process.code is not None:
                    return process
                process.press()
            times = [each.seconds_left for each in processes]
            signals.wait(min((left for left in times if left is not None), default=None))
    except Interrupted:
        end(processes, signals)
        raise


def end(processes: Collection[Process], signals: Signals) -> None:
    """Ask all of them to end and wait for it, but not for long; a second signal cuts it short."""
    due = time.monotonic() + EXIT_TIMEOUT_S
    for process in processes:
        process.signal(signal.SIGTERM)
    while (left := due - time.monotonic()) > 0 and any(each.code is None for each in processes):
        signals.wait(left)


def run(argv: Sequence[str], signals: Signals, seconds: float | None = None, **streams: Any) -> int:
    """Run a process to its end and return its exit code, negative for a signal.

    OSError where it cannot be started; TimeUp or Interrupted after it was ended early.
    """
    with started(argv, seconds, **streams) as process:
        first_to_end([process], signals)
        if process.is_late:
            raise TimeUp
        assert process.code is not None, "it has ended"
        return process.code
