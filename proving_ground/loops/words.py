"""The words of the steps about loops, and what they mean."""

import signal
from collections.abc import Callable

import parse

from proving_ground.evidence.expectation import some
from proving_ground.language.phrases import phrases
from proving_ground.language.words import items, one_of, phrase
from proving_ground.loops.asking import Says
from proving_ground.loops.contract import PLACES
from proving_ground.loops.evidence import LoopRun
from proving_ground.loops.hearing import deaf_to_a_yes, going_on_unheard
from proving_ground.loops.lists import FLAWS
from proving_ground.loops.scene import DEEDS

STOPS = {
    "interrupted": signal.SIGINT,
    "terminated": signal.SIGTERM,
    "hung up": signal.SIGHUP,
    "killed": signal.SIGKILL,
}
CHARACTERS = {
    "what a shell would change": '"it\'s $HOME", `date`, $(id), \\n, %s, !!, *, ~, & < > | too.',
    "what is not ASCII": "Größe, 日本語, Ελλάδα, 🧪 and a soft\u00adhyphen",
    "what patterns mean": "a.*b | [x-z]+ ^$ (?i) \\1 \\d & \\& s/a/b/g @a@ #a",
    "what templates fill": "$PROMPT $PROMISE {{prompt}} {{TASK}} {task} %(a)s <%= a %> $1 #{b}",
    "what JSON and YAML mean": '{"a": [1, null]}, - a: b: "c" #d, \\u0041, &x *x !tag |',
    "what Markdown means": "**a** _b_ `c` [d](e) | f | <!-- g --> - [ ] h, - [x] i",
    "lines of all kinds": "- a list\n\n\n\tand a tab\n--- \n# and a heading\n-p --model wrong",
}
"""What a prompt may hold."""
TITLES = {
    "words": "the lexer of Zoë",
    "what a shell would change": "lexer $HOME; `id` & *",
    "quotes": 'the "lexer" isn\'t there',
    "what patterns mean": "lexer.* [a-z]+ (x) \\1 & |",
    "what templates fill": "lexer {{a}} ${b} %s",
}
"""What the title of a task may hold; it is a name of a file as well."""


@parse.with_pattern(r"call \d+|calls \d+ to \d+|every call")
def calls(text: str) -> range | None:
    """`call 2`, `calls 1 to 4`, or None for `every call`."""
    numbers = [int(word) for word in text.split() if word.isdecimal()]
    return range(numbers[0], numbers[-1] + 1) if numbers else None


@phrase(r"\d+ steps?", "1 step", "2 steps")
def step_count(text: str) -> int:
    """How many steps there are to do."""
    return int(text.split(maxsplit=1)[0])


def _as_its_agent(run: LoopRun) -> bool:
    some(run.calls, "calls of agents")
    return run.ended_done


ENDS: dict[str, Callable[[LoopRun], bool]] = {
    "ends as a success": lambda _: True,
    "does not end as a success": lambda _: False,
    "ends as its agent did": _as_its_agent,
}
"""How a run may end, and whether it must tell of success then."""
ANOTHER = "session-2"
"""The name of a session beside the first."""
TYPES = {
    "LoopCalls": calls,
    "LoopAgent": one_of({"answers at once": "quick", "is not installed": "absent"}),
    "LoopEnd": one_of(ENDS),
    "LoopSession": one_of(
        {"the loop is started again": None, "another session of the loop is started": ANOTHER}
    ),
    "LoopTasks": phrases(
        {'the tasks "…"': lambda names: tuple(items(names)), "an empty list of tasks": ()}
    ),
    "ModelPlace": one_of({f"'s {place}": place for place in PLACES}),
    "LoopSecondStart": one_of(("was refused", "did its work")),
    "LoopCharacters": one_of(CHARACTERS),
    "LoopTitle": one_of(TITLES),
    "LoopDeed": one_of(tuple(DEEDS)),
    "ListFlaw": one_of(FLAWS),
    "LoopRuns": one_of(("runs", "runs again", "has run")),
    "LoopPerson": one_of({str(each): each for each in Says}),
    "GoesOn": one_of({"goes on": deaf_to_a_yes, "does not go on": going_on_unheard}),
    "LoopStop": one_of(STOPS),
    "StepCount": step_count,
}
