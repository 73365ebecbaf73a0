"""How much a run has written so far, so that none fills the disk of the machine."""

import os
import time
from pathlib import Path

from proving_ground.errors import LimitExceeded, TrialError
from proving_ground.limits import LIMITS, MIB
from proving_ground.processes.patience import SLICE

LEAST_FREE = 16 * MIB
"""Bytes that must be free for a run to be judged: with less, nobody knows who is at fault."""


class Growth:
    """Watches a trial's folders while a run goes on."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.free = free_bytes(folder)
        self.looked = time.monotonic()

    def check(self) -> None:
        """LimitExceeded where the trial grew beyond its limit; looks but once in a SLICE.

        The folders are measured only where the disk says that there is something to measure.
        """
        if time.monotonic() - self.looked < SLICE:
            return
        self.looked = time.monotonic()
        if self.free - free_bytes(self.folder) > LIMITS.trial_bytes / 2:
            self._measure()

    def end(self) -> None:
        """TrialError where the disk is full, so that it may be the disk's fault what was seen."""
        if free_bytes(self.folder) < LEAST_FREE:
            self._measure()
            raise TrialError(
                f"the disk that holds {self.folder} is full, so nothing can be said of the engine"
                f"\n  What to do: free some space, or set TMPDIR to a folder elsewhere"
            )

    def _measure(self) -> None:
        used = allocated_bytes(self.folder)
        if used > LIMITS.trial_bytes:
            raise LimitExceeded(
                f"the run wrote {used / MIB:.0f} MiB, more than the {LIMITS.trial_mib:g} MiB "
                f"that a trial may have on disk (docs/faults.md, Limits)"
            )


def free_bytes(folder: Path) -> int:
    """How much can be written on the disk that holds the folder, or what is left of it."""
    while not folder.exists():
        folder = folder.parent
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def allocated_bytes(folder: Path) -> int:
    """What the files below the folder take of the disk."""
    places = (f"{place}/{name}" for place, _, names in os.walk(folder) for name in names)
    return sum(_allocated(path) for path in places)


def _allocated(path: str) -> int:
    try:
        return os.lstat(path).st_blocks * 512
    except OSError:
        return 0
