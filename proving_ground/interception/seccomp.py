"""Seccomp user notifications: a process tree asks before each call that may change a disk.

The child installs the filter on itself, which needs no privileges, and every process that it
starts inherits it. Who holds the listener is told of each call while the caller stands still,
and lets it go on or gives it an error in its stead. Linux 5.19 or newer, on x86-64.
"""

import ctypes
import errno
import fcntl
import os
import re
import select
import signal
import socket
import struct
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from proving_ground.interception import bpf, foreign, syscalls

_PR_SET_NO_NEW_PRIVS = 38
_SYS_SECCOMP = 317
_SET_MODE_FILTER = 1
_NEW_LISTENER = 1 << 3
_WAIT_KILLABLE = 1 << 5
"""Once told of, a call is interrupted by SIGKILL alone, so none is told of twice."""

_RECEIVE, _SEND, _SET_FLAGS = 0xC0502100, 0xC0182101, 0x40082104
_SYNC_WAKE_UP = 1
"""Caller and listener take turns on one core, which saves both most of the wait."""
_NOTICE = struct.Struct("=QIIiIQ6Q")
_PROGRAM = struct.Struct("HxxxxxxP")
_ERROR = struct.Struct("=i")
_ANSWER = struct.Struct("=QqiI")
_CONTINUE = 1


WAKES_LAST = tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2]) >= (6, 11)
"""Whether the kernel wakes who waits for a notice when nobody is left that could send one."""


class Notice(NamedTuple):
    """A call that stands still: its own id, the thread that makes it, its number and arguments."""

    id: int
    thread: int
    number: int
    arguments: tuple[int, ...]


class Listener:
    """The end at which notices arrive; readable when there is one, or when nobody is left."""

    def __init__(self, fd: int):
        self._fd = fd
        with suppress(OSError):  # a kernel before 6.6
            fcntl.ioctl(fd, _SET_FLAGS, _SYNC_WAKE_UP)
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)

    def fileno(self) -> int:
        """The descriptor that is readable once a system call is held."""
        return self._fd

    @property
    def is_deserted(self) -> bool:
        """Whether no process is left that could send a notice."""
        return any(event & select.POLLHUP for _, event in self._poll.poll(0))

    def receive(self) -> Notice | None:
        """The next notice; None where its caller was killed in the meantime, or none is there."""
        if not any(event & select.POLLIN for _, event in self._poll.poll(0)):
            return None
        return self._take()

    def _take(self) -> Notice | None:
        buffer = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self._fd, _RECEIVE, buffer)
        except FileNotFoundError:
            return None
        number, thread, _, call, _, _, *arguments = _NOTICE.unpack(buffer)
        return Notice(number, thread, call, tuple(arguments))

    def next(self) -> Notice | None:
        """Wait for the next notice; None where nobody is left that could send one."""
        # Whoever waits in the kernel takes it at once, so that a signal comes too late to break it
        # off; of an older kernel one must ask first, or wait for ever.
        while WAKES_LAST or self._poll.poll()[0][1] & select.POLLIN:
            notice = self._take()
            if notice or self.is_deserted:
                return notice
        return None

    def answer(self, notice: Notice, error: int = 0) -> bool:
        """Let the call go on, or end it with that errno; False where its caller is dead."""
        flags = 0 if error else _CONTINUE
        try:
            fcntl.ioctl(self._fd, _SEND, _ANSWER.pack(notice.id, 0, -error, flags))
        except FileNotFoundError:
            return False
        return True

    def close(self) -> None:
        """Calls that nobody answers any more end with ENOSYS: close after the last process."""
        os.close(self._fd)


def install(channel: socket.socket, calls: Collection[int]) -> None:
    """Filter this process and all that it will start; hand the listener over. OSError if not.

    `calls` are the numbers of the system calls that are told of.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    code = bpf.program(calls)
    buffer = ctypes.create_string_buffer(code)
    length = len(code) // bpf.INSTRUCTION.size
    program = ctypes.create_string_buffer(_PROGRAM.pack(length, ctypes.addressof(buffer)))
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    fd = libc.syscall(_SYS_SECCOMP, _SET_MODE_FILTER, _NEW_LISTENER | _WAIT_KILLABLE, program)
    error = ctypes.get_errno() if fd < 0 else 0
    socket.send_fds(channel, [_ERROR.pack(error)], [] if error else [fd])
    if error:
        raise OSError(error, os.strerror(error))
    os.close(fd)


def accept(channel: socket.socket) -> Listener:
    """Take the listener that `install` handed over; OSError where it could not."""
    told, fds, _, _ = socket.recv_fds(channel, _ERROR.size, 1)
    if not fds:
        (error,) = _ERROR.unpack(told) if told else (errno.ESRCH,)
        raise OSError(error, os.strerror(error))
    return Listener(fds[0])


def obstacle() -> str | None:
    """Why this machine cannot do it; None where it can. Tried out on a child process."""
    if os.uname().sysname != "Linux" or os.uname().machine != "x86_64":
        return "it needs Linux on x86-64"
    ours, theirs = socket.socketpair()
    with ours, theirs:
        pid = os.fork()
        if pid == 0:
            _try_out(theirs)
        theirs.close()
        try:
            return _tried_out(ours)
        finally:
            os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):  # where the caller ignores SIGCHLD
                os.waitpid(pid, 0)


def _try_out(channel: socket.socket) -> None:
    try:
        install(channel, syscalls.TABLE)
        os.truncate(b"/", 0)
    finally:
        os._exit(1)


def _tried_out(channel: socket.socket) -> str | None:
    try:
        listener = accept(channel)
    except OSError as error:
        return f"it needs the seccomp notifications of Linux 5.19 or newer ({error.strerror})"
    try:
        select.select([listener], [], [])
        notice = listener.receive()
        if notice is None:
            raise OSError(errno.ESRCH, "the child ended before it was answered")
        foreign.memory(notice.thread, notice.arguments[0], 1)
    except OSError as error:
        return f"it needs to see into its own child processes ({error.strerror})"
    finally:
        listener.close()
    return None
