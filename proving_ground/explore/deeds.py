"""What agents and hooks of drawn trials do, and what features promise to come of it."""

from proving_ground.pipelines import hook_words

CODED = ("crashes", "is killed", "gives up with its own code")
"""Deeds of an agent whose error tells how its process ended."""
FAILING = (
    *CODED,
    "writes no decision",
    "writes an empty decision",
    "writes half a decision",
    "writes an unknown decision",
    "writes a list for a decision",
    "reports its usage limit",
    "decides well but exits badly",
    "decides well, but then its API fails",
)
"""Deeds of an agent whose iteration fails."""
LONG = "answers with 8 MB, and complains with 200 KB"
HARMLESS = (
    "answers with bytes that are no text",
    LONG,
    "leaves a process behind",
)
"""Deeds of an agent whose iteration goes on as if it had done none."""
ERROR = 'reports the error "'
ANSWER = 'answers "'
NOTE = 'notes "'
SPOILING = tuple(
    each for each in FAILING if each not in ("writes no decision", "reports its usage limit")
)
"""Deeds that fail an iteration whose agent has written its decision already."""
UNDONE = "leaves its task undone"
GIVES_UP = "gives up its task"
DONE = "completes its task and "
REFUSES, SAYS = "refuses", "says"
REFUSING = (REFUSES, "calls a missing program")
HOOK_DEEDS = (*REFUSING, "is killed", SAYS)
"""What a hook does; all but the last stop the session."""
ORDINALS = ("", *hook_words.ORDINALS)
"""The words for the first call and so on, by its number."""


def fails(deed: str | None) -> bool:
    """Whether an iteration fails in which the agent does that."""
    if deed is None:
        return False
    known = (*FAILING, GIVES_UP, *(f"{DONE}{each}" for each in SPOILING))
    return deed.startswith(ERROR) or deed in known


def text_of(deed: str, start: str) -> str | None:
    """The text of a deed that begins so: what is answered, noted or reported."""
    return deed.removeprefix(start).removesuffix('"') if deed.startswith(start) else None
