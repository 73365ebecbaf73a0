"""Laws about what an engine tells of a session: readable, and of one mind with its exit."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from proving_ground.evidence.run_state import Ending
from proving_ground.laws.law import Law
from proving_ground.laws.seen import AnyEvidence


class AnySnapshot(Protocol):
    """The state as somebody found it."""

    @property
    def moment(self) -> str:
        """When that was."""

    @property
    def problem(self) -> str | None:
        """Why it did not parse, None where it did."""


class TellsState(AnyEvidence, Protocol):
    """The evidence of an engine that keeps a state."""

    @property
    def snapshots(self) -> Iterable[AnySnapshot]:
        """Every look at the state, in order."""

    @property
    def exit_endings(self) -> frozenset[Ending]:
        """The endings that the exit of the latest run tells of."""

    @property
    def stated_ending(self) -> Ending | None:
        """The ending that the state tells of after that run, None where there is no state."""

    @property
    def may_be_older(self) -> bool:
        """Whether the state may be that of an earlier run: this one was cut short, or refused."""


def always_readable(evidence: TellsState) -> Iterator[str]:
    """Bug classes 24 and 25."""
    for snapshot in evidence.snapshots:
        if snapshot.problem:
            yield f"{snapshot.moment}: {snapshot.problem}"


def disagreements(evidence: TellsState) -> Iterator[str]:
    """Where the exit code, the endings that it tells of, and the state's are not of one mind."""
    code, reported, stated = evidence.last.exit_code, evidence.exit_endings, evidence.stated_ending
    if not reported:
        yield f"the exit code {code} is none that the engine documents"
    if stated is None:
        if Ending.COMPLETE in reported:
            yield "the exit tells of success, but there is no state to read"
    elif not evidence.may_be_older and stated not in reported:
        yield f"the exit tells {_words(reported)}, the state tells {stated}"


def _words(endings: frozenset[Ending]) -> str:
    return " or ".join(sorted(endings)) or "nothing"


ALWAYS_READABLE = Law(
    "always-readable",
    "The state parses at every moment that anyone looked.",
    always_readable,
    trusts_files=True,
)
