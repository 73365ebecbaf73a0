"""What users expect of every engine: the promises, by the names that features are tagged with."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from proving_ground.language.yaml_lines import load_model
from proving_ground.root import ROOT

FILE = ROOT / "features" / "promises.yaml"
PREFIX = "promise."
"""What a tag begins with that names a promise."""


class Promise(BaseModel):
    """One sentence, what exactly it means, and what a user loses when it is broken.

    `witnesses` are those that show it, `bugs` public issues (`repository#number`) that broke it,
    `laws` the ids of the laws that watch over it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    promise: str
    meaning: str
    cost: str
    witnesses: tuple[str, ...]
    bugs: tuple[str, ...]
    laws: tuple[str, ...]


class PromisesFile(RootModel[dict[str, Promise]]):
    """The form of the file."""


@cache
def load_promises(path: Path = FILE) -> dict[str, Promise]:
    """All promises by name, in the order of the file; InputError where it is malformed."""
    return load_model(path, PromisesFile).root


def promise_of(tags: Collection[str]) -> str | None:
    """The name of the promise that a scenario with those tags tries, None for none.

    Where a rule and its feature name different ones, the first in the order of the file counts.
    """
    return next((name for name in load_promises() if PREFIX + name in tags), None)


def as_markdown() -> str:
    """The page about all promises."""
    parts = [_HEAD, *(_section(name, each) for name, each in load_promises().items())]
    return "\n".join(parts)


_HEAD = """\
# What users may expect: the promises

Sixteen sentences that hold for every program that calls coding agents until the work is done,
whatever it calls its parts. They are the rows of the conformance table. Every scenario and every
law of this suite stands for one of them. A scenario is run only where the engine declares the
witnesses that it needs; otherwise it is SKIPPED, with the reason, and never counted.

What each witness is, and which are always there, stands in the [glossary](glossary.md); where an
engine tells the others, its profile declares ([bring your engine](bring-your-engine.md)).

This page is made of `features/promises.yaml`, by
`proving-ground promises --output docs/promises.md`.
"""


def _section(name: str, promise: Promise) -> str:
    lines = [
        f"## {promise.promise}",
        "",
        f'<a id="{name}"></a>`@{PREFIX}{name}`',
        "",
        promise.meaning,
        "",
        f"- **What breaks with it:** {promise.cost}",
        f"- **Witnesses:** {', '.join(promise.witnesses)}",
        f"- **Public bugs that broke it:** {', '.join(promise.bugs)}",
        *([f"- **Laws:** {', '.join(promise.laws)}"] if promise.laws else []),
        f"- **Scenarios:** `behave --dry-run --tags=@{PREFIX}{name}` lists those that try it",
        "",
    ]
    return "\n".join(lines)
