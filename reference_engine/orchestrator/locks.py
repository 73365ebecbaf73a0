"""Locks that git commands leave: waited for, never taken from who lives, removed after who died."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time

PATIENCE_S = 10.0
"""Seconds to wait for a lock that somebody else holds."""
_GRACE_S = 1.0
"""Seconds after which a lock that nobody is seen to hold has been left by who died."""
_REFUSED = re.compile(
    rb"(?:Unable to create|could not lock config file) '?(.+?)(?:\.lock)?'?: File e"
)
_PROCESSES = Path("/proc")


def refused_by(complaint: bytes) -> Path | None:
    """The lock that a git command complains of, None where it complains of something else."""
    found = _REFUSED.search(complaint)
    return Path(f"{found[1].decode(errors='surrogateescape')}.lock") if found else None


def is_left(lock: Path) -> bool:
    """Whether the lock is there, and whoever took it has died."""
    with suppress(FileNotFoundError):
        return time() - lock.stat().st_mtime > _GRACE_S and holder(lock) is None
    return False


def holder(lock: Path) -> str | None:
    """Who may hold the lock: a process that has it open, or git at work in its repository.

    git closes a lock while it waits for an editor or a hook, so it is told by where it works. None
    where there is nobody; where processes cannot be looked at, everybody may be.
    """
    if not _PROCESSES.is_dir():
        return "a process that cannot be looked for here"
    places = [each.resolve() for each in _places(lock)]
    for process in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):
            if lock.resolve() in _open_files(process) or _is_git_in(process, places):
                told = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                return f"process {process.name} ({told.decode(errors='replace').strip()})"
    return None


def _places(lock: Path) -> Iterator[Path]:
    """The folders of the repository that has the lock: its git directory and its checkouts."""
    for folder in lock.parents:
        if (folder / "objects").is_dir():
            yield from (folder, *([folder.parent] if folder.name == ".git" else []))
            for link in folder.glob("worktrees/*/gitdir"):
                yield Path(link.read_text().strip()).parent
            return


def _is_git_in(process: Path, places: list[Path]) -> bool:
    if not (process / "comm").read_text().startswith("git"):
        return False
    cwd = (process / "cwd").readlink()
    return any(cwd.is_relative_to(place) for place in places)


def _open_files(process: Path) -> Iterator[Path]:
    for link in (process / "fd").iterdir():
        with suppress(OSError):
            yield link.readlink()
