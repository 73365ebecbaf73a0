"""Whether processes are at rest: all of them asleep, so that only others can wake them."""

from pathlib import Path

from proving_ground.interception.watch import held_threads
from proving_ground.processes import descendants

ASLEEP = frozenset("STtZXI")
"""Asleep, stopped or ended; a process that waits for a disk (`D`) goes on by itself."""


def at_rest(pid: int) -> bool:
    """Whether no process below that one runs or is about to; timers may still wake them.

    They are looked at twice. A thread that was asleep both times and was never switched to in
    between has slept all the while, so there was a moment in which all of them slept. One that
    stands still in a system call goes on as soon as the suite has taken note of the call, unless
    a watch holds it.
    """
    before = _threads(pid)
    asleep = all(state in ASLEEP for state, _ in before.values())
    goes_on = asleep and any(map(_is_let_go_on, before))
    return asleep and not goes_on and _threads(pid) == before


def _threads(pid: int) -> dict[str, tuple[str, str]]:
    """Per thread below the process its state and how often it was switched away from."""
    folders = (Path(f"/proc/{each}/task") for each in descendants.of(pid))
    return {str(task): _look(task) for folder in folders for task in _within(folder)}


def _within(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _look(task: Path) -> tuple[str, str]:
    try:
        lines = (task / "status").read_text().splitlines()
    except OSError:
        return "X", ""
    told = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    switches = told["voluntary_ctxt_switches"] + "+" + told["nonvoluntary_ctxt_switches"]
    return told["State"][:1], switches


def _is_let_go_on(task: str) -> bool:
    """Whether a thread stands still in a system call that the suite answers by itself."""
    try:
        stands_still = "seccomp" in Path(task, "wchan").read_text()
    except OSError:
        return False
    return stands_still and int(Path(task).name) not in held_threads()
