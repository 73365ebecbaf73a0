"""Looking into another process: its memory, its descriptors."""

import ctypes
import os
from pathlib import Path

_SYS_PIDFD_GETFD = 438


def memory(thread: int, address: int, length: int) -> bytes:
    """What lies in a thread's memory, as far as it is mapped."""
    fd = os.open(f"/proc/{thread}/mem", os.O_RDONLY)
    try:
        return os.pread(fd, length, address)
    finally:
        os.close(fd)


def borrow(thread: int, fd: int) -> int:
    """A copy of a thread's descriptor; OSError where the thread is gone."""
    status = Path(f"/proc/{thread}/status").read_text()
    process = int(status.partition("Tgid:")[2].split()[0])
    handle = os.pidfd_open(process)
    try:
        copy = ctypes.CDLL(None, use_errno=True).syscall(_SYS_PIDFD_GETFD, handle, fd, 0)
    finally:
        os.close(handle)
    if copy < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(copy)
