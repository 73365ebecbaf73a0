"""Tables of a feature file, read strictly: an unknown column is an InputError."""

from collections.abc import Callable, Collection, Sequence
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


def rows(table: Any, path: str) -> list[Any]:
    """The table's rows, of which there must be one."""
    if not table.rows:
        fix = "write a row below the headings"
        raise InputError(path, "the table has no row", fix, table.line)
    return list(table.rows)


def words(table: Any, path: str, column: str, known: Collection[str]) -> list[str]:
    """The cells of a table's one column, all of which must be known."""
    columns(table, path, (column,), required=(column,))
    for row in rows(table, path):
        if row[column] not in known:
            problem = f"the {column} {row[column]!r} is none that can be had"
            raise InputError(path, problem, f"write one of: {', '.join(known)}", row.line)
    return [row[column] for row in table.rows]


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
