"""A person before an engine that asks: who sees each question, and answers it or does not."""

import os
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from proving_ground.loops.asking import ANSWERS, INPUTS, STDIN, TERMINAL, Asking, Says
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from proving_ground.processes.place import Place
from proving_ground.processes.terminal import Terminal

LOOK_S = 0.05
"""Seconds between two looks at a file that may hold a question."""
Stamp = tuple[int, int, int]


class Person:
    """Looks for as long as a run lasts; `asked` counts the questions seen so far."""

    def __init__(
        self,
        asking: Asking,
        says: Says,
        project: Path,
        answer: Command | str,
        give: Callable[[Command], None],
    ):
        """`answer` is what they would type, write, or `give` as a command."""
        self.asking = asking
        self.says = says
        self.project = project
        self.answer = answer
        self.give = give
        self.asked = 0
        self.is_there = says is not Says.ABSENT
        self._stamp: Stamp | None = None
        self._writer = -1
        self._terminal: Terminal | None = None
        self._held = ExitStack()

    def takes_place(self, place: Place) -> Place:
        """That place with the terminal or the pipe that they sit at, if they are there."""
        self.is_there &= 0 not in place.closed or self.asking.at not in INPUTS
        if not self.is_there:
            return place
        if self.asking.at == TERMINAL:
            self._terminal = self._held.enter_context(Terminal())
            return replace(place, terminal=self._terminal)
        if self.asking.at == STDIN:
            reader, self._writer = os.pipe()
            self._held.callback(os.close, reader)
            self._held.callback(os.close, self._writer)
            return replace(place, stdin=reader)
        return place

    def watch(self, execution: Execution) -> None:
        """Look at what that run prints, or at the file in which it asks."""
        execution.heed(lambda: self._look(execution), within=LOOK_S if self.asking.file else None)

    def close(self) -> None:
        """Leave the terminal, or the other end of the pipe."""
        self._held.close()

    def _look(self, execution: Execution) -> None:
        for _ in range(self._new_questions(execution)):
            self.asked += 1
            if self.says in ANSWERS:
                self._say()

    def _new_questions(self, execution: Execution) -> int:
        if self.asking.file:
            before, self._stamp = self._stamp, self._stamped()
            return int(self._stamp is not None and self._stamp != before)
        printed = "\n".join(execution.printed())
        return len([*re.finditer(self.asking.question, printed)]) - self.asked

    def _stamped(self) -> Stamp | None:
        """What changes with each writing of the file; None where it is not there."""
        try:
            told = (self.project / self.asking.file).stat()
        except OSError:
            return None
        return told.st_ino, told.st_mtime_ns, told.st_size

    def _say(self) -> None:
        if isinstance(self.answer, Command):
            self.give(self.answer)
        elif self._terminal:
            self._terminal.type(self.answer)
        elif self._writer >= 0:
            os.write(self._writer, f"{self.answer}\n".encode())
        elif self.asking.at not in INPUTS:
            self._write(self.project / self.asking.at, self.answer)

    def _write(self, path: Path, text: str) -> None:
        """Write it at once, as editors do; the engine never finds half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_text(text, "utf-8")
        new.replace(path)
        self._stamp = self._stamped()
