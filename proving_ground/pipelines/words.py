"""The words of steps about agent pipelines, and what they mean."""

import parse

from proving_ground.agents.script import (
    Act,
    answer,
    decide,
    exit_with,
    ignore,
    raise_signal,
    wait,
    write_raw,
    write_stderr,
)
from proving_ground.pipelines.contract import Mistake
from proving_ground.pipelines.task_lists import CHANGES, FLAWS, KINDS, TROUBLES
from proving_ground.run_state import Ending
from proving_ground.words import one_of

ENDINGS = {
    "complete": Ending.COMPLETE,
    "failed": Ending.FAILED,
    "stopped at its cap": Ending.CAPPED,
    "interrupted": Ending.INTERRUPTED,
    "stuck": Ending.STUCK,
    "over budget": Ending.OVER_BUDGET,
    "paused": Ending.PAUSED,
}

FAILINGS: dict[str, tuple[Act, ...]] = {
    "crashes": (answer("I will now"), write_stderr("Segmentation fault"), exit_with(1)),
    "is killed": (answer("I will now"), raise_signal("SIGKILL")),
    "gives up with its own code": (answer("I give up."), exit_with(7)),
    "writes no decision": (answer("Done, I think."),),
    "writes an empty decision": (answer("Done."), write_raw("")),
    "writes half a decision": (answer("Done."), write_raw('{"decision": "contin')),
    "writes an unknown decision": (answer("Done."), write_raw('{"decision": "maybe"}')),
    "writes a list for a decision": (answer("Done."), write_raw('["continue"]')),
    "reports its usage limit": (answer("Claude AI usage limit reached|1767225600"),),
    "decides well but exits badly": (decide("continue"), answer("Done."), exit_with(1)),
    "hangs": (answer("I will now"), wait("never-opened")),
    "hangs, and does not listen": (ignore("SIGTERM"), wait("never-opened")),
}

TIMES = {"two seconds": 2.0, "a minute": 60.0}


@parse.with_pattern(r"\d+(?: to \d+)?")
def iterations(text: str) -> range:
    """`3` or `1 to 3`, as a range of iteration numbers."""
    first, _, last = text.partition(" to ")
    return range(int(first), int(last or first) + 1)


@parse.with_pattern(r' of stage "[^"]*"')
def of_stage(text: str) -> str:
    """The stage's name in ` of stage "NAME"`."""
    return text.split('"')[1]


@parse.with_pattern(r'[^"]*')
def text(value: str) -> str:
    """What stands between two quotes; it may be empty."""
    return value


TYPES = {
    "Change": one_of(CHANGES.keys()),
    "Ending": one_of(ENDINGS),
    "Standing": one_of({"running": Ending.RUNNING, **ENDINGS}),
    "Failing": one_of(FAILINGS),
    "Flaw": one_of(FLAWS.keys()),
    "Iterations": iterations,
    "Mistake": one_of({str(each): each for each in Mistake}),
    "OfStage": of_stage,
    "Setting": one_of(("backend", "model")),
    "Source": one_of(("command line", "environment", "pipeline", "stage")),
    "Trouble": one_of(TROUBLES),
    "TaskKind": one_of(KINDS),
    "Text": text,
    "Time": one_of(TIMES),
}
