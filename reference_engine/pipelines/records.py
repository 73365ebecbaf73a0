"""The engine's own JSON files: state and plan."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from reference_engine.pipelines.errors import BrokenFile, first_mistake
from reference_engine.pipelines.store import write_durably

M = TypeVar("M", bound=BaseModel)


def write(path: Path, record: BaseModel) -> None:
    """Replace the record in one durable step."""
    write_durably(path, record.model_dump_json(indent=2) + "\n")


def read(path: Path, model: type[M]) -> M:
    """The record as it was written; BrokenFile where it was damaged, and it is left alone."""
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        raise _broken(path, str(error.strerror)) from error
    except ValidationError as error:
        raise _broken(path, first_mistake(error)) from error


def _broken(path: Path, why: str) -> BrokenFile:
    return BrokenFile(f"{path} is damaged ({why}); restore it, or start another session")
