"""Tasks in a file that people edit: read anew each time, and changed in its ticks alone."""

import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reference_engine.pipelines.errors import StageFailed
from reference_engine.pipelines.store import write_durably
from reference_engine.pipelines.tasks.source import Task


class Malformed(Exception):
    """The file does not read as a list of tasks."""

    def __init__(self, line: int, problem: str):
        """`line` counts from 1."""
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True)
class Entry:
    """A task where it stands; to tick it, `tick` takes the place of text[start:end]."""

    task: Task
    done: bool
    line: int
    start: int
    end: int
    tick: str


_MARK = "\ufeff"
"""What some editors put before the first character of a file."""

Read = Callable[[str], Iterator[Entry]]
"""Finds the entries of a text, in order; Malformed where that cannot be done."""


class TaskFile:
    """A source in a file; `read` knows its format."""

    def __init__(self, project: Path, file: str, read: Read):
        """`file` is relative to the project."""
        self._path = project / file
        self._file = file
        self._read = read

    @property
    def name(self) -> str:
        """The file itself, whatever leads to it."""
        return str(self._path.resolve())

    def open(self) -> list[Task]:
        """The tasks without a tick."""
        return [entry.task for entry in self._open(self._text())]

    def close(self, ids: Collection[str]) -> None:
        """Tick them in one durable step; all else stays byte for byte as it is.

        Other engines that want to tick at the same time wait: none takes back another's ticks.
        """
        target = self._path.resolve()
        try:
            with _alone_in(target.parent):
                text = old = self._text()
                for entry in reversed(self._open(old)):
                    if entry.task.id in ids:
                        text = text[: entry.start] + entry.tick + text[entry.end :]
                if text != old:
                    write_durably(target, text, target.stat().st_mode)
        except OSError as error:
            raise self._failed(f"{self._file}: {error.strerror}") from error

    def _text(self) -> str:
        try:
            return self._path.read_bytes().decode()
        except OSError as error:
            raise self._failed(f"{self._file}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise self._failed(f"{self._file}: is not UTF-8 text") from error

    def _open(self, text: str) -> list[Entry]:
        found: dict[str, Entry] = {}
        bare = text.replace(_MARK, " ", 1) if text.startswith(_MARK) else text
        try:
            for entry in self._read(bare):
                if not entry.done and found.setdefault(entry.task.id, entry) is not entry:
                    raise Malformed(entry.line, f"{entry.task.id!r} is there twice; rename one")
        except Malformed as mistake:
            raise self._failed(f"{self._file}:{mistake.line}: {mistake}") from mistake
        return list(found.values())

    def _failed(self, message: str) -> StageFailed:
        return StageFailed("queue_failed", message)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Change files in the folder while no other engine does; the kernel frees it of the dead."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
