"""One engine per session, for as long as its process lives."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reference_engine.pipelines.errors import SessionLocked


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock, and remove its file at the end; SessionLocked where another engine has it.

    The kernel takes the lock from a holder that dies: a file left behind is no obstacle.
    """
    descriptor = _acquired(path)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def tidy(path: Path) -> None:
    """Remove the file where an engine left it that was killed after its last word."""
    if path.exists():
        with suppress(SessionLocked), held(path):
            pass


def holder(path: Path) -> str | None:
    """Process id of the engine that holds the lock, if one does; nothing is changed.

    Nobody tries a lock that a dead process left: an engine may want it in that moment.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        return _obstacle(descriptor, fcntl.LOCK_SH) if _is_alive(_name(descriptor)) else None
    finally:
        os.close(descriptor)


def _is_alive(name: str) -> bool:
    try:
        os.kill(int(name), 0)
    except PermissionError:
        return True
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    return True


def _acquired(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if pid := _obstacle(descriptor, fcntl.LOCK_EX):
            os.close(descriptor)
            raise SessionLocked(f"session {path.stem} is run by another engine, process {pid}")
        if os.fstat(descriptor).st_nlink:
            return descriptor
        os.close(descriptor)  # its holder removed it between our opening and locking it


def _obstacle(descriptor: int, kind: int) -> str | None:
    """Lock the file, or tell who has."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return _name(descriptor) or "unknown"
    return None


def _name(descriptor: int) -> str:
    """Whom the lock's file names, if anybody."""
    return os.pread(descriptor, 32, 0).decode(errors="replace").strip()
