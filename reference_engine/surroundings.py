"""What may lie around an engine, and must not decide how it ends.

That is streams, a locale, another agent's session, and the repository of a git hook.

`settle` comes first in every program of the engines.
"""

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

SESSION = frozenset(
    {
        "CLAUDECODE",
        "CLAUDE_CODE_ENTRYPOINT",
        "CLAUDE_CODE_SESSION_ID",
        "CLAUDE_CODE_SSE_PORT",
        "CODEX_SANDBOX",
        "CODEX_SANDBOX_NETWORK_DISABLED",
        "CODEX_THREAD_ID",
    }
)
"""The variables by which an agent tells the programs that it starts of its own session."""

REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""What git sets for its hooks and aliases: all of `git rev-parse --local-env-vars`, and more."""


def settle() -> None:
    """Make the standard streams fit for use: all are open, and take whatever they are told.

    The repository of whoever started this, as a git hook does, is forgotten: git would otherwise
    work there, and so would every agent's, whatever folder they work in.

    In a locale that is not UTF-8, the program begins anew in Python's UTF-8 mode: it could name
    neither all files nor all arguments of agents otherwise.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    for name in REPOSITORY:
        os.environ.pop(name, None)
    for number in range(3):
        _open(number)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    if sys.stdout is sys.__stdout__:
        sys.stdout = _told_at(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _told_at(2, sys.stderr)


def all_told() -> bool:
    """Whether all output was written; for programs whose output is all that they are run for."""
    raw = getattr(sys.stdout.buffer, "raw", None)
    return not (isinstance(raw, _Tolerant) and raw.dropped)


def agents_environment() -> dict[str, str]:
    """Our environment, but for what tells of the session of another agent that we may be in."""
    return {name: value for name, value in os.environ.items() if name not in SESSION}


def _open(number: int) -> None:
    """Let the descriptor lead nowhere where it is closed, so that no file takes its place."""
    try:
        os.fstat(number)
    except OSError:
        os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - positional only


def _told_at(number: int, stream: TextIO | None) -> io.TextIOWrapper:
    """A stream to that descriptor, in the encoding of the one that was there."""
    encoding = stream.encoding if stream else "utf-8"
    raw = io.BufferedWriter(_Tolerant(number, "w", closefd=False))
    return io.TextIOWrapper(raw, encoding, "backslashreplace", line_buffering=True)


class _Tolerant(io.FileIO):
    """Drops what cannot be written: the reader or the terminal is gone, or the disk is full."""

    dropped = 0

    def write(self, data: "Buffer", /) -> int:
        """All of it counts as written."""
        try:
            return super().write(data) or 0
        except OSError:
            size = memoryview(data).nbytes
            self.dropped += size
            return size
