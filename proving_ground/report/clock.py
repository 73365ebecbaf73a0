"""The real time, also while a scenario has stopped the clock."""

import time


class _Real:
    # In a class, because freezegun replaces the attributes of modules only.
    time = staticmethod(time.time)


def now() -> float:
    """Seconds since the epoch."""
    return _Real.time()
