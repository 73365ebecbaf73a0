"""Tables of a feature file, read strictly: an unknown column or value is an InputError."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from proving_ground.errors import InputError
from proving_ground.pipeline import Stage
from proving_ground.vocabulary import votes

STAGE_COLUMNS = ("stage", "iterations", "votes", "backend", "model", "reads")


@dataclass(frozen=True)
class Described:
    """A row of a stage table: the stage, and how its agent votes."""

    stage: Stage
    votes: list[str]


def stages(table: Any, path: str) -> list[Described]:
    """Read a table that describes stages; `path` is the feature file."""
    columns(table, path, STAGE_COLUMNS, required=("stage",))
    return [_stage(row, path) for row in table]


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


def _stage(row: Any, path: str) -> Described:
    cells = {key: value for key, value in row.as_dict().items() if value}
    reads = cells.pop("reads", None)
    voted = votes(cells.pop("votes", ""))
    content = {"name": cells.pop("stage", ""), **cells}
    if "iterations" in content:
        content["termination"] = {"iterations": content.pop("iterations")}
    if reads:
        everything = reads.startswith("all of ")
        content["inputs"] = {
            "from": reads.removeprefix("all of "),
            "select": "all" if everything else "latest",
        }
    try:
        return Described(Stage.model_validate(content), voted)
    except ValidationError as error:
        found = error.errors()[0]
        where = ".".join(str(part) for part in found["loc"])
        raise InputError(
            path, f"{where}: {found['input']!r}: {found['msg']}", "correct the row", row.line
        ) from None
