"""How witnesses look at what an engine has left, which may be anything: pipes, devices, ruins.

Only regular files are opened, and no more of them is read than the limits allow. What cannot be
read is EvidenceUnreadable, a FAIL of the engine; the machine's own trouble is a TrialError.
"""

import errno
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from proving_ground.errors import EvidenceUnreadable, TrialError
from proving_ground.limits import LIMITS, MIB

KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}
TOGETHER = 64 * MIB
"""Bytes of all files that are read at one look."""
MOST_VALUES = 500_000
"""Values in a JSON document: each takes some 200 bytes of memory, and 3 bytes of a file."""
DEEPEST = 64
"""Folders within folders; no project of a trial comes near it."""

MACHINES_TROUBLE = frozenset(
    {
        errno.EDQUOT,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOSPC,
    }
)
"""What the operating system answers where the machine is at fault, and not what lies there."""

UNREADABLE: tuple[type[Exception], ...] = (
    AttributeError,
    LookupError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
    sqlite3.Error,
)
"""What readers raise who find something else than they read."""


def read_regular_file(path: Path | str, limit: int | None = None) -> bytes:
    """All bytes of a file of at most `limit` bytes (None: as the limits say).

    FileNotFoundError where there is none; EvidenceUnreadable where it is no regular file, is too
    large, or may not be read.
    """
    limit = LIMITS.file_bytes if limit is None else limit
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        _check_regular(path, os.fstat(handle), limit)
        with open(handle, "rb", buffering=0, closefd=False) as file:
            content = file.read(limit + 1) or b""
    finally:
        os.close(handle)
    if len(content) > limit:
        raise EvidenceUnreadable(f"{path} grows beyond {limit / MIB:g} MiB while it is read")
    return content


class Together:
    """All that is read at one look: `take` raises EvidenceUnreadable where that is too much."""

    def __init__(self, what: str):
        """`what` names it in words, for whoever is told that there is too much of it."""
        self.what = what
        self.left = TOGETHER

    def take(self, content: bytes) -> bytes:
        """The same bytes, counted."""
        self.left -= len(content)
        if self.left < 0:
            raise EvidenceUnreadable(f"{self.what} have more than {TOGETHER / MIB:g} MiB together")
        return content

    def text(self, path: Path) -> str:
        """The text of a file; bytes that are no UTF-8 are replaced."""
        return self.take(read_regular_file(path)).decode(errors="replace")


def parsed(content: bytes | str) -> Any:
    """What JSON says; ValueError where it is none, EvidenceUnreadable where it says too much."""
    _check_values(content)
    return json.loads(content)


def parsed_lines(text: str) -> list[Any]:
    """What each line of JSON says that is not empty; errors as with one."""
    _check_values(text)
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def _check_values(content: bytes | str) -> None:
    raw = content.encode(errors="replace") if isinstance(content, str) else content
    if len(raw) > MOST_VALUES and sum(map(raw.count, (b"{", b"[", b","))) > MOST_VALUES:
        raise EvidenceUnreadable(f"this JSON holds more than {MOST_VALUES} values")


def read_regular_text(path: Path) -> str:
    """The text of a file, read like its bytes; those that are no UTF-8 are replaced."""
    return read_regular_file(path).decode(errors="replace")


@contextmanager
def looking_at(
    what: str, law: str | None = None, also: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Turn whatever goes wrong while `what` is read into EvidenceUnreadable, by that law if any.

    `also` is what its readers raise besides the usual.
    """
    try:
        yield
    except EvidenceUnreadable as error:
        raise _told(what, law, str(error)) from None
    except (*UNREADABLE, *also) as error:
        if isinstance(error, OSError) and error.errno in MACHINES_TROUBLE:
            raise TrialError(f"this machine could not read {what}: {error}") from None
        raise _told(what, law, f"{type(error).__name__}: {_short(error)}") from None


def files_below(folder: Path, *, folders: bool = False) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below the folder that is no folder, each with its path from there.

    Where `folders` are wanted, too, their paths end in a slash.
    Links are not followed. EvidenceUnreadable where there are too many files, too deep, or where
    their paths are longer together than a file may be.
    """
    count, length, waiting = 0, 0, [("", 0)]
    while waiting:
        place, depth = waiting.pop()
        try:
            entries = list(os.scandir(folder / place))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise _unreadable(folder / place, error) from None
        if depth > DEEPEST:
            raise EvidenceUnreadable(f"{folder} holds more than {DEEPEST} folders in folders")
        for entry in entries:
            name = place + entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{name}/", depth + 1))
                if folders:
                    yield f"{name}/", entry
                continue
            count, length = count + 1, length + len(name)
            if count > LIMITS.files:
                raise EvidenceUnreadable(f"{folder} holds more than {LIMITS.files:.0f} files")
            if length > LIMITS.file_bytes:
                told = f"{LIMITS.file_mib:g} MiB of paths of files"
                raise EvidenceUnreadable(f"{folder} holds more than {told}")
            yield name, entry


def names_below(folder: Path) -> frozenset[str]:
    """The paths of all files below the folder; EvidenceUnreadable where there are too many."""
    with looking_at("the project", "always-readable"):
        return frozenset(name for name, _ in files_below(folder))


def kind_of(mode: int) -> str:
    """What a file of that mode is, in words."""
    return KINDS.get(stat.S_IFMT(mode), "no file")


def _check_regular(path: Path | str, found: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise EvidenceUnreadable(
            f"{path} was expected to be a file, and is {kind_of(found.st_mode)}"
        )
    if found.st_size > limit:
        raise EvidenceUnreadable(
            f"{path} has {found.st_size / MIB:.0f} MiB, more than the {limit / MIB:g} MiB "
            f"that are read of a file (docs/faults.md, Limits)"
        )


def _told(what: str, law: str | None, why: str) -> EvidenceUnreadable:
    if law is None:
        return EvidenceUnreadable(why)
    return EvidenceUnreadable(
        f"what the run left breaks a law\n  {law}: {what} cannot be read: {why}"
    )


def _unreadable(path: Path | str, error: OSError) -> Exception:
    if error.errno in MACHINES_TROUBLE:
        return TrialError(f"this machine could not read {path}: {error.strerror}")
    return EvidenceUnreadable(f"{path} may not be read: {error.strerror}")


def _short(error: BaseException) -> str:
    text = str(error)
    return text if len(text) <= 300 else f"{text[:300]}…"
