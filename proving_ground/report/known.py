"""The failures that are known of an engine, each with its reason, so that they fail no run.

An engine's list speaks of one version of it. `-D known=FILE` names another list, for another
version; `-D known=none` knows of nothing.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from proving_ground.errors import InputError, given
from proving_ground.language.yaml_lines import load_model, read_text

NONE = "none"
LEAST = 3
"""Letters and digits that a text must have besides those that findings have in common."""
COMMON = re.compile(r"\b(?:Expected|but|was)\b|[\W_]")


def _telling(text: str) -> str:
    if len(COMMON.sub("", text)) < LEAST:
        raise ValueError(f"{text!r} is found in nearly any failure; quote more of this one")
    return text.removesuffix("\n")  # a block of YAML ends with one


Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_telling)]
Texts = Text | Annotated[tuple[Text, ...], Field(min_length=1)]
Groups = Text | Annotated[tuple[Texts, ...], Field(min_length=1)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class Known:
    """One listed failure; `only` holds texts by which its findings are known.

    Of each group in `only` one text is found whenever it fails, of `also` in some runs alone. Of
    a `race` any text may be found, and then none of the others need be. What fails only
    `sometimes`, as all that a race alone makes fail, is not stale where it passes. What fails
    `uncalled` does so although no agent was called; any other entry is of an engine that calls its
    agents. Where the engine does well and only says it otherwise, it is a `wording`. Entries with
    the same reason are one misbehaviour.
    """

    scenario: str
    reason: str
    where: str
    only: tuple[tuple[str, ...], ...]
    also: tuple[str, ...] = ()
    sometimes: bool = False
    uncalled: bool = False
    wording: bool = False
    race: tuple[str, ...] = ()

    def covers(self, findings: Collection[str], *, called: bool) -> bool:
        """Whether those findings are the known ones: none is new, and none is missing.

        `called` is whether any agent was: a dead engine fails everywhere, so what it fails is
        known of nobody.
        """
        differ = self.new(findings) or self.missing(findings)
        return not differ and (called or self.uncalled)

    def new(self, findings: Collection[str]) -> list[str]:
        """The findings that hold none of the texts."""
        texts = (*chain.from_iterable(self.only), *self.also, *self.race)
        return [found for found in findings if not _holds(found, texts)]

    def missing(self, findings: Collection[str]) -> list[str]:
        """The texts of `only` that no finding holds; of a group, all of them. None in a race."""
        if any(_holds(found, self.race) for found in findings):
            return []
        groups = self.only or (self.race,)
        return [" | ".join(g) for g in groups if not any(_holds(each, g) for each in findings)]

    def differs(self, findings: Collection[str], *, called: bool) -> str:
        """What to say where the scenario fails otherwise than is known."""
        told = [] if called or self.uncalled else ["no agent was called"]
        told += [f"not known: {found}" for found in self.new(findings)]
        told += [f"known, but not found: {text}" for text in self.missing(findings)]
        listed = "\n  ".join(line for each in told for line in each.splitlines())
        return f"this is not the failure that is known at {self.where}\n  {listed}"

    def stale(self) -> str:
        """What to say when the scenario passes all the same."""
        return (
            f"it passes, but is listed as known to fail: {self.reason}\n"
            f"  What to do: remove the entry at {self.where}"
        )


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    scenario: Words
    reason: Words
    only: Groups = ()
    also: Texts = ()
    race: Words | None = None
    sometimes: bool = False
    uncalled: bool = False
    wording: bool = False

    @model_validator(mode="after")
    def _is_known_by_something(self) -> "_Entry":
        if not (self.only or self.race):
            raise ValueError("only is missing: the texts by which its findings are known")
        return self


class _KnownList(BaseModel):
    model_config = ConfigDict(extra="forbid")
    races: dict[Words, Texts] = {}
    known: tuple[_Entry, ...]


def known_of(root: Path, engine: str, wish: str | None = None) -> dict[str, Known]:
    """The failures known of an engine; `wish` is a file in place of its own list, or none."""
    if wish == NONE:
        return {}
    if wish is None:
        own = root / "fixtures" / "engines" / f"{engine}.known.yaml"
        return read_known(own) if own.exists() else {}
    if not Path(wish).is_file():
        fix = f"name a list of known failures, or {NONE}"
        raise InputError(f"-D known={wish}", "there is no such file", fix)
    return read_known(Path(wish))


def read_known(path: Path) -> dict[str, Known]:
    """Read a list of known failures, by scenario; InputError where it is absent or malformed."""
    found: dict[str, Known] = {}
    listed = load_model(path, _KnownList)
    if idle := listed.races.keys() - {each.race for each in listed.known}:
        raise InputError(path, f"no entry names the race '{min(idle)}'", "take it out, or name it")
    for entry, line in zip(listed.known, _lines(path, len(listed.known)), strict=True):
        if entry.scenario in found:
            problem = f"'{entry.scenario}' is listed twice"
            raise InputError(path, problem, "keep one of the two entries", line)
        if entry.race and entry.race not in listed.races:
            problem = f"there is no race '{entry.race}'"
            raise InputError(path, problem, f"there are: {', '.join(listed.races) or 'none'}", line)
        groups = (entry.only,) if isinstance(entry.only, str) else entry.only
        told = {
            **dict(entry),
            "only": tuple(map(_texts, groups)),
            "also": _texts(entry.also),
            "race": _texts(listed.races[entry.race]) if entry.race else (),
            "sometimes": entry.sometimes or not groups,
        }
        found[entry.scenario] = Known(**told, where=f"{path}:{line}")
    return found


def check_known(known: Collection[Known], identities: Collection[str]) -> None:
    """Raise InputError for the first entry that no scenario answers to."""
    for entry in known:
        if entry.scenario not in identities:
            near = get_close_matches(entry.scenario, identities, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "remove the entry"
            raise InputError(entry.where, f"there is no scenario '{entry.scenario}'", hint)


def _texts(told: str | tuple[str, ...]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else told


def _holds(found: str, texts: Iterable[str]) -> bool:
    return any(text in found for text in texts)


def _lines(path: Path, count: int) -> list[int]:
    """The line of each of so many entries in a file that was found to be a list."""
    root = yaml.compose(read_text(path), Loader=yaml.SafeLoader)
    values = {key.value: value for key, value in given(root).value}
    if "known" not in values:  # but merged in from elsewhere
        return [1] * count
    return [node.start_mark.line + 1 for node in values["known"].value]
