"""How laws say what they found."""

from collections.abc import Iterable

from proving_ground.pipelines.contract import Key, Place

Entry = tuple[int | None, int, int | None, str | None]
"""What a history holds: stage, iteration, agent of a block, decision."""


def name(key: Key | Place) -> str:
    """One stage and iteration, and which agent of a block, in words."""
    stage, iteration, *agents = key
    here = "".join(f" by agent-{agent}" for agent in agents if agent is not None)
    return f"iteration {iteration} of stage {stage}{here}"


def names(keys: Iterable[Key]) -> str:
    """Several stages and iterations in words, in order; `none` for none."""
    return ", ".join(name(key) for key in sorted(keys)) or "none"


def entries(history: list[Entry]) -> str:
    """A history as `stage/iteration/agent decision`, in order."""
    told = ("/".join(str(part) for part in entry[:3] if part is not None) for entry in history)
    decided = (entry[3] or "no decision" for entry in history)
    return ", ".join(map(" ".join, zip(told, decided, strict=True))) or "nothing"
