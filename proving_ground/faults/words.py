"""The words of steps about faults, and what they mean."""

import os
import subprocess
import sys
from collections.abc import Callable

import parse

from proving_ground.agents.script import Act, answer, complain
from proving_ground.engines.contract import Action
from proving_ground.faults import kinds
from proving_ground.faults.damage import DAMAGES, VANDALISM


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
}
HOLDERS: dict[str, Callable[[], int]] = {"is gone": _dead, "does something else": os.getpid}
JUMPS = {"back an hour": -3_600.0, "ahead a day": 86_400.0}
BYTES = {
    "bytes that are no text": (answer(b"caf\xe9 \xff\xfe\x00".decode(errors="surrogateescape")),),
    "8 MB, and complains with 200 KB": (
        complain("Nothing to see here.", times=10_000),
        answer("It goes on and on, line by line\n", times=250_000),
    ),
}
VERBS: dict[str, Action] = {"start": "start", "resume": "resume"}
RUNS: dict[str, Action] = {"run": "start", "resumed run": "resume"}


@parse.with_pattern(r"|".join(FAULTS))
def fault(text: str) -> kinds.Fault:
    """What strikes a run at each of its changes."""
    return FAULTS[text]


@parse.with_pattern(r"|".join(AREAS))
def area(text: str) -> kinds.Area:
    """The part of a project whose changes count."""
    return AREAS[text]


@parse.with_pattern(r"|".join(RUNS))
def run(text: str) -> Action:
    """Whether a session is started or resumed."""
    return RUNS[text]


@parse.with_pattern(r"|".join(DAMAGES))
def damage(text: str) -> str:
    """What becomes of a session's state."""
    return text


@parse.with_pattern(r"|".join(VANDALISM))
def vandalism(text: str) -> str:
    """What an agent does to a session's files."""
    return text


@parse.with_pattern(r"|".join(HOLDERS))
def holder(text: str) -> int:
    """The id of a process that a lock names, but that does not run the session."""
    return HOLDERS[text]()


@parse.with_pattern(r"|".join(JUMPS))
def jump(text: str) -> float:
    """How far a clock jumps, in seconds."""
    return JUMPS[text]


@parse.with_pattern(r"|".join(BYTES))
def said(text: str) -> tuple[Act, ...]:
    """What an agent prints that programs are not made for."""
    return BYTES[text]


@parse.with_pattern(r"|".join(VERBS))
def verb(text: str) -> Action:
    """What several engines do at once."""
    return VERBS[text]


TYPES = {
    "Bytes": said,
    "Damage": damage,
    "Fault": fault,
    "Holder": holder,
    "Jump": jump,
    "Area": area,
    "Run": run,
    "Vandalism": vandalism,
    "Verb": verb,
}
