"""Signals without `import signal`, which would pull in `enum`."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

HUP, INT, KILL, TERM = 1, 2, 9, 15
"""The same numbers on every system (POSIX)."""


def number(name: str) -> int | None:
    """The number of a signal such as `SIGKILL`; None where there is no such signal."""
    found = getattr(_signal, name, None)
    return found if isinstance(found, int) and name.startswith("SIG") else None


def on(number: int, do: Callable[[int], None]) -> None:
    """Call that with the number when the signal comes, also in the middle of a read that blocks."""
    _signal.signal(number, lambda number, _: do(number))


def ignore(number: int) -> None:
    """Do not listen to that signal any more."""
    _signal.signal(number, _signal.SIG_IGN)


def is_ignored(number: int) -> bool:
    """Whether nothing comes of that signal."""
    return bool(_signal.getsignal(number) == _signal.SIG_IGN)


def hold_back() -> set[int]:
    """Let signals that ask to end wait; what is to be given to `let_come` later."""
    before: set[int] = _signal.pthread_sigmask(_signal.SIG_BLOCK, (HUP, INT, TERM))
    return before


def let_come(before: set[int]) -> None:
    """Let signals come as before `hold_back`, also those that waited."""
    _signal.pthread_sigmask(_signal.SIG_SETMASK, before)


def pause() -> None:
    """Wait for a signal."""
    _signal.pause()


def die_by(number: int) -> None:
    """Send ourselves a signal, undisturbed by what Python does about it."""
    if _signal.getsignal(number) != _signal.SIG_DFL:
        _signal.signal(number, _signal.SIG_DFL)
    os.kill(os.getpid(), number)
