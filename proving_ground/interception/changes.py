"""What a system call that stands still is about to change in a project's files."""

# ruff: noqa: PTH115, PTH116, PTH118, PTH123 - for every system call, a Path would cost more than the rest
import os
import stat
import struct
from dataclasses import dataclass
from functools import cached_property

from proving_ground.errors import LimitExceeded
from proving_ground.evidence.witness import read_regular_file
from proving_ground.interception.foreign import borrow, memory
from proving_ground.interception.seccomp import Notice
from proving_ground.interception.syscalls import AT_FDCWD, O_CREAT, O_EXCL, O_TRUNC, TABLE, Kind
from proving_ground.limits import LIMITS, MIB

_LONGEST_PATH = 4096
_VECTOR = struct.Struct("=QQ")
_STREAMS = {"/dev/stdin": "0", "/dev/stdout": "1", "/dev/stderr": "2"}


@dataclass(frozen=True)
class Change:
    """One change that is about to be made; a SYNC makes earlier ones last.

    `place` is where the target can be reached now: its path, or for a descriptor the kernel's
    link to it. `path` is the target's path relative to the project, `source` that of what is
    renamed or linked.
    """

    notice: Notice
    place: str
    path: str
    source: str | None = None

    def __str__(self) -> str:
        source = f"{self.source} → " if self.source else ""
        return f"{self.call} {source}{self.path}"

    @property
    def call(self) -> str:
        """The system call's name."""
        return TABLE[self.notice.number].name

    @property
    def kind(self) -> Kind:
        """What the call does."""
        return TABLE[self.notice.number].kind

    @property
    def length(self) -> int:
        """The length that a file is cut to, or filled up to."""
        position = TABLE[self.notice.number].length
        return 0 if position is None else self.notice.arguments[position]

    @cached_property
    def found(self) -> os.stat_result | None:
        """The target as the call finds it, None where there is none."""
        try:
            return os.stat(self.place) if self._by_descriptor else os.lstat(self.place)
        except OSError:
            return None

    @cached_property
    def data(self) -> bytes:
        """What is about to be written; empty where the kernel copies it from elsewhere."""
        thread, (_, address, count, *_) = self.notice.thread, self.notice.arguments
        match self.call:
            case "write" | "pwrite64":
                return memory(thread, address, _bounded(count))
            case "writev":
                table = memory(thread, address, _VECTOR.size * count)
                parts = list(_VECTOR.iter_unpack(table))
                _bounded(sum(length for _, length in parts))
                return b"".join(memory(thread, *each) for each in parts)
        return b""

    def halved(self) -> tuple[str, bytes]:
        """The file that the change writes to, and all that it is to hold once half is written."""
        half, (fd, *_, position) = self.data[: len(self.data) // 2], self.notice.arguments[:4]
        found = read_regular_file(self.place)
        at = position if self.call == "pwrite64" else self._position(signed(fd), len(found))
        return os.readlink(self.place), found[:at].ljust(at, b"\0") + half + found[at + len(half) :]

    def _position(self, fd: int, length: int) -> int:
        """Where in its file a descriptor of the caller's writes next."""
        with open(f"/proc/{self.notice.thread}/fdinfo/{fd}") as file:
            told = dict(line.split(":") for line in file if line.count(":") == 1)
        return length if int(told["flags"], 8) & os.O_APPEND else int(told["pos"])

    def make_half(self) -> None:
        """Write half of the data in the caller's stead, by a copy of its descriptor."""
        half = self.data[: len(self.data) // 2]
        fd = borrow(self.notice.thread, signed(self.notice.arguments[0]))
        try:
            if self.call == "pwrite64":
                os.pwrite(fd, half, self.notice.arguments[3])
            else:
                os.write(fd, half)
        finally:
            os.close(fd)  # with the caller dead, a copy would go on holding its locks

    @property
    def _by_descriptor(self) -> bool:
        return TABLE[self.notice.number].fd is not None


def _bounded(count: int) -> int:
    """The same number of bytes; LimitExceeded where nobody writes so many at once."""
    if count > LIMITS.file_bytes:
        raise LimitExceeded(f"the run writes {count / MIB:.0f} MiB at once")
    return count


def look(notice: Notice, root: str) -> Change | None:
    """The change that a call is about to make below `root`; None where it makes none there.

    A call that is bound to fail makes none: making what is there, removing what is not.
    """
    try:
        change = _aimed(notice, root)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return change if change and _is_effective(change) else None


def _aimed(notice: Notice, root: str) -> Change | None:
    call = TABLE[notice.number]
    if call.fd is not None:
        place = f"/proc/{notice.thread}/fd/{signed(notice.arguments[call.fd])}"
        target = os.readlink(place)
        return Change(notice, place, target[len(root) + 1 :]) if _below(target, root) else None
    if not call.paths:
        return Change(notice, root, ".")
    *sources, target = (_resolved(notice, at, path) for at, path in call.paths)
    if not any(_below(each, root) for each in (*sources, target)):
        return None
    if not all(map(os.path.lexists, sources)):
        return None
    told = [os.path.relpath(each, root) for each in (*sources, target)]
    return Change(notice, target, told[-1], told[0] if sources else None)


def _resolved(notice: Notice, at: int | None, path: int) -> str:
    """The absolute path that a call means, through links to folders but not the last one."""
    folder, last = os.path.split(seen_from_here(notice, at, path).rstrip("/"))
    return os.path.join(os.path.realpath(folder), last)


def seen_from_here(notice: Notice, at: int | None, path: int) -> str:
    """The path that a call names, as it can be opened by this process; through /proc, maybe."""
    told = memory(notice.thread, notice.arguments[path], _LONGEST_PATH).partition(b"\0")[0]
    name = os.fsdecode(told)
    if name.startswith("/"):
        return _not_ours(name, notice.thread)
    fd = AT_FDCWD if at is None else signed(notice.arguments[at])
    folder = "cwd" if fd == AT_FDCWD else f"fd/{fd}"
    return os.path.join(f"/proc/{notice.thread}/{folder}", name)


def _not_ours(name: str, thread: int) -> str:
    """The path, with what each process takes for its own named as that thread's."""
    if not name.startswith(("/dev/", "/proc/")):
        return name
    if name in _STREAMS:
        return f"/proc/{thread}/fd/{_STREAMS[name]}"
    for own, its in (("/dev/fd/", "fd/"), ("/proc/self/", ""), ("/proc/thread-self/", "")):
        if name.startswith(own):
            return f"/proc/{thread}/{its}{name.removeprefix(own)}"
    return name


def _is_effective(change: Change) -> bool:
    match change.kind:
        case Kind.OPEN:
            return _open_is_effective(change)
        case Kind.WRITE:
            return change.found is not None and stat.S_ISREG(change.found.st_mode)
        case Kind.MAKE | Kind.LINK:
            return change.found is None
        case Kind.REMOVE | Kind.TRUNCATE:
            return change.found is not None
        case Kind.MODE | Kind.BIND:
            return False
    return True


def _open_is_effective(change: Change) -> bool:
    flags = flags_of(change.notice)
    if change.found is None:
        return bool(flags & O_CREAT)
    return flags & O_EXCL == 0 and flags & O_TRUNC != 0 and change.found.st_size > 0


def flags_of(notice: Notice) -> int:
    """The flags that a call opens a file with."""
    call = TABLE[notice.number]
    if call.name == "creat":
        return O_CREAT | O_TRUNC
    if call.flags is None:
        return int.from_bytes(memory(notice.thread, notice.arguments[2], 8), "little")
    return notice.arguments[call.flags]


def _below(path: str, root: str) -> bool:
    return path.startswith(root + "/") and not path.endswith(" (deleted)")


def signed(argument: int) -> int:
    """A descriptor, which the kernel hands over in the lower half of the argument."""
    half = argument & 0xFFFFFFFF
    return half - (1 << 32) if half >> 31 else half
