"""Tables that describe stages and their agents: an unknown column or value is an InputError."""

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from proving_ground.errors import InputError
from proving_ground.language.tables import columns, rows
from proving_ground.language.words import items
from proving_ground.language.yaml_lines import plain, shown
from proving_ground.pipelines.pipeline import Member, Stage

STAGE_COLUMNS = ("stage", "iterations", "votes", "backend", "model", "reads")
MEMBER_COLUMNS = ("backend", "model")

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Described:
    """A row of a stage table: the stage, and how its agent votes."""

    stage: Stage
    votes: list[str]


def stages(table: Any, path: str) -> list[Described]:
    """Read a table that describes stages; `path` is the feature file."""
    columns(table, path, STAGE_COLUMNS, required=("stage",))
    return [_stage(row, path) for row in rows(table, path)]


def members(table: Any, path: str) -> tuple[Member, ...]:
    """Read a table that describes agents which work side by side."""
    columns(table, path, MEMBER_COLUMNS)
    return tuple(_checked(Member, _cells(row), row, path) for row in rows(table, path))


def _stage(row: Any, path: str) -> Described:
    cells = _cells(row)
    reads = cells.pop("reads", None)
    voted = items(cells.pop("votes", ""))
    content = {"name": cells.pop("stage", ""), **cells}
    if "iterations" in content:
        content["termination"] = {"iterations": content.pop("iterations")}
    if reads:
        everything = reads.startswith("all of ")
        content["inputs"] = {
            "from": reads.removeprefix("all of "),
            "select": "all" if everything else "latest",
        }
    return Described(_checked(Stage, content, row, path), voted)


def _cells(row: Any) -> dict[str, Any]:
    """The cells that are filled in, by their columns."""
    return {key: value for key, value in row.as_dict().items() if value}


def _checked(model: type[M], content: dict[str, Any], row: Any, path: str) -> M:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in found["loc"])
        problem = f"{where}: {shown(found['input'])}"
        raise InputError(path, problem, f"{plain(found)}.", row.line) from None
