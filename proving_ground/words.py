"""What the vocabulary of the steps is made of: words that are closed, and lists of names."""

import re
from collections.abc import Callable, Iterable, Mapping
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
    word: Word = parse.with_pattern(pattern)(lambda text: meanings[text.strip()])
    return word


def items(text: str) -> list[str]:
    """Names, decisions or the like, separated by commas."""
    return [each.strip() for each in text.split(",") if each.strip()]
