"""In what a stand-in differs from the real CLI."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import zip_longest
from typing import Any

from proving_ground.agents.standin.agent import PROBLEM_EXIT
from proving_ground.fidelity.observation import Observation, SeenCall, SeenEvent

MATCHES, DIFFERS, UNSAID = "match", "differ", "cannot be said"


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be; `place` names it without its values."""

    place: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, found {self.found}"


def verdict(found: Observation, differences: Sequence[Difference]) -> str:
    """How a case stands; one whose script a stand-in cannot play cannot be said."""
    if any(call.exit == PROBLEM_EXIT for call in found.calls):
        return UNSAID
    return DIFFERS if differences else MATCHES


def compare(
    expected: Observation,
    actual: Observation,
    optional: Collection[str] = (),
    noise: Collection[str] = (),
) -> list[Difference]:
    """All differences but those of `optional` key paths and in the places of `noise`.

    A place of `noise` may hold `*` and `?`.
    """
    all_of_them = _differences(expected, actual, frozenset(optional))
    return [each for each in all_of_them if not any(fnmatch(each.place, n) for n in noise)]


def _differences(a: Observation, b: Observation, optional: frozenset[str]) -> Iterator[Difference]:
    for number, (theirs, ours) in enumerate(zip_longest(a.calls, b.calls), start=1):
        if theirs is None or ours is None:
            yield Difference(f"call {number}", theirs is not None, ours is not None)
        else:
            yield from _of_calls(f"call {number}", theirs, ours, optional)
    for name in sorted({*a.files, *b.files}):
        yield from _unlike(f"file {name}", a.files.get(name), b.files.get(name))
    yield from _unlike("sessions on disk", a.sessions, b.sessions)


def _of_calls(at: str, a: SeenCall, b: SeenCall, optional: frozenset[str]) -> Iterator[Difference]:
    names = ["exit", "out", "err", "child"]
    if a.heard is not None:
        names.append("heard")
    for name in names:
        yield from _unlike(f"{at} {name}", getattr(a, name), getattr(b, name))
    theirs, ours = ([event.kind for event in call.events] for call in (a, b))
    yield from _unlike(f"{at} events", theirs, ours)
    if theirs == ours:
        for number, (expected, actual) in enumerate(zip(a.events, b.events, strict=True), 1):
            yield from _of_events(f"{at} {number}:{expected.kind}", expected, actual, optional)


def _of_events(
    at: str, a: SeenEvent, b: SeenEvent, optional: frozenset[str]
) -> Iterator[Difference]:
    missing, extra = (
        sorted(path for path in one - other if not _may_go(path, optional))
        for one, other in ((a.shape, b.shape), (b.shape, a.shape))
    )
    if missing or extra:
        yield Difference(f"{at} keys", missing, extra)
    for name in sorted({*a.told, *b.told}):
        if not _may_go(f".{name}:", optional):
            yield from _unlike(f"{at} {name}", a.told.get(name), b.told.get(name))


def _may_go(path: str, optional: frozenset[str]) -> bool:
    """Whether the path, or one above it, is among those that come and go."""
    plain = path.rpartition(":")[0]
    return any(plain == name or plain.startswith((f"{name}.", f"{name}[")) for name in optional)


def _unlike(place: str, a: Any, b: Any) -> Iterator[Difference]:
    if a != b:
        yield Difference(place, a, b)
