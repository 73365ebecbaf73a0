"""Steps that nobody has written: all of them, each with what was probably meant."""

import re
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from behave.matchers import MatchWithError

from proving_ground.errors import InputError
from proving_ground.language.words import alternatives
from proving_ground.suite.checks.written import Written

CATALOGUE = "`behave -f steps.catalog --dry-run` prints all steps"
NUMBER = r"[-+]?\d+(?:\.\d+)?"
PLAIN = {"d": NUMBER, "g": NUMBER, "f": NUMBER, "": ".+?"}
"""What parse's own types look like; the empty one takes anything."""
SHOWN = 6
"""How many words of a closed list are shown in a sentence."""


@dataclass(frozen=True)
class Field:
    """A place in a step's text that is filled in: its pattern, and its words where they are few."""

    name: str
    pattern: str
    words: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The field as a person reads it."""
        if not self.words:
            return self.name.upper()
        more = " | …" if len(self.words) > SHOWN else ""
        return f"{{{' | '.join(self.words[:SHOWN])}{more}}}"


@dataclass(frozen=True)
class WrongWord:
    """A word that a step does not know, and those that it does."""

    word: str
    known: tuple[str, ...]

    @property
    def distance(self) -> float:
        """0 where it is nearly one that is known, up to 1 where it is like none."""
        return 1 - max(SequenceMatcher(None, self.word, each).ratio() for each in self.known)

    @property
    def advice(self) -> str:
        """What to write in its place."""
        near = get_close_matches(self.word, self.known, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        there = ", ".join(repr(word) for word in self.known)
        return f"{hint}in place of {self.word!r} may stand: {there}"


def undefined(written: Written) -> Iterator[InputError]:
    """Steps that no function is written for, or whose words it cannot take."""
    guide: Guide | None = None
    for scenario in written.scenarios():
        for step in scenario.all_steps:
            match = written.match(step)
            if match is None:
                guide = guide or Guide(written.registry.steps)
                problem = f"no step is written for: {step.keyword} {step.name}"
                yield InputError(step.filename, problem, guide.advice(step), step.line)
            elif isinstance(match, MatchWithError):
                problem = f"{match.stored_error}: {step.keyword} {step.name}"
                yield InputError(step.filename, problem, "correct the step", step.line)


class Guide:
    """Knows all steps that are written, and finds the ones near to what somebody wrote."""

    def __init__(self, steps: Mapping[str, list[Any]]):
        """`steps` are behave's definitions by type: given, when, then and step (any)."""
        self._parts = {
            kind: [_parts(each) for each in (*steps[kind], *steps["step"])]
            for kind in ("given", "when", "then")
        }

    def advice(self, step: Any) -> str:
        """What to write in place of a step that nobody has written."""
        kind = step.step_type
        for other in self._parts:
            if any(re.fullmatch(_pattern(parts), step.name) for parts in self._parts[other]):
                return f"it is written as a {other.title()}; this stands as a {kind.title()}"
        wrong = [found for parts in self._parts[kind] for found in _wrong_words(parts, step.name)]
        if wrong:
            return min(wrong, key=lambda word: word.distance).advice
        near = "".join(f"\n    {kind.title()} {text}" for text in self._nearest(kind, step.name))
        return f"take one that is near, or another ({CATALOGUE}):{near}"

    def _nearest(self, kind: str, text: str) -> list[str]:
        plain = _plain(text)
        ranked = sorted(
            self._parts[kind],
            key=lambda parts: SequenceMatcher(None, _skeleton(parts), plain).ratio(),
            reverse=True,
        )
        return [_shown(parts) for parts in ranked[:3]]


Parts = list[str | Field]


def _parts(definition: Any) -> Parts:
    """A definition's text as pieces of text and fields."""
    types = definition.TYPE_REGISTRY
    found: Parts = []
    for literal, name, spec, _ in string.Formatter().parse(definition.pattern):
        if literal:
            found.append(literal)
        if name is not None:
            found.append(_field(name, spec or "", types))
    return found


def _field(name: str, spec: str, types: Mapping[str, Callable[[str], Any]]) -> Field:
    kind = spec.rstrip("?*+")
    pattern = getattr(types.get(kind), "pattern", PLAIN.get(kind, ".+?"))
    words = alternatives(types[kind]) if kind in types else ()
    optional = "?" if spec.endswith("?") else ""
    return Field(name, f"(?:{pattern}){optional}", words)


def _pattern(parts: Parts, loose: Field | None = None) -> str:
    """The regular expression of a step; the loose field takes anything, as the group `word`."""
    return "".join(
        re.escape(part)
        if isinstance(part, str)
        else "(?P<word>.+?)"
        if part is loose
        else part.pattern
        for part in parts
    )


def _wrong_words(parts: Parts, text: str) -> Iterator[WrongWord]:
    """The word that is wrong where all others of the text are right, for each place it can be."""
    for field in parts:
        if isinstance(field, Field) and field.words:
            found = re.fullmatch(_pattern(parts, loose=field), text)
            if found:
                yield WrongWord(found["word"], field.words)


def _skeleton(parts: Parts) -> str:
    return _plain("".join(part if isinstance(part, str) else "_" for part in parts))


def _plain(text: str) -> str:
    """A text without what differs from step to step: what stands in quotes, and numbers."""
    return re.sub(r'"[^"]*"|\d+', "_", text.replace('"_"', "_")).lower()


def _shown(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else part.shown for part in parts)
