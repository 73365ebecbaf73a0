"""How laws say what they found."""

from collections.abc import Iterable

from proving_ground.engines.contract import Key
from proving_ground.run_state import Ending


def name(key: Key) -> str:
    """One stage and iteration, in words."""
    return f"iteration {key[1]} of stage {key[0]}"


def names(keys: Iterable[Key]) -> str:
    """Several of them, in order."""
    return ", ".join(name(key) for key in sorted(keys)) or "none"


def entries(history: list[tuple[int | None, int, str | None]]) -> str:
    """A history as `stage/iteration decision`, in order."""
    return ", ".join(f"{'' if s is None else f'{s}/'}{i} {d}" for s, i, d in history) or "nothing"


def words(endings: frozenset[Ending]) -> str:
    """Endings, in words."""
    return " or ".join(sorted(endings)) or "nothing"
