"""Watching a run: every change that its processes make to the project, one at a time."""

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from proving_ground.errors import LimitExceeded, given
from proving_ground.interception import seccomp
from proving_ground.interception.changes import Change, look
from proving_ground.interception.ledger import Ledger
from proving_ground.interception.syscalls import Kind
from proving_ground.limits import LIMITS

if TYPE_CHECKING:
    from proving_ground.interception.footprints import Footprints

Counts = Callable[[Change, Ledger], bool]
NEEDS_ROOM = frozenset({Kind.WRITE, Kind.OPEN, Kind.MAKE, Kind.LINK})


class Watch:
    """Lets a process tree change the project, until the change at which it is to stand still.

    `changes` holds those that `counts`, in order; `held` is the one that waits to be made.
    With `is_full` there is no room for another byte or name; `denied` counts the changes that were
    answered so, `seen` all that anybody wanted to make. `at_each` is told of each change that
    counts, by its number from 1, before it is made. What changes nothing in the project is noted in
    `footprints`, if there are any.
    """

    def __init__(self, root: Path, counts: Counts, stop_at: int | None = None):
        self.ours, self.theirs = socket.socketpair()
        self.counts = counts
        self.stop_at = stop_at
        self.changes: list[str] = []
        self.held: Change | None = None
        self.is_full = False
        self.denied = 0
        self.seen = 0
        self.footprints: Footprints | None = None
        self.at_each: Callable[[int, Change, Ledger], None] | None = None
        self.ledger = Ledger(Path(os.path.realpath(root)))
        self._root = str(self.ledger.root)
        self._listener: seccomp.Listener | None = None
        _WATCHES.add(self)

    def fileno(self) -> int:
        """Readable where a process wants to make a change."""
        return self._listener.fileno() if self._listener else self.ours.fileno()

    def open(self) -> None:
        """Take over the process that was started with `theirs`; until then it stands still."""
        self.theirs.close()
        self._listener = seccomp.accept(self.ours)

    def pump(self) -> bool:
        """Deal with the next change; False where nobody is left to make one."""
        listener = given(self._listener)
        notice = listener.receive()
        if notice is None:
            return not listener.is_deserted
        change = look(notice, self._root)
        self.seen += change is not None
        if change is None:
            if self.footprints:
                self.footprints.note(notice)
            listener.answer(notice)
        elif self._is_awaited(change):
            self.held = change
        else:
            self._let(change)
        return True

    def go_on(self) -> None:
        """Let the change be made that waits for it."""
        change, self.held = given(self.held), None
        self._let(change)

    def tear(self) -> None:
        """Make half of the change that waits, a write, in its stead."""
        given(self.held).make_half()

    def close(self) -> None:
        """Nobody may be left who still asks."""
        self.ours.close()
        if self._listener:
            self._listener.close()

    def _is_awaited(self, change: Change) -> bool:
        if not self.counts(change, self.ledger):
            return False
        self.changes.append(str(change))
        if len(self.changes) > LIMITS.files:
            raise LimitExceeded(
                f"the run makes more than {LIMITS.files:.0f} changes to the project"
            )
        if self.at_each:
            self.at_each(len(self.changes), change, self.ledger)
        return len(self.changes) == self.stop_at

    def _let(self, change: Change) -> None:
        listener = given(self._listener)
        if self.is_full and change.kind in NEEDS_ROOM:
            self.denied += listener.answer(change.notice, errno.ENOSPC)
        else:
            self.ledger.note(change)
            listener.answer(change.notice)


_WATCHES: WeakSet[Watch] = WeakSet()


def held_threads() -> set[int]:
    """The threads that stand still because a watch waits for somebody to say how they go on."""
    return {watch.held.notice.thread for watch in _WATCHES if watch.held}
