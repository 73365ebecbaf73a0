"""Parts of a step that hold a quoted text or a number: phrases with gaps."""

import re
from collections.abc import Mapping
from typing import Any

from proving_ground.language.words import Word, phrase

GAPS = {'"…"': '"{}[^"]*{}"', "N": r"{}\d+{}", "0.5": r"{}\d+(?:\.\d+)?{}"}
"""How a gap is written in a phrase, and what may stand in its place, between a group's ends."""


def phrases(told: Mapping[str, Any]) -> Word:
    """A type of just these phrases, in which `"…"` is any quoted text, a lone `N` a whole number.

    A lone `0.5` is a number that need not be whole.

    The meaning of a phrase with gaps is called with what they hold, as text.
    """
    meanings = {re.compile(_pattern(each.strip(), "(", ")")): told[each] for each in told}

    def word(text: str) -> Any:
        matches = ((each.fullmatch(text.strip()), meaning) for each, meaning in meanings.items())
        found, meaning = next((found, meaning) for found, meaning in matches if found)
        return meaning(*found.groups()) if found.groups() else meaning

    longest_first = sorted(told, key=len, reverse=True)
    pattern = "|".join(_pattern(each, "", "") for each in longest_first)
    return phrase(pattern, *told)(word)


def _pattern(text: str, begin: str, end: str) -> str:
    """The regular expression of a phrase; its groups begin and end so."""
    parts = re.split(r'("…"|\bN\b|\b0\.5\b)', text)
    return "".join(GAPS[p].format(begin, end) if p in GAPS else re.escape(p) for p in parts)
