"""The book of laws: sentences that must hold of all evidence, whatever the scenario."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from proving_ground.evidence import Evidence

Check = Callable[[Evidence], Iterator[str]]
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Law(Generic[Seen]):
    """A law's id, its sentence, and the check that yields a sentence per violation."""

    id: str
    sentence: str
    check: Callable[[Seen], Iterator[str]]


LAWS: list[Law[Evidence]] = []


def law(identity: str, sentence: str) -> Callable[[Check], Check]:
    """Enter a check into the book."""

    def enter(check: Check) -> Check:
        LAWS.append(Law(identity, sentence, check))
        return check

    return enter


def broken(evidence: Evidence) -> list[str]:
    """Every violation in the evidence, as `law-id: what was found`."""
    return [f"{each.id}: {found}" for each in LAWS for found in each.check(evidence)]
