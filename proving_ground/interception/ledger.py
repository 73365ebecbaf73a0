"""What a loss of power would leave of a project's files.

The model: names are safe at once, and in order: files made, renamed, linked, removed, and the
length that a file was cut to. Bytes are safe only once the file was synced after they were
written. So a file that was written but never synced is as it was before, and empty if new: what
XFS, and ext4 without its rescue of renames, may leave. What lay there before the run is safe.
Not in the model: that names get lost, that unsynced bytes are written early or out of order,
and descriptors on which every write is synced by itself.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from proving_ground.errors import LimitExceeded
from proving_ground.interception.changes import Change
from proving_ground.interception.syscalls import Kind
from proving_ground.limits import LIMITS, MIB

MOST_KEPT = 64 * MIB
"""Bytes of files that are kept in all."""

Inode = tuple[int, int]


class Ledger:
    """Keeps, for each file that a run touched, the bytes of it that are safe.

    A loss of power is worth a try where bytes are at risk, which a kill would not touch, and
    where it leaves something other than at the last try.
    """

    def __init__(self, root: Path):
        self.root = root
        self.safe: dict[Inode, bytes] = {}
        self.at_risk: set[Inode] = set()
        self.differs = False
        self._kept = 0

    def is_worth_a_try(self) -> bool:
        """Whether to lose power now; from then on, this is the last try."""
        worth = bool(self.at_risk) and self.differs
        self.differs = self.differs and not worth
        return worth

    def note(self, change: Change) -> None:
        """Take note of a change just before it is made."""
        found = change.found
        self.differs |= change.kind not in (Kind.WRITE, Kind.SYNC)
        if change.kind is Kind.SYNC and not _is_file(found) and change.path == ".":
            self._sync_all()
        if not _is_file(found):
            return
        inode = found.st_dev, found.st_ino
        match change.kind:
            case Kind.WRITE:
                self._keep(inode, change.place)
                self.at_risk.add(inode)
            case Kind.OPEN | Kind.TRUNCATE:
                safe = self._keep(inode, change.place)
                self.safe[inode] = safe[: change.length].ljust(change.length, b"\0")
            case Kind.SYNC if inode in self.safe:
                self._sync(inode, Path(change.place))
            case Kind.REMOVE | Kind.RENAME if found.st_nlink == 1:
                self.safe.pop(inode, None)  # its number may come back as another file's
                self.at_risk.discard(inode)

    def lose(self) -> list[str]:
        """Take away what is not safe; the files that lost something, relative to the project."""
        lost = []
        for path, content in self.cleanup():
            if content != path.read_bytes():
                path.write_bytes(content)
                lost.append(str(path.relative_to(self.root)))
        return lost

    def cleanup(self) -> Iterator[tuple[Path, bytes]]:
        """Each file that was touched, and all that a loss of power would leave of it."""
        known = ((path, self.safe.get(inode)) for path, inode in self._files())
        return ((path, content) for path, content in known if content is not None)

    def _keep(self, inode: Inode, place: str) -> bytes:
        if inode not in self.safe:
            self.safe[inode] = self._bytes(Path(place))
        return self.safe[inode]

    def _bytes(self, path: Path) -> bytes:
        """What lies there; LimitExceeded where all that was kept would be too much for memory."""
        content = path.read_bytes() if path.stat().st_size <= LIMITS.file_bytes else None
        self._kept += len(content or b"")
        if content is None or self._kept > MOST_KEPT:
            told = f"a file of more than {LIMITS.file_mib:g} MiB, or {MOST_KEPT / MIB:g} MiB in all"
            raise LimitExceeded(f"the run changes {told}: more than a sweep keeps of them")
        return content

    def _sync_all(self) -> None:
        for path, inode in self._files():
            if inode in self.safe:
                self._sync(inode, path)

    def _sync(self, inode: Inode, path: Path) -> None:
        self._kept -= len(self.safe[inode])
        self.safe[inode] = self._bytes(path)
        self.differs |= inode in self.at_risk
        self.at_risk.discard(inode)

    def _files(self) -> Iterator[tuple[Path, Inode]]:
        for folder, _, names in os.walk(self.root):
            for path in (Path(folder, name) for name in names):
                found = path.lstat()
                if _is_file(found):
                    yield path, (found.st_dev, found.st_ino)


def _is_file(found: os.stat_result | None) -> TypeGuard[os.stat_result]:
    return found is not None and stat.S_ISREG(found.st_mode)
