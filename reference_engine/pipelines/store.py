"""Writing so that neither a kill nor a power loss leaves half of it."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_durably(path: Path, content: str, mode: int | None = None) -> None:
    """Replace the file in one step: whoever looks sees the old content or the new.

    A temporary file that a kill left behind is used up by the next write. `mode` gives the file
    those permissions; None leaves them to the system.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        temporary.write_text(content, encoding="utf-8")
        if mode is not None:
            temporary.chmod(mode)
        sync([temporary])
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync([path.parent])


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, each durable; nothing happens where it is there."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync([folder.parent])


def make_hidden_folder(folder: Path) -> None:
    """Make a folder whose content git does not see."""
    make_folder(folder)
    ignore = folder / ".gitignore"
    if not ignore.exists() or ignore.read_text() != "*\n":
        ignore.write_text("*\n")  # in place: another engine may do so at the same time
        sync([ignore, folder])


def sync(paths: Iterable[Path]) -> None:
    """Make files, and the names in folders, survive a power loss."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
