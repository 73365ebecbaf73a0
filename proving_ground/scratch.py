"""Where temporary folders are made: in memory where there is room, since fsync is free there."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - only folders of our own are made in it
ROOM = 1 << 30
"""Bytes that must be free there; containers often have but a few MB."""


def scratch_folder() -> Path:
    """The folder for temporary folders; $TMPDIR wins, as everywhere."""
    if "TMPDIR" in os.environ or not _is_usable(MEMORY):
        return Path(tempfile.gettempdir())
    return MEMORY


def remove_folder(folder: Path) -> None:
    """Remove a folder, whatever an engine has made of it: locked, or too deep for Python."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        subprocess.run(["chmod", "-R", "u+rwx", "--", folder], capture_output=True, check=False)
        subprocess.run(["rm", "-rf", "--", folder], capture_output=True, check=False)


def _is_usable(folder: Path) -> bool:
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return False
    may_execute = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return may_execute and shutil.disk_usage(folder).free >= ROOM
