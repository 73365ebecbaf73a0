"""Texts with `{names}` in them: a closed set, filled in by plain replacement."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator

PLACE = re.compile(r"\{\{(?P<text>[a-z_]+)\}\}|(?<!\$)\{(?P<name>[a-z_]+)\}")
"""A placeholder; `${name}` is the shell's, and `{{name}}` stands for `{name}` itself."""

NAMES = {
    "home": "the folder of the engine: `home:`, or that of the profile",
    "project": "the folder of the project that the engine works in",
    "prompt": "what the agent is to be told",
    "cap": "how often the engine may call its agent",
    "model": "the model that the agent is to use; left out with its group where none is asked for",
    "tasks": "the list of tasks, as `work:` describes it",
    "session": "the name of the session, where sessions have names",
    "path": "the PATH that the suite was started with",
}
"""What may stand in `run`, `resume`, `project` and `env`."""
ITEM_NAMES = {"n": "the number of a task, from 1", "title": "the title of a task"}
"""What may stand in `work.open` and `work.done`."""

Values = Mapping[str, str | None]


def used(texts: Iterator[str]) -> frozenset[str]:
    """The placeholders that stand in those texts."""
    return frozenset(name for text in texts for name in _names(text))


def fill(text: str, values: Values) -> str:
    """The text with all of its placeholders filled in; None counts as empty."""
    return PLACE.sub(lambda found: _value(found, values), text)


def _value(found: re.Match[str], values: Values) -> str:
    text = found["text"]
    return f"{{{text}}}" if text else values[found["name"]] or ""


def _names(text: str) -> Iterator[str]:
    return (found["name"] for found in PLACE.finditer(text) if found["name"])


def told_lines(text: str, values: Values) -> str:
    """The text, filled in, without the lines that have no value for a placeholder of theirs."""
    lines = text.splitlines(keepends=True)
    return "".join(fill(line, values) for line in lines if is_told(line, values))


def is_told(text: str, values: Values) -> bool:
    """Whether there is a value for every placeholder of the text."""
    return all(values[name] is not None for name in _names(text))


def checked(known: Mapping[str, str]) -> Callable[[str], str]:
    """A check of texts: ValueError for a placeholder that is not known."""

    def check(text: str) -> str:
        for name in _names(text):
            if name not in known:
                near = get_close_matches(name, known, 1)
                meant = f"did you mean {{{near[0]}}}? " if near else ""
                there = ", ".join(f"{{{each}}}" for each in known)
                raise ValueError(
                    f"there is no placeholder {{{name}}}: {meant}There are {there}; "
                    f"write {{{{{name}}}}} for the text itself"
                )
        return text

    return check


Template = Annotated[str, AfterValidator(checked(NAMES))]
ItemTemplate = Annotated[str, AfterValidator(checked(ITEM_NAMES))]
