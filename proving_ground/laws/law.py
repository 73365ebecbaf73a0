"""What the laws of all families share: what a law is, and how two witnesses disagree."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from proving_ground.evidence.run_state import Ending

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Law(Generic[Seen]):
    """A law's id, its sentence, and the check that yields a sentence per violation.

    One that `trusts_files` says nothing where the trial itself damaged what the engine wrote.
    """

    id: str
    sentence: str
    check: Callable[[Seen], Iterator[str]]
    trusts_files: bool = False


def violations(laws: Iterable[Law[Seen]], evidence: Seen) -> list[str]:
    """Every violation of those laws, in the same words whatever the family."""
    return [f"{each.id}: {found}" for each in laws for found in each.check(evidence)]


STAYS_INSIDE = "Nothing is changed but the project and what is the engine's own."


def disagreements(
    code: int, told: frozenset[Ending], stated: Ending | None, *, may_differ: bool
) -> Iterator[str]:
    """Where an exit code, the endings that it tells of, and the state's ending (None: no state)
    are not of one mind; a run that was cut short or refused may leave a state that is older.
    """
    if not told:
        yield f"the exit code {code} is none that the engine documents"
    if stated is None:
        if Ending.COMPLETE in told:
            yield "the exit tells of success, but there is no state to read"
    elif not may_differ and stated not in told:
        yield f"the exit tells {_words(told)}, the state tells {stated}"


def _words(endings: frozenset[Ending]) -> str:
    return " or ".join(sorted(endings)) or "nothing"
