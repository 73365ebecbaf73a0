"""The words of the steps about loops, and what they mean."""

import signal

import parse

from proving_ground.language.words import one_of
from proving_ground.loops.scene import DEEDS
from proving_ground.loops.witnesses import FLAWS

STOPS = {
    "interrupted": signal.SIGINT,
    "terminated": signal.SIGTERM,
    "hung up": signal.SIGHUP,
    "killed": signal.SIGKILL,
}
CHARACTERS = {
    "what a shell would change": '"it\'s $HOME", `date`, $(id), \\n, %s, !!, *, ~, & < > | too.',
    "what is not ASCII": "Größe, 日本語, Ελλάδα, 🧪 and a soft\u00adhyphen",
    "lines of all kinds": "- a list\n\n\n\tand a tab\n--- \n# and a heading\n-p --model wrong",
}
"""What a prompt may hold."""


@parse.with_pattern(r"call \d+|calls \d+ to \d+|every call")
def calls(text: str) -> range | None:
    """`call 2`, `calls 1 to 4`, or None for `every call`."""
    numbers = [int(word) for word in text.split() if word.isdecimal()]
    return range(numbers[0], numbers[-1] + 1) if numbers else None


TYPES = {
    "LoopCalls": calls,
    "LoopCharacters": one_of(CHARACTERS),
    "LoopDeed": one_of(name for name in DEEDS if name != "mentions the done-signal"),
    "ListFlaw": one_of(FLAWS),
    "LoopStop": one_of(STOPS),
}
