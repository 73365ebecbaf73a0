"""Goes into a copy of the engine, and writes down each line of it that runs, as it first does.

At once, because most of the processes that a proof is about are killed. It stands by itself:
the copy knows nothing of the suite.
"""

import fcntl
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

Main = Callable[[list[str] | None], int]
ENGINE = str(Path(__file__).parent / "pipelines") + os.sep
FOLDER = Path(__file__).parents[1]
RECORD, LOADED = FOLDER / "lines.txt", FOLDER / "loaded.txt"
"""What ran since somebody last took the record away, and what ran when the engine was imported:
one line for each, `MODULE.py:NUMBER`."""

NO_STREAM = 64
"""From this number on, a file takes the place of no stream that the engine was started without."""


def loading() -> None:
    """From now on, write down what runs when modules of the engine are imported."""
    sys.settrace(Recorder(LOADED).enter)


def recorded(main: Main) -> Main:
    """The same entry point, writing the record as it goes, in all of its threads."""

    def main_and_record(argv: list[str] | None = None) -> int:
        recorder = Recorder(RECORD)
        threading.settrace(recorder.enter)
        sys.settrace(recorder.enter)
        return main(argv)

    return main_and_record


class Recorder:
    """A trace function, as sys.settrace takes it, that knows what it has written already."""

    def __init__(self, record: Path) -> None:
        file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._file = fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, NO_STREAM)
        os.close(file)
        self._known: set[str] = set()

    def enter(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        """Follow a call if it is one of the engine's own functions."""
        if frame.f_code.co_filename.startswith(ENGINE):
            return self.follow
        return None

    def follow(self, frame: FrameType, event: str, _arg: Any) -> Any:
        """Write a line down if it is new; a full disk is the engine's matter, not ours."""
        line = f"{frame.f_code.co_filename[len(ENGINE) :]}:{frame.f_lineno}\n"
        if event == "line" and line not in self._known:
            self._known.add(line)
            with suppress(OSError):
                os.write(self._file, line.encode())
        return self.follow
