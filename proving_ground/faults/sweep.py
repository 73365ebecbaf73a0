"""Sweeps: the same run over and over, struck by a fault at one point after another.

First the run is left in peace, and its changes to the project are counted. Then, for each of
them, the trial goes back to its start; the run is struck there, and resumed; and both runs are
held against the laws and against the run that was left in peace. Where what a strike leaves is
known without it, most runs are struck once alone, and copied at each of their changes.
"""

import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, Protocol

from proving_ground.errors import EngineFault, FaultNotFired, given
from proving_ground.facts import END, Point, unharmed
from proving_ground.facts import Sweep as SweepFacts
from proving_ground.faults.checkpoint import Checkpointable, checkpoint, restore, take_back
from proving_ground.faults.copies import (
    BATCH,
    FEWEST,
    Copy,
    Copyist,
    folder_for_copies,
    real_points,
)
from proving_ground.faults.kinds import Fault
from proving_ground.faults.parity import Outcome, differences
from proving_ground.faults.points import Points
from proving_ground.faults.progress import track
from proving_ground.interception.watch import Watch
from proving_ground.processes.command import Action
from proving_ground.processes.execution import Conclusion, Execution

ENOUGH = 5
"""Failing points after which a sweep ends."""


class Sweepable(Checkpointable, Protocol):
    """A trial whose runs can be swept; what `ready` returns tells `state` and `problem`."""

    def ready(self) -> Any:
        """Write what the engine and the agents will read; the state as it is before the run."""

    def begin(self, action: Action, watch: Watch | None = None) -> Execution:
        """Start the engine, under watch if there is one."""

    def conclude(
        self, execution: Conclusion, action: Action, before: Any, fault: str | None = None
    ) -> None:
        """Take the evidence; LawBroken where it breaks a law."""

    def outcome(self) -> Outcome:
        """How the session ended, aspect by aspect."""


@dataclass(frozen=True)
class Failure:
    """A point at which the session did not recover: its number, the change, and what was found."""

    number: int
    change: str
    found: tuple[str, ...]


@dataclass(frozen=True)
class Sweep:
    """What came of a sweep: of its `changes`, those of `numbers` (from 1) were tried.

    `pace` is the time that each took, in seconds; `ending` is what the state told in the end of the
    run that was left in peace, None where there was no state. At the points in `copies` a copy of
    the trial stood for the strike; None where copies did not agree with strikes, so that all were.
    `harm` counts the processes and files that were struck.
    """

    fault: Fault
    changes: tuple[str, ...]
    numbers: tuple[int, ...]
    failures: tuple[Failure, ...]
    pace: float
    ending: object = None
    copies: frozenset[int] | None = frozenset()
    harm: int = 0

    @property
    def total(self) -> int:
        """How many points there are."""
        return len(self.changes)

    @property
    def tried(self) -> int:
        """How many of them were tried."""
        return len(self.numbers)

    @property
    def copied(self) -> int | None:
        """At how many of them a copy stood for the strike."""
        return None if self.copies is None else len(self.copies)

    def facts(self) -> SweepFacts:
        """What is reported of the sweep, point by point."""
        lost = {failure.number: failure.found for failure in self.failures}
        points = enumerate(self.changes, 1)
        return SweepFacts(
            words=self.fault.words,
            level=self.fault.level,
            points=tuple(self._point(number, change, lost) for number, change in points),
            pace_s=round(self.pace, 4),
            harm=self.harm,
        )

    def _point(self, number: int, change: str, lost: Mapping[int, tuple[str, ...]]) -> Point:
        if number in lost:
            return Point(number=number, change=change, outcome="lost", found=lost[number])
        outcome = "recovered" if number in self.numbers else "not tried"
        copied = number in (self.copies or ())
        return Point(number=number, change=change, outcome=outcome, copied=copied)

    @property
    def _how(self) -> str:
        if self.copied is None:
            return " (all for real: copies did not agree with strikes)"
        return f" ({self.copied} by copies)" if self.copied else ""

    def __str__(self) -> str:
        return (
            f"{self.fault.level}: {self.fault.words} each of {self.total} changes; {self.tried} "
            f"tried{self._how}, {len(self.failures)} not recovered, "
            f"{1000 * self.pace:.0f} ms each"
        )


