"""What some scenarios need of the machine, whatever engine is on trial."""

from collections.abc import Collection
from functools import cache

from proving_ground.interception import seccomp

PREFIX = "needs-machine."
CRASH_POINTS = "crash-points"


def obstacle(tags: Collection[str]) -> str | None:
    """Why scenarios with those tags cannot run on this machine; None where they can."""
    if PREFIX + CRASH_POINTS in tags and (reason := _no_crash_points()):
        return f"this machine has no {CRASH_POINTS}: {reason}"
    return None


@cache
def _no_crash_points() -> str | None:
    return seccomp.obstacle()
