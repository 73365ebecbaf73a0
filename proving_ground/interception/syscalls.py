"""The system calls of Linux on x86-64 that change what lies on a disk.

Not among them: those that set times and extended attributes. Writes through a shared memory map
make no system call.
Another platform needs a table of its own, and another way to stop a process before a call.
"""

from dataclasses import dataclass
from enum import StrEnum

AT_FDCWD = -100
O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 0o100, 0o200, 0o1000, 0o2000
O_WRONLY, O_RDWR, O_NOFOLLOW = 0o1, 0o2, 0o400000
IO_URING_SETUP, IOCTL = 425, 16
CLONING = 0x40049409, 0x4020940D
"""Requests of ioctl that fill a file from another one, FICLONE and FICLONERANGE."""


At = tuple[int | None, int]
"""Arguments with a folder's descriptor (None: the current folder) and with a path from there."""


class Kind(StrEnum):
    """What a call does to the disk.

    A SYNC changes only what a loss of power would leave, a MODE neither content nor name. A BIND
    makes a socket, if it is one of the file system.
    """

    WRITE = "write"
    OPEN = "open"
    MAKE = "make"
    REMOVE = "remove"
    RENAME = "rename"
    LINK = "link"
    TRUNCATE = "truncate"
    SYNC = "sync"
    MODE = "mode"
    BIND = "bind"


@dataclass(frozen=True)
class Syscall:
    """One call, told by the numbers of its arguments.

    The target is the descriptor `fd`, or the last of `paths`; of two, the first is the source.
    `length` is the new length of a truncated file.
    """

    name: str
    kind: Kind
    fd: int | None = None
    paths: tuple[At, ...] = ()
    flags: int | None = None
    length: int | None = None


TABLE = {
    1: Syscall("write", Kind.WRITE, fd=0),
    18: Syscall("pwrite64", Kind.WRITE, fd=0),
    20: Syscall("writev", Kind.WRITE, fd=0),
    40: Syscall("sendfile", Kind.WRITE, fd=0),
    275: Syscall("splice", Kind.WRITE, fd=2),
    285: Syscall("fallocate", Kind.WRITE, fd=0),
    296: Syscall("pwritev", Kind.WRITE, fd=0),
    326: Syscall("copy_file_range", Kind.WRITE, fd=2),
    328: Syscall("pwritev2", Kind.WRITE, fd=0),
    2: Syscall("open", Kind.OPEN, paths=((None, 0),), flags=1),
    257: Syscall("openat", Kind.OPEN, paths=((0, 1),), flags=2),
    437: Syscall("openat2", Kind.OPEN, paths=((0, 1),)),
    85: Syscall("creat", Kind.OPEN, paths=((None, 0),)),
    83: Syscall("mkdir", Kind.MAKE, paths=((None, 0),)),
    258: Syscall("mkdirat", Kind.MAKE, paths=((0, 1),)),
    133: Syscall("mknod", Kind.MAKE, paths=((None, 0),)),
    259: Syscall("mknodat", Kind.MAKE, paths=((0, 1),)),
    88: Syscall("symlink", Kind.MAKE, paths=((None, 1),)),
    266: Syscall("symlinkat", Kind.MAKE, paths=((1, 2),)),
    84: Syscall("rmdir", Kind.REMOVE, paths=((None, 0),)),
    87: Syscall("unlink", Kind.REMOVE, paths=((None, 0),)),
    263: Syscall("unlinkat", Kind.REMOVE, paths=((0, 1),)),
    82: Syscall("rename", Kind.RENAME, paths=((None, 0), (None, 1))),
    264: Syscall("renameat", Kind.RENAME, paths=((0, 1), (2, 3))),
    316: Syscall("renameat2", Kind.RENAME, paths=((0, 1), (2, 3))),
    86: Syscall("link", Kind.LINK, paths=((None, 0), (None, 1))),
    265: Syscall("linkat", Kind.LINK, paths=((0, 1), (2, 3))),
    76: Syscall("truncate", Kind.TRUNCATE, paths=((None, 0),), length=1),
    77: Syscall("ftruncate", Kind.TRUNCATE, fd=0, length=1),
    74: Syscall("fsync", Kind.SYNC, fd=0),
    75: Syscall("fdatasync", Kind.SYNC, fd=0),
    306: Syscall("syncfs", Kind.SYNC, fd=0),
    162: Syscall("sync", Kind.SYNC),
    90: Syscall("chmod", Kind.MODE, paths=((None, 0),)),
    91: Syscall("fchmod", Kind.MODE, fd=0),
    268: Syscall("fchmodat", Kind.MODE, paths=((0, 1),)),
    452: Syscall("fchmodat2", Kind.MODE, paths=((0, 1),)),
    92: Syscall("chown", Kind.MODE, paths=((None, 0),)),
    93: Syscall("fchown", Kind.MODE, fd=0),
    94: Syscall("lchown", Kind.MODE, paths=((None, 0),)),
    260: Syscall("fchownat", Kind.MODE, paths=((0, 1),)),
    49: Syscall("bind", Kind.BIND, fd=0),
}
BY_NAME = frozenset(
    number for number, call in TABLE.items() if call.paths or call.kind in (Kind.MODE, Kind.BIND)
)
"""The calls without which no file is changed: a write needs a descriptor that was opened for it."""
