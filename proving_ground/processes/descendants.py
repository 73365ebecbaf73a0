"""The processes below a process, read from /proc (empty where there is no /proc)."""

import ctypes
import os
import select
import signal
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def control(option: int, value: int) -> int:
    """Call `prctl` for this process; below 0 where it fails."""
    return int(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0))


def of(pid: int) -> list[int]:
    """Every living descendant, parents before children; zombies do not live."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        more = [child for child in children(waiting.pop()) if child not in found]
        found += more
        waiting += more
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


def children(pid: int) -> list[int]:
    """Its children, zombies among them."""
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        texts = [(thread / "children").read_text() for thread in threads]
    except OSError:
        return []
    return [int(child) for text in texts for child in text.split()]


def state_of(pid: int) -> str:
    """One letter, as /proc tells it: `T` where it was stopped, `Z` where it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def terminal_of(pid: int) -> int:
    """The device number of its controlling terminal; 0 where it has none, or has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[4])
    except OSError:
        return 0


def _is_zombie(pid: int) -> bool:
    return state_of(pid) == "Z"
