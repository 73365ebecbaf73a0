"""The book of laws: sentences that must hold of all evidence, whatever the scenario."""

from collections.abc import Callable, Iterator

from proving_ground.laws.law import Law, violations
from proving_ground.pipelines.evidence import Evidence

Check = Callable[[Evidence], Iterator[str]]


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
