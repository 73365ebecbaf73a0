"""Being stopped: SIGTERM and a closed terminal are to this program what Ctrl-C is."""

import ctypes
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Any
from uuid import uuid4

_LIBC = ctypes.CDLL(None)  # loaded before any fork
_PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
PARTING_S = 20.0
"""Seconds that programs which were asked to end get to clear away after themselves."""


class Stopped(KeyboardInterrupt):
    """A signal told this program to end."""


def stop_on_signals() -> None:
    """Raise Stopped where one of the SIGNALS comes, but for those that nohup has put off."""
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _stop)
        forget_callers_signals()


def forget_callers_signals() -> None:
    """Let no signal be blocked, nor SIGCHLD be ignored, as a caller may have left it.

    Both outlive the start of a program, so they would reach the engines.
    """
    if signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _stop(number: int, _frame: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # what is cleared away now is cleared away once
    raise Stopped(f"stopped by {signal.Signals(number).name}")


class Children:
    """Programs that this one has started and that end with it, or with the work they are for."""

    def __init__(self) -> None:
        self._running: dict[subprocess.Popen[Any], str] = {}
        self._lock = threading.RLock()  # a signal's handler may ask for an end, too
        self._here = threading.local()
        self._ended: set[str] = set()

    @contextmanager
    def of(self, work: str) -> Iterator[None]:
        """Count what this thread starts, as long as the context lasts, to the work of that name."""
        before = self._name
        self._here.name = work
        try:
            yield
        finally:
            self._here.name = before

    @property
    def are_ended(self) -> bool:
        """Whether the work of this thread was ended, so that nothing is to be begun for it."""
        return self._name in self._ended

    @contextmanager
    def started(self, command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
        """A program that ends with this one, however this one ends; `options` are Popen's."""
        process = subprocess.Popen(
            command,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call of a library that is in memory
            **options,
        )
        with self.running(process):
            yield process

    @contextmanager
    def running(self, process: subprocess.Popen[Any]) -> Iterator[None]:
        """Count the process among them for as long as the context lasts."""
        with self._lock:
            self._running[process] = self._name
            if self.are_ended:
                process.terminate()
        try:
            yield
        except BaseException:
            end(process)
            raise
        finally:
            with self._lock:
                del self._running[process]

    def end(self, work: str) -> None:
        """Ask all programs of that work to end, and kill those that do not in PARTING_S."""
        with self._lock:
            self._ended.add(work)
            mine = self._of(work)
        for process in mine:
            process.terminate()
        if mine:
            killing = threading.Timer(PARTING_S, self._kill, [work])
            killing.daemon = True
            killing.start()

    @contextmanager
    def pool(self, size: int, work: str = "") -> Iterator[ThreadPoolExecutor]:
        """Threads that start programs of that work; where this one is stopped, all of them end."""
        work = work or uuid4().hex
        pool = ThreadPoolExecutor(size, initializer=setattr, initargs=(self._here, "name", work))
        try:
            yield pool
        except BaseException:
            self.end(work)
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    @property
    def _name(self) -> str:
        return str(getattr(self._here, "name", ""))

    def _of(self, work: str) -> list[subprocess.Popen[Any]]:
        return [each for each, name in self._running.items() if name == work]

    def _kill(self, work: str) -> None:
        with self._lock:
            for process in self._of(work):
                process.kill()


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def end(process: subprocess.Popen[Any]) -> None:
    """Ask the process to end, and see to it that it does."""
    process.terminate()
    try:
        process.wait(PARTING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


CHILDREN = Children()
"""The children that end with this process."""
