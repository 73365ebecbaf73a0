"""How long something is waited for, in time that the suite itself was running."""

import select
import time
from collections.abc import Callable

SLICE = 0.5
"""Seconds after which whoever waits looks up: at the clock, and at the supervisor."""


class Patience:
    """So many seconds; what the suite itself stood still (Ctrl-Z, a closed lid) does not count.

    Whoever waits looks at least once in a SLICE, so a longer gap is such a standstill.
    """

    def __init__(self, seconds: float):
        self._left = seconds
        self._looked = time.monotonic()

    @property
    def left(self) -> float:
        """The seconds that were left at the latest look, never below 0."""
        return max(self._left, 0)

    def is_over(self) -> bool:
        """Look at the clock; whether all seconds are used up."""
        now = time.monotonic()
        self._left -= min(now - self._looked, 2 * SLICE)
        self._looked = now
        return self._left <= 0


def await_readable(fd: int, seconds: float, check: Callable[[], None]) -> bool:
    """Whether the descriptor is readable within those seconds; `check` is called while waiting."""
    patience = Patience(seconds)
    while not select.select([fd], [], [], min(SLICE, patience.left))[0]:
        check()
        if patience.is_over():
            return False
    return True
