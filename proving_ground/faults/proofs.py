"""Proofs that a fault struck: each looks just before it does, and once more when the run has ended.

What they look at is not what strikes: how the process ended, what the disk holds, what the kernel
has delivered. FaultNotFired where it is not as the fault must have left it.
"""

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from proving_ground.errors import FaultNotFired, given
from proving_ground.interception.watch import Watch
from proving_ground.processes import descendants
from proving_ground.processes.execution import Conclusion, Execution

Harm = Callable[[Execution], int]
"""How much harm was done, by what an execution that has ended shows; 0 where none could be."""
Proof = Callable[[Watch], Harm]


def must_be_killed(execution: Execution) -> None:
    """FaultNotFired where the run ended in any other way than by SIGKILL."""
    code = execution.ended.code if execution.ended else None
    if code != -signal.SIGKILL:
        found = "goes on" if code is None else f"ended with {code}"
        raise FaultNotFired(f"the run was to be killed, but it {found}")


def must_receive(execution: Execution, number: signal.Signals) -> None:
    """FaultNotFired where the engine's process was not alive to receive that signal."""
    if number not in execution.received:
        raise FaultNotFired(f"the run was to be ended by {number.name}, but did not receive it")


def must_own_terminal(execution: Execution) -> None:
    """FaultNotFired where the engine lives at no terminal that could be taken from it."""
    if descendants.terminal_of(execution.pid) == 0:
        raise FaultNotFired("the run was to lose its terminal, but its process has none")


def must_be_locked(path: Path) -> None:
    """FaultNotFired where another could write to that database now."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return
    raise FaultNotFired(f"{path.name} was to be locked, but anybody can write to it")


def must_have_moved(execution: Conclusion, moment: str, step: float) -> None:
    """FaultNotFired where the process did not see its clock stand there, and jump so at a look."""
    begin = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    expected = (begin, begin + step)
    near = [abs(said - at) < 1 for said, at in zip(execution.clock_said, expected, strict=False)]
    if near != [True, True]:
        raise FaultNotFired(
            f"the clock was to stand at {moment} UTC and to jump by {step:g} s, but the engine's "
            f"process saw {execution.clock_said or 'nothing'} (seconds since 1970)"
        )


def killed(_watch: Watch) -> Harm:
    """The run ended by SIGKILL."""

    def harm(execution: Execution) -> int:
        must_be_killed(execution)
        return 1

    return harm


def torn(watch: Watch) -> Harm:
    """The run ended by SIGKILL, and its file holds half of what was to be written."""
    place, expected = given(watch.held).halved()

    def harm(execution: Execution) -> int:
        must_be_killed(execution)
        actual = Path(place).read_bytes()
        if actual != expected:
            raise FaultNotFired(
                f"a write to {place} was to be torn: expected {len(expected)} bytes that end with "
                f"half of it, found {len(actual)}"
            )
        return 1

    return harm


def lost(watch: Watch) -> Harm:
    """The run ended by SIGKILL, if it had not ended before, and no file holds more than is safe."""
    was_running = watch.held is not None
    cleanup = list(watch.ledger.cleanup())
    at_risk = sum(path.read_bytes() != content for path, content in cleanup)

    def harm(execution: Execution) -> int:
        if was_running:
            must_be_killed(execution)
        kept = [path.name for path, content in cleanup if path.read_bytes() != content]
        if kept:
            raise FaultNotFired(
                f"power was to be lost, but {', '.join(kept)} kept bytes that were never synced"
            )
        return at_risk

    return harm


def refused_room(watch: Watch) -> Harm:
    """The change that stood still was answered with ENOSPC."""
    before = watch.denied

    def harm(_execution: Execution) -> int:
        if watch.denied == before:
            raise FaultNotFired("the disk was to be full, but no change was refused for that")
        return watch.denied - before

    return harm


def terminated(_watch: Watch) -> Harm:
    """The engine's process received SIGTERM."""

    def harm(execution: Execution) -> int:
        must_receive(execution, signal.SIGTERM)
        return 1

    return harm


def stood_still(watch: Watch) -> Harm:
    """The run stood still at a change; what happened to it meanwhile is for others to prove."""
    held = watch.held is not None
    return lambda _execution: int(held)
