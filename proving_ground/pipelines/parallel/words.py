"""The words of steps about agents that work side by side, and what they mean."""

from proving_ground.language.words import phrase
from proving_ground.pipelines.parallel.turns import TurnOrder

MERGES = {"all of whom must agree": "all", "the first of whom decides": "first"}


@phrase(r"the agent|agent-\d+", "the agent", "agent-0")
def worker(text: str) -> int | None:
    """The number of one agent of a block; None for an agent that works alone."""
    return None if text == "the agent" else int(text.removeprefix("agent-"))


@phrase(r"|".join(MERGES) + r"|\d+ of whom must agree", *MERGES, "2 of whom must agree")
def merge(text: str) -> tuple[str, int | None]:
    """How decisions are merged, and how many agents must agree where that is to be told."""
    if text in MERGES:
        return MERGES[text], None
    return "consensus", int(text.split(maxsplit=1)[0])


@phrase(r"\d+(?:, \d+)*", "2, 0, 1")
def order(text: str) -> TurnOrder:
    """Numbers of agents: who ends first, second, and so on."""
    return tuple(int(number) for number in text.split(", "))


TYPES = {"Worker": worker, "Merge": merge, "Order": order}
