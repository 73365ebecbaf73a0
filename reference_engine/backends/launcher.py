"""A whole session: memories in, the backend's CLI, transcript and memories out."""

import subprocess
import sys
from collections.abc import Sequence

from reference_engine.backends import sessions
from reference_engine.backends.backend import Backend
from reference_engine.backends.errors import BackendError, BackendNotAvailableError
from reference_engine.backends.sessions import Session


def launch(backend: Backend, arguments: Sequence[str]) -> int:
    """Run a session to its end and return the exit code of the CLI (128 + N for signal N).

    What comes after the CLI comes however it ended; it never changes the exit code.
    """
    before = _stamps(backend)
    given = backend.initialize_session(" ".join(arguments))
    context = str(given.data.get("additionalContext", ""))
    try:
        code = _run(backend.launch_command(arguments, context), backend)
    except KeyboardInterrupt:
        _conclude(backend, before, extract=False)
        raise
    _conclude(backend, before, extract=True)
    return code


def _run(command: list[str], backend: Backend) -> int:
    """The CLI shares terminal and process group with us, so Ctrl-C reaches it, too."""
    try:
        with subprocess.Popen(command, cwd=backend.project) as process:
            code = process.wait()
    except OSError as error:
        reason = f"{backend.cli} cannot be started: {error.strerror}"
        raise BackendNotAvailableError(reason) from None
    return code if code >= 0 else 128 - code


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


def _stamps(backend: Backend) -> dict[str, int]:
    """When each session's file was written last."""
    found = sessions.files_of(backend.name).of(backend.project)
    return {session.id: session.path.stat().st_mtime_ns for session in found}


def _new_sessions(backend: Backend, before: dict[str, int]) -> list[Session]:
    """The sessions that the CLI has begun or gone on with."""
    found = sessions.files_of(backend.name).of(backend.project)
    return [s for s in found if before.get(s.id) != s.path.stat().st_mtime_ns]
