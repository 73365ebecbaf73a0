"""Hamcrest's assertion, but one whose failure keeps what was expected and found as values."""

import re
from collections.abc import Mapping, Set, Sized
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar, runtime_checkable

from hamcrest.core.matcher import Matcher
from hamcrest.core.string_description import StringDescription

from proving_ground.errors import Unmet
from proving_ground.facts import Comparison, Table


@runtime_checkable
class ComparesTables(Protocol):
    """A matcher that compares tables."""

    def tables(self, item: Any) -> tuple[Table, Table]:
        """The table that is expected, and the one that was found."""


class Looks:
    """How often something was looked at; a step that looks at nothing proves nothing."""

    count = 0


Found = TypeVar("Found", bound=Sized)


def some(found: Found | None, what: str) -> Found:
    """What was found; Unmet where there is none of it, for then nothing can be said of any."""
    Looks.count += 1
    if found is None or not len(found):
        told = Comparison(about=what, expected="at least one", found="none")
        raise Unmet(f"expected {what}, found none", told)
    return found


@runtime_checkable
class FindsSeveral(Protocol):
    """A matcher of something in which several things can be wrong."""

    def findings(self, item: Any) -> tuple[str, ...]:
        """Each thing that is wrong, once."""


class Words(StringDescription):
    """A matcher's description in which values read as people write them, not as Python does."""

    def append_description_of(self, value: Any) -> "Words":
        """Append what a matcher says of itself, or a value in plain words."""
        if isinstance(value, str) or callable(getattr(value, "describe_to", None)):
            super().append_description_of(value)
        else:
            self.append(in_words(value))
        return self


def in_words(value: Any) -> str:
    """A value as people write it: yes, nothing, a list with commas, a record by its first field."""
    match value:
        case None | True | False:
            return {None: "nothing", True: "yes", False: "no"}[value]
        case str():
            return f"'{value}'" if not isinstance(value, Enum) else str(value.value)
        case Mapping():
            told = (f"{in_words(key)}: {in_words(each)}" for key, each in value.items())
            return ", ".join(told) or "none"
        case list() | tuple() | range() | Set():
            each_of = sorted(value, key=str) if isinstance(value, Set) else value
            return ", ".join(map(_item_in_words, each_of)) or "none"
    if is_dataclass(value) and type(value).__str__ is object.__str__:
        first = next(iter(fields(value)), None)
        named = f" {in_words(getattr(value, first.name))}" if first else ""
        kind = re.sub(r"\B(?=[A-Z])", " ", type(value).__name__).lower()
        return f"{kind}{named}"
    return str(value)


def _item_in_words(item: Any) -> str:
    """An item of a list; what belongs together in it is joined by slashes, as in `1/3`."""
    if isinstance(item, list | tuple) and item:
        return "/".join(map(in_words, item))
    return in_words(item)


def assert_that(actual: Any, matcher: Matcher[Any], about: str = "") -> None:
    """Raise Unmet where `actual` does not match; `about` says what it is, in a few words."""
    Looks.count += 1
    if matcher.matches(actual):
        return
    expected, found = Words(), Words()
    expected.append_description_of(matcher)
    matcher.describe_mismatch(actual, found)
    sides = _sides(matcher, actual, str(expected), str(found))
    compared = Comparison(about=about, expected=sides[0], found=sides[1])
    several = matcher.findings(actual) if isinstance(matcher, FindsSeveral) else ()
    raise Unmet(f"{about}\nExpected: {expected}\n     but: {found}\n", compared, several)


def _sides(
    matcher: Matcher[Any], actual: Any, expected: str, found: str
) -> tuple[str | Table, str | Table]:
    if isinstance(matcher, ComparesTables):
        return matcher.tables(actual)
    for lead in ("was ", "found "):
        found = found.removeprefix(lead)
    return expected.strip(), found.strip()
