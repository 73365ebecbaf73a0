"""Being stopped: SIGTERM and a closed terminal are to this program what Ctrl-C is."""

import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

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
    """Programs that this one has started and that end with it."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._is_stopping = False

    @contextmanager
    def running(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Count the process among them for as long as the context lasts."""
        with self._lock:
            self._running.add(process)
            if self._is_stopping:
                process.terminate()
        try:
            yield
        except BaseException:
            end(process)
            raise
        finally:
            with self._lock:
                self._running.discard(process)

    @contextmanager
    def pool(self, size: int) -> Iterator[ThreadPoolExecutor]:
        """Threads that start such programs; where this one is stopped, all of them end."""
        pool = ThreadPoolExecutor(size)
        try:
            yield pool
        except BaseException:
            with self._lock:
                self._is_stopping = True
                for process in self._running:
                    process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
            self._is_stopping = False


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end, and see to it that it does."""
    process.terminate()
    try:
        process.wait(PARTING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


CHILDREN = Children()
"""The children that end with this process."""
