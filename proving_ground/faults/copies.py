"""Copies of a trial at the changes of one run: what a crash there would leave, without the crash.

A run that is left in peace stands still at each of its changes while it is watched. What lies on
the disk then is what a kill there would leave; so the trial's folders are copied, and with what a
torn write or a loss of power would take away, each copy stands for a run that was struck there.
Processes that work side by side may be anywhere while one stands still, so some points are struck
for real all the same, and must agree.
"""

import os
import random
import shutil
import signal
import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from proving_ground.facts import END
from proving_ground.interception.changes import Change
from proving_ground.interception.ledger import Ledger
from proving_ground.processes.client import Exit
from proving_ground.processes.execution import Execution
from proving_ground.scratch import remove_folder

FEWEST = 8
"""Points from which on copies are worth a run more."""
BATCH = 64
"""Copies that are kept at once."""
REAL = 0.1
"""The part of the points at which the run is struck for real all the same; at least one."""

Files = Mapping[Path, bytes]
"""What a strike leaves of files that it touches; it leaves all others as they are."""
Leaves = Callable[[Change | None, Ledger], Files]
"""Tells that of a change that is about to be made, or of the end of the run."""


def real_points(numbers: Sequence[int]) -> frozenset[int]:
    """Those of the points that are struck for real, always the same."""
    dice = random.Random(len(numbers))  # noqa: S311 - to be repeated, not to be secret
    return frozenset(dice.sample(numbers, max(1, round(REAL * len(numbers)))))


@dataclass(frozen=True)
class Struck:
    """Stands for the execution of a run that was killed at a change."""

    stdout: str
    stderr: str
    clock_said: tuple[float, ...] = ()
    watch: None = None
    scheduler: None = None

    def close(self) -> tuple[Exit, str, str]:
        """How it ended, and what it had printed on stdout and stderr."""
        return Exit(-signal.SIGKILL, 0.0), self.stdout, self.stderr


@dataclass(frozen=True)
class Copy:
    """The folders of a trial at a change, with what the strike leaves of some files."""

    place: Path
    change: str
    left: Files
    struck: Struck

    def put_in_place(self, root: Path) -> int:
        """Let the trial's folders be these, once; how many files the strike changed."""
        remove_folder(root)
        self.place.rename(root)
        (root / "agents/latches").mkdir(exist_ok=True)
        for path, content in self.left.items():
            path.write_bytes(content)
        return len(self.left)


class Copyist:
    """Copies a trial's folders at those changes of a run that are wanted."""

    def __init__(self, root: Path, folder: Path, wanted: Collection[int], left: Leaves):
        """`root` holds the trial's folders, `folder` gets the copies; `left` is the fault's."""
        self.copies: dict[int, Copy] = {}
        self.execution: Execution | None = None
        self._root, self._folder = root, folder
        self._wanted, self._left = frozenset(wanted), left

    def take(self, number: int, change: Change | None, ledger: Ledger) -> None:
        """Copy all folders, if that change (None: the end of the run) is wanted."""
        if number not in self._wanted or self.execution is None:
            return
        place = self._folder / f"{number}"
        shutil.copytree(self._root, place, symlinks=True, ignore=_special)
        told = str(change) if change else END
        left = self._left(change, ledger)
        self.copies[number] = Copy(place, told, left, _struck(self.execution))


def _struck(execution: Execution) -> Struck:
    stdout, stderr = execution.printed()
    return Struck(stdout, stderr, execution.clock_said)


def _special(folder: str, names: list[str]) -> list[str]:
    """What is no file, no folder and no link: latches, sockets."""
    kinds = {name: os.lstat(f"{folder}/{name}").st_mode for name in names}
    plain = (stat.S_ISREG, stat.S_ISDIR, stat.S_ISLNK)
    return [name for name, mode in kinds.items() if not any(is_so(mode) for is_so in plain)]


@contextmanager
def folder_for_copies(root: Path) -> Iterator[Path]:
    """A folder beside the trial's, for as long as the context lasts."""
    with TemporaryDirectory(prefix="copies-", dir=root.parent) as place:
        yield Path(place)
