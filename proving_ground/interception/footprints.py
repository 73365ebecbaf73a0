"""What processes change outside of a folder of theirs, and not what others change meanwhile.

Each path outside that a process is about to change is noted, with what is there; whether it is
another thing in the end is looked at then. Not noted: what lies under names that only the kernel
(/proc, /sys, terminals) or runtimes (`__pycache__`) care about, times, and extended attributes.
"""

# ruff: noqa: PTH115, PTH118, PTH114 - for every system call, a Path would cost more than the rest
import os
import socket
import stat
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

from proving_ground.interception import seccomp
from proving_ground.interception.changes import flags_of, seen_from_here, signed
from proving_ground.interception.foreign import memory
from proving_ground.interception.seccomp import Notice
from proving_ground.interception.syscalls import O_EXCL, O_NOFOLLOW, TABLE, Kind
from proving_ground.limits import LIMITS

OTHERS = ("/proc/", "/sys/", "/dev/pts/")
CACHES = "/__pycache__"
FOLLOWED = frozenset({Kind.OPEN, Kind.TRUNCATE, Kind.MODE})
"""What is done to the file that a link leads to, not to the link."""
AF_UNIX = struct.pack("=H", socket.AF_UNIX)
LONGEST_ADDRESS = 110
"""Bytes of the address of such a socket."""


class Footprints:
    """The paths outside of a folder that processes were about to change.

    `follow` starts to hear of a process; of those that are watched otherwise, `note` is told.
    """

    def __init__(self, inside: Path):
        self._inside = os.path.realpath(inside)
        self._before: dict[str, str | None] = {}
        self._overflows = False

    def follow(self) -> socket.socket:
        """The end of a channel at which a process is to install its filter.

        From then on it is heard until it and all that it starts have ended.
        """
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._hear, args=[ours], daemon=True).start()
        return theirs

    def note(self, notice: Notice) -> None:
        """Take note of what a call is about to change."""
        try:
            for path in _aimed_at(notice):
                if path not in self._before and self._is_outside(path):
                    self._overflows |= len(self._before) >= LIMITS.files
                    if not self._overflows:
                        self._before[path] = _signature(path)
        except (OSError, ValueError):
            return  # its caller is dead, or has no such descriptor or address

    def changed(self) -> Iterator[tuple[str, str]]:
        """Each path at which something else is now, with what became of it; by their names."""
        if self._overflows:
            yield f"one of more than {LIMITS.files:.0f} files", "was opened to be changed"
        for path, before in sorted(self._before.items()):
            now = _signature(path)
            if now != before:
                yield path, "appeared" if before is None else "changed" if now else "is gone"

    def _hear(self, channel: socket.socket) -> None:
        with channel:
            try:
                listener = seccomp.accept(channel)
            except OSError:
                return
        try:
            while notice := listener.next():
                self.note(notice)
                listener.answer(notice)
        finally:
            listener.close()

    def _is_outside(self, path: str) -> bool:
        within = path == self._inside or path.startswith(self._inside + "/")
        return not (within or path.startswith(OTHERS) or CACHES in path)


def _aimed_at(notice: Notice) -> Iterator[str]:
    """The absolute paths of all that a call is about to change."""
    call, process = TABLE[notice.number], f"/proc/{notice.thread}"
    if call.kind is Kind.BIND:
        yield from _sockets_name(notice, process)
    elif call.fd is not None:
        yield os.readlink(f"{process}/fd/{signed(notice.arguments[call.fd])}")
    for at, position in call.paths:
        name = seen_from_here(notice, at, position)
        follows = call.kind in FOLLOWED and not (
            call.kind is Kind.OPEN and flags_of(notice) & (O_EXCL | O_NOFOLLOW)
        )
        yield _target(name) if follows else _entry(name)


def _sockets_name(notice: Notice, process: str) -> Iterator[str]:
    """Where a socket of the file system is to lie; nothing for one of another kind."""
    _, address, length = notice.arguments[:3]
    told = memory(notice.thread, address, min(length, LONGEST_ADDRESS))
    name = told[2:].partition(b"\0")[0]
    if told[:2] == AF_UNIX and name:
        yield _entry(os.path.join(f"{process}/cwd", os.fsdecode(name)))


def _target(name: str) -> str:
    """The path of the file that is opened under that name, be it there or not."""
    folder, last = os.path.split(name)
    if last not in ("", ".", ".."):
        entry = os.path.join(_real(folder), last)
        if not os.path.islink(entry):
            return entry
    try:
        return _real(name)
    except FileNotFoundError:
        return os.path.realpath(_entry(name))


def _entry(name: str) -> str:
    """The path of a name in its folder, whatever it is a link to."""
    folder, last = os.path.split(name.rstrip("/"))
    return os.path.join(_real(folder), last)


def _real(path: str) -> str:
    """The path without links, as the kernel goes it: faster than `os.path.realpath`."""
    fd = os.open(path, os.O_PATH)
    try:
        return os.readlink(f"/proc/self/fd/{fd}")
    finally:
        os.close(fd)


def _signature(path: str) -> str | None:
    """Words that change when what is there does; None where nothing is."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    told = f"{found.st_mode} {found.st_uid} {found.st_gid}"
    if stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode):
        told += f" {found.st_ino} {found.st_size} {found.st_mtime_ns}"
    return told
