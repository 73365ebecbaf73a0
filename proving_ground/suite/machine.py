"""What some scenarios need of the machine, whatever engine is on trial."""

import os
import shutil
from collections.abc import Collection
from functools import cache

from proving_ground.errors import PrerequisiteError
from proving_ground.interception import seccomp

PREFIX = "needs-machine."
CRASH_POINTS = "crash-points"


def path() -> str:
    """Where programs are looked for: the caller's PATH, or the system's where there is none."""
    return os.environ.get("PATH", os.defpath)


def insist() -> None:
    """Raise PrerequisiteError where no trial can run on this machine, for want of git."""
    if not shutil.which("git", path=path()):
        raise PrerequisiteError(
            "git is not on PATH, and every trial needs it\n"
            "  What to do: install git, or add its folder to PATH"
        )


def obstacle(tags: Collection[str]) -> str | None:
    """Why scenarios with those tags cannot run on this machine; None where they can."""
    if PREFIX + CRASH_POINTS in tags and (reason := _no_crash_points()):
        return f"this machine has no {CRASH_POINTS}: {reason}"
    return None


@cache
def _no_crash_points() -> str | None:
    return seccomp.obstacle()