class Sweeper:
    """Sweeps one run of a trial, which is left as the first failing point leaves it, if any."""

    def __init__(self, trial: Sweepable, fault: Fault, action: Action):
        self.trial = trial
        self.fault = fault
        self.action = action
        self.tried: list[int] = []
        self.harm = 0
        self.copied: list[int] = []
        """The points at which nothing was wrong by a copy alone."""
        self.has_disagreed = False

    def sweep(self, points: Points) -> Sweep:
        """Try the points; LawBroken where even the run that is left in peace breaks a law."""
        self.before = self.trial.ready()
        with checkpoint(self.trial) as self.start:
            self.changes = self._left_in_peace()
            self.expected = self.trial.outcome()
            began = time.perf_counter()
            everything = points.chosen(len(self.changes))
            chosen = points.mine(everything)
            failures = tuple(islice(self._failures(chosen), ENOUGH))
            pace = (time.perf_counter() - began) / max(len(self.tried), 1)
            if chosen == everything:  # of a part alone nobody can tell
                self._prove(chosen)
            if failures:
                deque(self._wrong_at(failures[0].number), maxlen=0)
        told, tried = self.expected.get("the state"), tuple(dict.fromkeys(self.tried))
        copies = None if self.has_disagreed else frozenset(self.copied)
        changes = tuple(self.changes)
        return Sweep(self.fault, changes, tried, failures, pace, told, copies, self.harm)

    def _left_in_peace(self) -> list[str]:
        """The changes at which the fault can strike; none where the run makes no change at all."""
        watch = self._watch()
        execution = self.trial.begin(self.action, watch)
        self.trial.conclude(execution, self.action, self.before)
        if watch.seen and not watch.changes:
            raise FaultNotFired(
                f"the run made {watch.seen} changes, and could be {self.fault.words} none of them"
            )
        return watch.changes + [END] * bool(watch.changes and self.fault.after_all)

    def _prove(self, chosen: list[int]) -> None:
        """FaultNotFired where points were tried, and at none of them any harm was done."""
        struck = [number for number in chosen[: len(self.tried)] if self.changes[number - 1] != END]
        if struck and not self.harm:
            raise FaultNotFired(unharmed(self.fault.words, len(struck)))

    def _failures(self, numbers: list[int]) -> Iterator[Failure]:
        for number, found in track(self._tries(numbers), len(numbers), self.fault.words):
            self.tried.append(number)
            if found:
                yield Failure(number, self.changes[number - 1], found)

    def _tries(self, numbers: list[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each point with what is wrong after it; from copies as long as these tell the truth."""
        left = deque(numbers)
        while left:
            batch = [left[n] for n in range(min(BATCH, len(left)))]
            with folder_for_copies(self.trial.project.root) as folder:
                copies = self._copies(batch, folder) if self._may_copy(numbers) else {}
                real = real_points(batch) if copies else frozenset()
                for number in batch:
                    yield left.popleft(), self._tried(number, copies, real)
            if self.has_disagreed:
                left.extend(self.copied)
                self.copied.clear()

    def _tried(self, number: int, copies: dict[int, Copy], real: frozenset[int]) -> tuple[str, ...]:
        copy = None if self.has_disagreed else copies.get(number)
        if copy is None:
            return tuple(self._wrong_at(number))
        found = tuple(self._wrong_at(number, copy))
        if not found and number not in real:
            self.copied.append(number)
            return found
        struck = tuple(self._wrong_at(number))
        self.has_disagreed |= bool(struck) != bool(found)
        return struck

    def _may_copy(self, numbers: list[int]) -> bool:
        return bool(self.fault.leaves) and len(numbers) >= FEWEST and not self.has_disagreed

    def _copies(self, numbers: list[int], folder: Path) -> dict[int, Copy]:
        """The trial as it stands at each of those changes of one run that is left in peace."""
        restore(self.trial, self.start)
        root = self.trial.project.root
        copyist = Copyist(root, folder, numbers, given(self.fault.leaves))
        watch = self._watch()
        watch.at_each = copyist.take
        copyist.execution = execution = self.trial.begin(self.action, watch)
        execution.wait()
        if self.changes[-1:] == [END]:
            copyist.take(len(self.changes), None, watch.ledger)
        execution.close()
        self.trial.supervisor.sweep()
        watch.close()
        same = zip(self.changes, watch.changes, strict=False)
        known = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], same))
        return {n: each for n, each in copyist.copies.items() if n <= known or each.change == END}

    def _wrong_at(self, number: int, copy: Copy | None = None) -> Iterator[str]:
        """Strike at that point and resume; everything that is wrong afterwards."""
        try:
            if copy:
                self._take(number, copy)
            else:
                restore(self.trial, self.start)
                self._strike(number)
            self._resume()
        except EngineFault as wrong:
            yield from wrong.findings
        else:
            yield from differences(self.expected, self.trial.outcome())

    def _take(self, number: int, copy: Copy) -> None:
        """Let the trial be as a strike at that change would have left it."""
        take_back(self.trial, self.start)
        self.harm += copy.put_in_place(self.trial.project.root)
        fault = f"{self.fault.words} change {number}: {copy.change}"
        self.trial.conclude(copy.struck, self.action, self.before, fault)

    def _strike(self, number: int) -> None:
        execution, watch, change = self._run_to(number)
        harm = self.fault.proof(watch)
        self.fault.strike(execution, watch)
        execution.wait()
        self.harm += harm(execution)
        fault = f"{self.fault.words} change {number}: {change}"
        self.trial.conclude(execution, self.action, self.before, fault)

    def _run_to(self, number: int) -> tuple[Execution, Watch, str]:
        watch = self._watch(number)
        execution = self.trial.begin(self.action, watch)
        change = str(watch.held) if execution.wait() else END
        if change == END != self.changes[number - 1]:
            raise FaultNotFired(
                f"the run was to be {self.fault.words} change {number} "
                f"({self.changes[number - 1]}), but this time it made only {len(watch.changes)}\n"
                f"{''.join(execution.close()[1:])}"
            )
        return execution, watch, change

    def _resume(self) -> None:
        """Resume; a session of which nothing is recorded yet is started once more."""
        before = self.trial.ready()
        unknown = before.state is None and before.problem is None
        action = self.action if unknown else "resume"
        self.trial.conclude(self.trial.begin(action), action, before)

    def _watch(self, stop_at: int | None = None) -> Watch:
        return Watch(self.trial.project.folder, self.fault.counts, stop_at)
