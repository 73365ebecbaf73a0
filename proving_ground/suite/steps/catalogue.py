"""The catalogue of the steps: each text, what may stand in it, what it is for, and examples."""

import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from textwrap import fill, indent
from typing import Any

from behave import use_default_step_matcher
from behave.runner_util import load_step_modules
from behave.step_registry import registry

from proving_ground.language.words import alternatives
from proving_ground.root import ROOT
from proving_ground.suite.steps import vocabulary

KINDS = ("given", "when", "then", "step")
"""What behave calls the keywords; `step` is any of them."""
FIELD = re.compile(r"\{\w*(?::(?P<type>\w+)(?P<optional>\?)?)?\}")
_SHORT = 48
"""Characters of alternatives that are shown within a text; more are listed below it."""


@dataclass(frozen=True)
class StepText:
    """One text: its keywords, the pattern, the docstring, and where it is defined.

    `regex` is the pattern as a regular expression that matches whole sentences.
    """

    kinds: tuple[str, ...]
    pattern: str
    about: str
    place: str
    regex: str

    @property
    def shown(self) -> str:
        """The text for people: `[…]` may be left out, `(a|b)` is a choice, <Name> a longer one."""
        return FIELD.sub(_shown, self.pattern)

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """The choices that the text only names, and what can be written for each."""
        named = [match["type"] for match in FIELD.finditer(self.pattern)]
        return {name: told for name in named if len(" | ".join(told := _told(name))) > _SHORT}

    @property
    def searched(self) -> str:
        """All that a word is looked for in."""
        named = (match["type"] for match in FIELD.finditer(self.pattern))
        told = (word for name in named for word in _told(name))
        return "\n".join((self.shown, self.about, *told)).lower()


def of(definitions: dict[str, Iterable[Any]]) -> list[StepText]:
    """The texts of behave's step definitions by their keywords, in the order of KINDS."""
    found: dict[str, list[Any]] = {}
    for kind in KINDS:
        for each in definitions[kind]:
            found.setdefault(each.pattern, []).append((kind, each))
    return [_text(told) for told in found.values()]


@cache
def load() -> tuple[StepText, ...]:
    """All texts of the suite's own steps."""
    use_default_step_matcher("cfparse")
    vocabulary.register()
    load_step_modules([str(ROOT / "features" / "steps")])
    return tuple(of(registry.steps))


def search(texts: Iterable[StepText], words: Iterable[str]) -> list[StepText]:
    """The texts that hold all those words, or parts of words, in text, docstring or choices."""
    wanted = [word.lower() for word in words]
    return [text for text in texts if all(word in text.searched for word in wanted)]


def nearest(texts: Iterable[StepText], word: str) -> str | None:
    """The word of some text that is most like that one; None where none is alike."""
    known = {each for text in texts for each in re.findall(r"[\w'-]{3,}", text.searched)}
    return next(iter(get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.7)), None)


def described(text: StepText) -> str:
    """A step for people: its text, what it is for, examples, and the choices that it names."""
    keywords = "/".join("*" if kind == "step" else kind.title() for kind in text.kinds)
    choices = [
        fill(f"<{name}>: {' | '.join(told)}", 92, subsequent_indent="    ", break_on_hyphens=False)
        for name, told in text.words.items()
    ]
    body = "\n".join((text.about or "It has no docstring.", *choices))
    return f"{keywords} {text.shown}\n{indent(body, '    ')}\n"


def _text(told: list[tuple[str, Any]]) -> StepText:
    definition = told[0][1]
    file = str(definition.location.filename).rpartition("/")[2]
    return StepText(
        tuple(kind for kind, _ in told),
        definition.pattern,
        inspect.cleandoc(definition.func.__doc__ or ""),
        f"features/steps/{file}:{definition.location.line}",
        definition.regex_pattern,
    )


def _told(name: str | None) -> tuple[str, ...]:
    """What can be written for a type; nothing for one that is not ours."""
    return alternatives(vocabulary.TYPES[name]) if name in vocabulary.TYPES else ()


def _shown(field: re.Match[str]) -> str:
    told = _told(field["type"])
    if field["type"] in ("d", "g"):
        return "N"
    if not told:
        return "…"
    choice = "|".join(told)
    if len(" | ".join(told)) > _SHORT:
        choice = f"<{field['type']}>"
    elif len(told) > 1 and not field["optional"]:
        choice = f"({choice})"
    return f"[{choice}]" if field["optional"] else choice
