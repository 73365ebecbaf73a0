"""The catalogue of the steps as the site shows it: by topic and keyword, each with examples."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proving_ground.report.slugs import slug

EXAMPLE = re.compile(r"^(?:Given|When|Then|And|But|\*) .*(?:\n\s*\|.*)*", re.MULTILINE)
"""A sentence in a docstring, with the table below it."""


@dataclass(frozen=True)
class StepEntry:
    """A step of the catalogue.

    `keywords` are those that it is written with, `about` is its docstring, `choices` what can be
    written for a name in the text, `examples` are sentences of features, `areas` names the kinds
    of features that say it, `topic` what it is about.
    """

    text: str
    keywords: tuple[str, ...]
    about: str
    choices: Mapping[str, Sequence[str]]
    examples: Sequence[str]
    areas: Sequence[str] = ()
    topic: str = ""

    @property
    def slug(self) -> str:
        """What links to it end in: the same as long as its text is."""
        return slug(f"{self.keyword} {self.text}")

    @property
    def keyword(self) -> str:
        """Its keywords, as in `Given or When`."""
        return " or ".join(self.keywords)

    @property
    def purpose(self) -> str:
        """The docstring without its examples."""
        return re.sub(r"\n{3,}", "\n\n", EXAMPLE.sub("", self.about)).strip()

    @property
    def shown(self) -> list[str]:
        """The examples of the docstring, or else of the features, with their keywords."""
        return EXAMPLE.findall(self.about) or [
            f"{self.keywords[0]} {each}" for each in self.examples
        ]


@dataclass(frozen=True)
class Topic:
    """What some steps are about; `groups` are these by their keywords."""

    name: str
    groups: Mapping[str, Sequence[StepEntry]]

    @property
    def slug(self) -> str:
        """What links to it end in."""
        return slug(self.name)

    @property
    def areas(self) -> str:
        """The kinds of features that say its steps."""
        entries = (each for group in self.groups.values() for each in group)
        return ", ".join(dict.fromkeys(area for each in entries for area in each.areas))

    def anchor(self, keyword: str) -> str:
        """What links to its steps of a keyword end in."""
        return slug(f"{self.name} {keyword}")


ORDER = ("Given", "Given or When", "When", "Then")


def topics(steps: Sequence[StepEntry]) -> list[Topic]:
    """The steps by topic, and within it as a scenario goes on."""
    found: dict[str, dict[str, list[StepEntry]]] = {}
    for each in steps:
        found.setdefault(each.topic, {}).setdefault(each.keyword, []).append(each)
    return [Topic(name, _in_order(found[name])) for name in sorted(found)]


def _in_order(groups: Mapping[str, list[StepEntry]]) -> dict[str, Sequence[StepEntry]]:
    names = [*ORDER, *(each for each in groups if each not in ORDER)]
    return {name: groups[name] for name in names if name in groups}
