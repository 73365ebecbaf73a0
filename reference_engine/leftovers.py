"""What agents leave running: known by a mark in its environment, and ended wherever it hides.

A process that begins a session of its own leaves its process group, and with it the reach of
signals to that group; its environment stays as it was.
"""

import ctypes
import os
import signal
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "REFERENCE_ENGINE_CALL"
_PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    """Become the parent of every process below that loses its own (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def new_mark() -> str:
    """A mark for the processes of one call: an entry of their environment."""
    return f"{VARIABLE}={uuid.uuid4().hex}"


def marked(env: Mapping[str, str] | None, mark: str) -> dict[str, str]:
    """The environment, or ours where there is none, with the mark."""
    name, _, value = mark.partition("=")
    return {**(os.environ if env is None else env), name: value}


def unmarked() -> dict[str, str]:
    """Our environment without a mark: of a process that is to outlive us, as a guard does."""
    return {name: value for name, value in os.environ.items() if name != VARIABLE}


def end(mark: str) -> None:
    """Kill what lives below this process and carries the mark."""
    while living := [pid for pid in _below(os.getpid()) if _carries(pid, mark)]:
        for pid in living:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in living:
            with suppress(ChildProcessError):  # it is a grandchild, and ours in the next round
                os.waitpid(pid, 0)


def _below(pid: int) -> Iterator[int]:
    """Its descendants that live; none where there is no /proc."""
    for child in _children(pid):
        if _lives(child):
            yield child
        yield from _below(child)


def _children(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (task / "children").read_text().split())


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _carries(pid: int, mark: str) -> bool:
    try:
        return os.fsencode(mark) in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
