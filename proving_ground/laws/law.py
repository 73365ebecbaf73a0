"""What a law is, and the registry in which each family enters its laws."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from proving_ground.laws.seen import AnyEvidence

Seen_contra = TypeVar("Seen_contra", bound=AnyEvidence, contravariant=True)
Own = TypeVar("Own", bound=AnyEvidence)


@dataclass(frozen=True)
class Law(Generic[Seen_contra]):
    """A law's id, its sentence, and the check that yields a sentence per violation.

    One that `trusts_files` says nothing where the trial itself damaged the engine's own files; one
    that `needs` a capability says nothing where the engine does not declare it.
    """

    id: str
    sentence: str
    check: Callable[[Seen_contra], Iterator[str]]
    trusts_files: bool = False
    needs: str | None = None

    def applies(self, evidence: Seen_contra) -> bool:
        """Whether the evidence can be held against it."""
        is_deceived = self.trusts_files and evidence.is_damaged
        return not is_deceived and self.needs in (None, *evidence.adapter.capabilities)


class Registry(Generic[Own]):
    """The laws of a family: those `shared` with others, and those entered by `law`."""

    def __init__(self, *shared: Law[Own]):
        self._laws = list(shared)

    def __iter__(self) -> Iterator[Law[Own]]:
        return iter(self._laws)

    def law(
        self,
        identity: str,
        sentence: str,
        *,
        trusts_files: bool = False,
        needs: str | None = None,
    ) -> Callable[[Callable[[Own], Iterator[str]]], Callable[[Own], Iterator[str]]]:
        """Enter the check below as a law."""

        def enter(check: Callable[[Own], Iterator[str]]) -> Callable[[Own], Iterator[str]]:
            self._laws.append(Law(identity, sentence, check, trusts_files, needs))
            return check

        return enter

    def applying(self, evidence: Own) -> list[Law[Own]]:
        """The laws that the evidence can be held against."""
        return [each for each in self._laws if each.applies(evidence)]

    def broken(self, evidence: Own) -> list[str]:
        """Every violation in the evidence, as `law-id: what was found`."""
        laws = self.applying(evidence)
        return [f"{each.id}: {found}" for each in laws for found in each.check(evidence)]
