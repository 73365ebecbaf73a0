"""The kinds of fault that can strike at every change to the disk, and what each does there."""

import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from proving_ground.errors import given
from proving_ground.faults.copies import Files, Leaves
from proving_ground.faults.proofs import (
    Proof,
    killed,
    lost,
    refused_room,
    stood_still,
    terminated,
    torn,
)
from proving_ground.interception.changes import Change
from proving_ground.interception.ledger import Ledger
from proving_ground.interception.syscalls import Kind
from proving_ground.interception.watch import NEEDS_ROOM, Counts, Watch
from proving_ground.processes.execution import Execution

Strike = Callable[[Execution, Watch], None]
Area = Callable[[Change, Sequence[str]], bool]
"""Whether a change belongs to a part of the project; told are the names of the state files."""


@dataclass(frozen=True)
class Fault:
    """One kind: `counts` chooses the changes at which it can strike, `strike` is called there.

    The run stands still while it strikes. With `after_all` it also strikes once when the run has
    ended. `words` say what became of the run; `level` is its number among the crash levels. `proof`
    is asked for just before it strikes, and tells when the run has ended how much harm it did.
    `leaves` tells what a strike at a change would leave of files; None where only a strike tells.
    """

    level: str
    words: str
    counts: Counts
    strike: Strike
    proof: Proof
    after_all: bool = False
    leaves: Leaves | None = None

    def at(self, area: Area, state_files: Sequence[str]) -> "Fault":
        """This fault, striking at changes of that area alone."""

        def counts(change: Change, ledger: Ledger) -> bool:
            return area(change, state_files) and self.counts(change, ledger)

        return replace(self, counts=counts)


_BASE = re.compile(r"\.git/(logs/)?(index|HEAD|ORIG_HEAD|refs/heads/main)(\.lock)?")


def anywhere(_change: Change, _state_files: Sequence[str]) -> bool:
    """True: a fault may strike at every change."""
    return True


def in_the_state(change: Change, state_files: Sequence[str]) -> bool:
    """Whether the change is to a file of the session's state."""
    return change.path in state_files


def at_the_base(change: Change, _state_files: Sequence[str]) -> bool:
    """What moves the user's branch, or the files of its checkout; hidden folders are others'."""
    return _BASE.fullmatch(change.path) is not None or not change.path.startswith(".")


def at_a_worktree(change: Change, _state_files: Sequence[str]) -> bool:
    """What makes, changes or removes a linked worktree: git's notes of it, and its files."""
    return "worktrees/" in change.path


def _is_visible(change: Change, _ledger: Ledger) -> bool:
    return change.kind is not Kind.SYNC


def _can_be_torn(change: Change, _ledger: Ledger) -> bool:
    return change.kind is Kind.WRITE and len(change.data) > 1


def _needs_room(change: Change, _ledger: Ledger) -> bool:
    return change.kind in NEEDS_ROOM


def _is_worth_a_try(_change: Change, ledger: Ledger) -> bool:
    return ledger.is_worth_a_try()


def _kill(execution: Execution, _watch: Watch) -> None:
    execution.kill()


def _tear(execution: Execution, watch: Watch) -> None:
    watch.tear()
    execution.kill()


def _cut_the_power(execution: Execution, watch: Watch) -> None:
    execution.kill()
    watch.ledger.lose()


def _fill_the_disk(_execution: Execution, watch: Watch) -> None:
    watch.is_full = True
    watch.go_on()


def _terminate(execution: Execution, watch: Watch) -> None:
    execution.signal(signal.SIGTERM)
    watch.go_on()


def _let_go_on(_execution: Execution, watch: Watch) -> None:
    watch.go_on()


def _all(_change: Change | None, _ledger: Ledger) -> Files:
    return {}


def _half(change: Change | None, _ledger: Ledger) -> Files:
    place, content = given(change).halved()
    return {Path(place): content}


def _safe(_change: Change | None, ledger: Ledger) -> Files:
    known = ledger.cleanup()
    return {path: content for path, content in known if path.read_bytes() != content}


KILL = Fault("L1", "killed before", _is_visible, _kill, killed, leaves=_all)
TEAR = Fault("L2", "killed halfway through", _can_be_torn, _tear, torn, leaves=_half)
POWER_LOSS = Fault(
    *("L3", "without power before", _is_worth_a_try, _cut_the_power, lost),
    after_all=True,
    leaves=_safe,
)
FULL_DISK = Fault("L4", "without room on the disk from", _needs_room, _fill_the_disk, refused_room)
TERMINATE = Fault("signal", "terminated before", _is_visible, _terminate, terminated)
INTRUDE = Fault("L6", "disturbed by a second start before", _is_visible, _let_go_on, stood_still)
