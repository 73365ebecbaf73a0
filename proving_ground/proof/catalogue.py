"""The catalogue of defects: a YAML file for each module of the reference engine."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import line_of, load_model
from proving_ground.proof.snippets import Match, Replacement, SnippetError, find, parse, write


def _python(text: str) -> str:
    try:
        parse(text)
    except SyntaxError as error:
        place = f"its line {error.lineno}"
        raise ValueError(f"Write Python; {place} is not: {error.msg}") from None
    return text


def _something(text: str) -> str:
    if not parse(text):
        raise ValueError("Write the code that is to be replaced, at least a statement beside it")
    return text


Python = Annotated[str, AfterValidator(_python)]
Found = Annotated[Python, AfterValidator(_something)]


class Place(BaseModel):
    """Where a defect changes what: in `Class.method` (or anywhere), `find` becomes `put`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    module: str | None = None
    scope: str | None = Field(default=None, alias="in")
    find: Found
    put: Python


class Entry(BaseModel):
    """A defect as the catalogue tells of it: with one place, or with a list of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bug_class: int | None = None
    source: str
    symptom: str
    caught_by: str | None = None
    scope: str | None = Field(default=None, alias="in")
    find: Found | None = None
    put: Python | None = None
    places: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _has_places(self) -> Self:
        told = (self.find is not None, self.put is not None)
        if self.places and (any(told) or self.scope):
            raise ValueError("it has `places`, and also an `in`, `find` or `put` of its own")
        if not self.places and not all(told):
            raise ValueError("it needs `find` and `put`, or `places` with them")
        return self


class Catalogue(RootModel[dict[str, Entry]]):
    """The form of a file: defects by name."""


@dataclass(frozen=True)
class Change:
    """One place of a defect: the module's path below the engine, and where it stands on file."""

    module: str
    replacement: Replacement
    path: Path
    location: tuple[str | int, ...]

    def refused(self, error: SnippetError) -> InputError:
        """The complaint about it, with the line of the catalogue that is to blame."""
        line = line_of(self.path, (*self.location, error.key))
        problem = f"{self.location[0]}: {error.problem} ({self.module})"
        return InputError(self.path, problem, error.fix, line)


def read_catalogue(path: Path) -> dict[str, Entry]:
    """The defects of one file by name; InputError with the line of what is wrong."""
    return load_model(path, Catalogue).root


def changes(path: Path, module: str, name: str, entry: Entry) -> tuple[Change, ...]:
    """The places of an entry in the file for that module."""
    if not entry.places:
        only = Replacement(entry.scope, entry.find or "", entry.put or "")
        return (Change(module, only, path, (name,)),)
    return tuple(
        Change(
            each.module or module,
            Replacement(each.scope, each.find, each.put),
            path,
            (name, "places", index),
        )
        for index, each in enumerate(entry.places)
    )


def make(engine: Path, changed: Sequence[Change]) -> None:
    """Make the changes in a copy of the engine; InputError for one that cannot be made."""
    for module in dict.fromkeys(each.module for each in changed):
        mine = [each for each in changed if each.module == module]
        path = engine / module
        path.write_text(rewritten(path, mine), "utf-8")


def rewritten(path: Path, changed: Sequence[Change]) -> str:
    """The text of a module with all of those changes; InputError for one that cannot be made."""
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        missing = SnippetError("there is no such module", "name another", "module")
        raise changed[0].refused(missing) from None
    made: list[Match] = []
    for each in changed:
        try:
            made.append(find(tree, each.replacement, made))
        except SnippetError as error:
            raise each.refused(error) from None
    write(made)
    return ast.unparse(tree) + "\n"
