"""JSON files that are never torn, never lost, and locked while they change."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from reference_engine.backends.errors import StoreCorrupt

Content = TypeVar("Content", bound=BaseModel)


def read(path: Path, model: type[Content]) -> Content:
    """Read a file, or the model's default where there is none; StoreCorrupt where it is broken."""
    try:
        return model.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return model()
    except (ValidationError, OSError) as error:
        raise StoreCorrupt(
            f"{path} cannot be read and is left as it is: {str(error).splitlines()[0]}; "
            "repair it, or move it away to start anew"
        ) from None


def write(path: Path, content: BaseModel) -> None:
    """Replace the file in one step: whoever looks sees the old content or the new."""
    write_text(path, content.model_dump_json(indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Replace a file in one step, and make the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep others from changing the file until this change is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
