"""A whole session: memories in, the backend's CLI, checks, transcript and memories out."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from reference_engine import leftovers
from reference_engine.backends import sessions
from reference_engine.backends.backend import Backend
from reference_engine.backends.errors import BackendError, BackendNotAvailableError
from reference_engine.backends.sessions import Session
from reference_engine.surroundings import agents_environment

GRACE = 1.0
"""Seconds that the CLI has between being asked to end and being killed."""
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal asks us to end; `number` is the signal's."""

    def __init__(self, number: int):
        super().__init__()
        self.number = number


def launch(backend: Backend, arguments: Sequence[str]) -> int:
    """Run a session to its end and return the exit code of the CLI (128 + N for signal N).

    What comes after the CLI comes however it ended; it never changes the exit code.
    """
    before, files = _stamps(backend), _files(backend.project)
    given = backend.initialize_session(" ".join(arguments))
    context = str(given.data.get("additionalContext", ""))
    try:
        with _saving(backend, before):
            code = _run(backend.launch_command(arguments, context), backend)
    except KeyboardInterrupt:
        _conclude(backend, before, extract=False)
        raise
    if _files(backend.project) != files:
        _check(backend)
    _conclude(backend, before, extract=True)
    return code


def _run(command: list[str], backend: Backend) -> int:
    """The CLI shares terminal and process group with us, so Ctrl-C reaches it, too."""
    mark = leftovers.new_mark()
    try:
        env = leftovers.marked(agents_environment(), mark)
        with subprocess.Popen(command, cwd=backend.project, env=env) as process:
            code = _waited(process)
    except OSError as error:
        reason = f"{backend.cli} cannot be started: {error.strerror}"
        raise BackendNotAvailableError(reason) from None
    finally:
        leftovers.end(mark)
    return code if code >= 0 else 128 - code


def _waited(process: "subprocess.Popen[bytes]") -> int:
    """The exit code of the CLI; where we are stopped, it is asked to end, and then is ended."""
    try:
        return process.wait()
    except Stopped as stop:
        if stop.number != signal.SIGINT:
            process.send_signal(stop.number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        process.kill()
        raise


def heed_signals() -> None:
    """Let the first SIGINT, SIGTERM or SIGHUP raise Stopped; later ones do nothing."""
    heeded = [number for number in STOPS if signal.getsignal(number) is not signal.SIG_IGN]

    def stop(number: int, _frame: object) -> None:
        for each in heeded:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    for number in heeded:
        signal.signal(number, stop)


def _conclude(backend: Backend, before: dict[str, int], *, extract: bool) -> None:
    for session in _new_sessions(backend, before):
        try:
            backend.export_transcript(session.id)
            result = backend.finalize_session(session.messages) if extract else None
            problem = result.error if result else None
        except BackendError as error:
            problem = str(error)
        if problem:
            sys.stderr.write(f"warning: session {session.id}: {problem}\n")


@contextmanager
def _saving(backend: Backend, before: dict[str, int]) -> Iterator[None]:
    """Save the transcript from time to time, so that not all of it is lost with the machine."""
    over = threading.Event()

    def save() -> None:
        while not over.wait(backend.settings.save_seconds):
            for session in _new_sessions(backend, before):
                backend.export_transcript(session.id)
                sys.stderr.write(f"saved: session {session.id}\n")
                sys.stderr.flush()

    saver = threading.Thread(target=save, daemon=True)
    saver.start()
    try:
        yield
    finally:
        over.set()
        saver.join()


def _check(backend: Backend) -> None:
    """Make the project's checks, as far as it has any, and tell what came of them."""
    result = backend.run_quality_checks()
    if "returncode" in result.metadata:
        verdict = "passed" if result.success else f"failed: {result.error}"
        sys.stderr.write(f"{result.data['output']}checks after the session: {verdict}\n")


def _files(project: Path) -> dict[str, tuple[int, int]]:
    """The project's files with their time and size, but for those in hidden folders."""
    found = {}
    for folder, below, names in os.walk(project):
        below[:] = [name for name in below if not name.startswith(".")]
        for path in (Path(folder, name) for name in names):
            told = path.lstat()
            found[str(path)] = (told.st_mtime_ns, told.st_size)
    return found


def _stamps(backend: Backend) -> dict[str, int]:
    """When each session's file was written last."""
    found = sessions.files_of(backend.name).of(backend.project)
    return {session.id: session.path.stat().st_mtime_ns for session in found}


def _new_sessions(backend: Backend, before: dict[str, int]) -> list[Session]:
    """The sessions that the CLI has begun or gone on with."""
    found = sessions.files_of(backend.name).of(backend.project)
    return [s for s in found if before.get(s.id) != s.path.stat().st_mtime_ns]
