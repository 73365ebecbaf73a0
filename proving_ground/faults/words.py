"""The words of steps about faults, and what they mean."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from proving_ground.agents.script import answer, write_stderr
from proving_ground.faults import kinds
from proving_ground.faults.damage import DAMAGES, VANDALISM
from proving_ground.language.phrases import phrases
from proving_ground.language.words import one_of
from proving_ground.processes import place
from proving_ground.processes.command import Action


def _dead() -> int:
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    return process.pid


FAULTS = {
    "is killed before": kinds.KILL,
    "is killed halfway through": kinds.TEAR,
    "loses power before": kinds.POWER_LOSS,
    "runs out of disk space at": kinds.FULL_DISK,
    "is terminated before": kinds.TERMINATE,
}
AREAS: dict[str, kinds.Area] = {
    "disk": kinds.anywhere,
    "its state": kinds.in_the_state,
    "the base branch": kinds.at_the_base,
    "its worktrees": kinds.at_a_worktree,
}
HOLDERS: dict[str, Callable[[], int]] = {"is gone": _dead, "does something else": os.getpid}
"""The id of a process that a lock names and that does not run the session, when it is wanted."""
CLOCKS = {
    'stands at "…"': lambda time: (time, 0.0),
    "jumps back an hour whenever the engine looks at it": ("2026-03-01 09:30", -3_600.0),
    "jumps ahead a day whenever the engine looks at it": ("2026-03-01 09:30", 86_400.0),
}
"""The time that the engine sees first, and how many seconds later it is at each look."""
BYTES = {
    "bytes that are no text": (answer(b"caf\xe9 \xff\xfe\x00".decode(errors="surrogateescape")),),
    "8 MB, and complains with 200 KB": (
        write_stderr("Nothing to see here.", times=10_000),
        answer("It goes on and on, line by line\n", times=250_000),
    ),
}
Stop = Callable[[Any, Any, Action], None]
"""Ends a run of a trial at a moment; the action tells which run it is."""


def _by(number: signal.Signals) -> Stop:
    return lambda trial, moment, action: trial.interrupt(moment, number, action)


def _lose_power(trial: Any, moment: Any, action: Action) -> None:
    trial.lose_power(moment, action)


def _hang_up(trial: Any, moment: Any, action: Action) -> None:
    trial.hang_up(moment, action)


def _others(trial: Any) -> list[int]:
    return [end.code for end in trial.concurrent_runs]


STOPS: dict[str, Stop] = {
    "killed": lambda trial, moment, action: trial.kill(moment, action),
    "killed without its agents": _by(signal.SIGKILL),
    "interrupted": _by(signal.SIGINT),
    "terminated": _by(signal.SIGTERM),
    "hung up": _by(signal.SIGHUP),
}
"""What ends a run from outside, while an agent works or a hook runs."""
STOPPED = {
    **{f"{tense} {how}": stop for tense in ("is", "was") for how, stop in STOPS.items()},
    "loses power": _lose_power,
    "lost power": _lose_power,
    "loses its terminal": _hang_up,
    "lost its terminal": _hang_up,
}
REFUSED: dict[str, Callable[[Any], list[int]]] = {
    "the run is": lambda trial: [trial.evidence.last.exit_code],
    "the second start is": _others,
    "all others are": _others,
}
"""Who is refused: the exits of those runs of a trial."""
PROGRAMS = ("pipeline", "orchestration")
VERBS: dict[str, Action] = {"start": "start", "resume": "resume"}
RUNS: dict[str, Action] = {"run": "start", "resumed run": "resume"}


TYPES = {
    "Area": one_of(AREAS),
    "Bytes": one_of(BYTES),
    "Clock": phrases(CLOCKS),
    "Damage": one_of(DAMAGES.keys()),
    "Kept": one_of(("session's state", "cache", "database")),
    "Fault": one_of(FAULTS),
    "Holder": one_of(HOLDERS),
    "Program": one_of(PROGRAMS),
    "Refused": one_of(REFUSED),
    "Run": one_of(RUNS),
    "Stopped": one_of(STOPPED),
    "EnginePlace": one_of(place.PLACES),
    "Vandalism": one_of(VANDALISM.keys()),
    "Verb": one_of(VERBS),
}
