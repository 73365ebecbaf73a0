"""What the vocabulary of the steps is made of: words that are closed, and lists of names."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import parse

Word = Callable[[str], Any]
"""Turns what stands in a sentence into what it means; parse finds its pattern on it."""


def one_of(words: Iterable[str]) -> Word:
    """A type of just these words: each stands for what a mapping says, or else for itself.

    The spaces around a word are for the pattern alone: parse takes them away, or does not.
    """
    told = words if isinstance(words, Mapping) else {word: word for word in words}
    meanings = {word.strip(): meaning for word, meaning in told.items()}
    longest_first = sorted(told, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return phrase(pattern, *told)(lambda text: meanings[text.strip()])


def phrase(pattern: str, *told: str) -> Callable[[Word], Word]:
    """Make a function a type of what that pattern matches; it has no group that captures.

    `told` shows people what can be written: each alternative once, with … for what is free.
    """

    def mark(word: Word) -> Word:
        marked: Word = parse.with_pattern(pattern)(word)
        marked.alternatives = told  # type: ignore[attr-defined]
        return marked

    return mark


def alternatives(word: Word) -> tuple[str, ...]:
    """What can be written for a type, as people are shown it; nothing where it does not tell."""
    return tuple(getattr(word, "alternatives", ()))


def counted(noun: str) -> Word:
    """A type of a number and a noun, `1 merge` or `2 merges`: the number."""
    return phrase(rf"\d+ {noun}s?", f"1 {noun}", f"2 {noun}s")(partial(_number))


def quoted(*before: str) -> Word:
    """A type of one of those beginnings and a quoted text: the text."""
    beginnings = "|".join(map(re.escape, before))
    told = [f'{each}"…"' for each in before]
    return phrase(rf'(?:{beginnings})"[^"]*"', *told)(lambda text: text.split('"')[1])


def items(text: str) -> list[str]:
    """Names, decisions or the like, separated by commas."""
    return [each.strip() for each in text.split(",") if each.strip()]


def _number(text: str) -> int:
    return int(text.split(maxsplit=1)[0])


@phrase(r"never|once|\d+ times?", "never", "once", "1 time", "2 times")
def times(text: str) -> int:
    """How often something happens, as a number."""
    words = {"never": 0, "once": 1}
    return words[text] if text in words else _number(text)


@phrase(r", but only (?:once|\d+ times?)", ", but only once", ", but only 2 times")
def only(text: str) -> int:
    """In how many attempts, counted from the first."""
    return int(times(text.removeprefix(", but only ")))


@phrase(
    r"never called|called \d+ times?|called as often as the cap allows",
    *("never called", "called 1 time", "called 2 times", "called as often as the cap allows"),
)
def called(text: str) -> int | None:
    """How often an agent was called; None means as often as it may be."""
    if text.startswith("never"):
        return 0
    number = text.split()[1]
    return int(number) if number.isdecimal() else None


TYPES = {
    "Called": called,
    "Is": one_of(("is", "was", "are", "were")),
    "Not": one_of((" not",)),
    "OnlyTimes": only,
    "Runs": one_of(("runs", "has run")),
    "Resumed": one_of((" in the resumed run",)),
    "Times": times,
    "Whose": quoted(" of ", " of stage "),
}
"""Words that all families of engines share: tense, negation, and how often."""
