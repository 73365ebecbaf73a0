"""The processes below a process, read from /proc (empty where there is no /proc)."""

import os
import select
import signal
from pathlib import Path


def of(pid: int) -> list[int]:
    """Every living descendant, parents before children; zombies do not live."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = [child for child in _children(waiting.pop()) if child not in found]
        found += children
        waiting += children
    return [each for each in found if not _is_zombie(each)]


def kill(pid: int) -> None:
    """Kill the process unless it is gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def await_end(pid: int, seconds: float) -> None:
    """Wait until the process has ended, but no longer than that."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    select.select([handle], [], [], max(seconds, 0))
    os.close(handle)


def command_line(pid: int) -> str:
    """The process's arguments, as a person reads them."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def _children(pid: int) -> list[int]:
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        texts = [(thread / "children").read_text() for thread in threads]
    except OSError:
        return []
    return [int(child) for text in texts for child in text.split()]


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
