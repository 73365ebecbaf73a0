"""Tables of a feature file, read strictly: an unknown column is an InputError."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from proving_ground.errors import InputError

Row = dict[str, str]
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class View(Generic[Seen]):
    """What was seen, as rows of words that a table of a feature can be held against."""

    columns: tuple[str, ...]
    rows: Callable[[Seen], list[Row]]


def columns(table: Any, path: str, known: Sequence[str], required: Sequence[str] = ()) -> list[str]:
    """The table's columns, all of which must be known."""
    for heading in table.headings:
        if heading not in known:
            raise InputError(
                path,
                f"the table has a column {heading!r}",
                f"use only: {', '.join(known)}",
                table.line,
            )
    for heading in required:
        if heading not in table.headings:
            raise InputError(path, f"the table has no column {heading!r}", "add it", table.line)
    return list(table.headings)
