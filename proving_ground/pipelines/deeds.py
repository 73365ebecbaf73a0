"""What agents of a pipeline do in an iteration, each deed under its name in words."""

import re
from collections.abc import Callable

from proving_ground.agents.script import (
    Act,
    answer,
    decide,
    exit_with,
    fail,
    ignore,
    leave,
    note,
    raise_signal,
    wait,
    write_raw,
    write_stderr,
)
from proving_ground.faults.words import BYTES
from proving_ground.language.phrases import phrases
from proving_ground.language.words import phrase

Acts = tuple[Act, ...]
GOES_ON = decide("continue")
COMPLETED = {"items_completed": ["${TASK}"], "files_touched": []}
COMPLETES: Acts = (answer("I did it."), decide("continue", work=COMPLETED))
FAILINGS: dict[str, Acts] = {
    "crashes": (answer("I will now"), write_stderr("Segmentation fault"), exit_with(1)),
    "is killed": (answer("I will now"), raise_signal("SIGKILL")),
    "gives up with its own code": (answer("I give up."), exit_with(7)),
    "writes no decision": (answer("Done, I think."),),
    "writes an empty decision": (answer("Done."), write_raw("")),
    "writes half a decision": (answer("Done."), write_raw('{"decision": "contin')),
    "writes an unknown decision": (answer("Done."), write_raw('{"decision": "maybe"}')),
    "writes a list for a decision": (answer("Done."), write_raw('["continue"]')),
    "reports its usage limit": (answer("Claude AI usage limit reached|1767225600"),),
    "decides well but exits badly": (GOES_ON, answer("Done."), exit_with(1)),
    "decides well, but then its API fails": (GOES_ON, fail(500, message="Overloaded")),
    "hangs": (answer("I will now"), wait("never-opened")),
    "hangs, and does not listen": (ignore("SIGTERM"), wait("never-opened")),
}
DEEDS: dict[str, Acts | Callable[[str], Acts]] = {
    **FAILINGS,
    **{f"answers with {what}": (*acts, GOES_ON) for what, acts in BYTES.items()},
    "leaves a process behind": (leave(), answer("It serves on."), GOES_ON),
    'answers "…"': lambda text: (answer(text), GOES_ON),
    'notes "…"': lambda line: (note(line), answer("Noted."), GOES_ON),
    'reports the error "…"': lambda reason: (answer("I am stuck."), decide("error", reason)),
    "gives up its task": (
        answer("I am stuck."),
        decide("error", "It is not possible", work=COMPLETED),
    ),
    "leaves its task undone": (answer("Not today."), GOES_ON),
    **{f"completes its task and {how}": (*COMPLETES, *acts) for how, acts in FAILINGS.items()},
}
_DEED = phrases(DEEDS)
_ONE: str = _DEED.pattern  # type: ignore[attr-defined]


@phrase(f"(?:{_ONE})(?:, then (?:{_ONE}))*", *DEEDS, "…, then … (attempt by attempt)")
def deeds(text: str) -> list[Acts]:
    """What an agent does: one deed, or one for each of its attempts in turn."""
    return [_DEED(found[0]) for found in re.finditer(_ONE, text)]
