"""The book of laws: sentences that must hold of all evidence, whatever the scenario."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from proving_ground.evidence import Evidence

Check = Callable[[Evidence], Iterator[str]]
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


LAWS: list[Law[Evidence]] = []


def law(identity: str, sentence: str, *, trusts_files: bool = False) -> Callable[[Check], Check]:
    """Enter a check into the book."""

    def enter(check: Check) -> Check:
        LAWS.append(Law(identity, sentence, check, trusts_files))
        return check

    return enter


def broken(evidence: Evidence) -> list[str]:
    """Every violation in the evidence, as `law-id: what was found`."""
    valid = (law for law in LAWS if not (law.trusts_files and evidence.is_damaged))
    return violations(valid, evidence)


def violations(laws: Iterable[Law[Seen]], evidence: Seen) -> list[str]:
    """Every violation of those laws, in the same words whatever the family."""
    return [f"{each.id}: {found}" for each in laws for found in each.check(evidence)]
