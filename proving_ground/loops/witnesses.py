"""Taking the evidence of one run of a loop: what all witnesses say after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.errors import EvidenceUnreadable
from proving_ground.evidence.witness import Together, looking_at, names_below
from proving_ground.loops.contract import LoopAdapter
from proving_ground.loops.evidence import LoopRun, Snapshot
from proving_ground.processes.client import Exit
from proving_ground.repository.project import Project
from proving_ground.repository.view import look_at_repository

OTHERS = (".git/", "node_modules/")
"""Folders in which nothing counts as left behind."""
WORK = "steps"
"""Where agents write."""
LONGEST = 160
"""Characters of a command line that are told."""


@dataclass(frozen=True)
class Witnesses:
    """Who is asked after a run: the project, and the engine's own account."""

    adapter: LoopAdapter
    project: Project

    def take(
        self,
        ended: tuple[Exit, str, str],
        calls: tuple[Call, ...],
        survivors: Iterable[tuple[int, str]],
        **told: Any,
    ) -> LoopRun:
        """What all of them say of the run that has just ended, and made those calls.

        `survivors` are the ids and command lines of processes that outlived it; `told` are those
        fields of the run that no witness knows.
        """
        folder = self.project.folder
        exit_, stdout, stderr = ended
        return LoopRun(
            exit_code=exit_.code,
            stdout=stdout,
            stderr=stderr,
            calls=calls,
            git=look_at_repository(folder),
            files=_files(folder),
            belongings=self.project.belongings(),
            survivors=tuple(f"process {pid}: {_short(line)}" for pid, line in survivors),
            state=self._read(folder),
            at_calls=tuple(self._read(call.before) for call in calls),
            history=self._history(folder),
            answers=self.adapter.kept_answers(folder, stdout + stderr),
            **told,
        )

    def _read(self, root: Path) -> Snapshot:
        """The engine's own account that lies in a folder."""
        try:
            with looking_at("the state"):
                return Snapshot(self.adapter.read_state(root))
        except EvidenceUnreadable as problem:
            return Snapshot(None, str(problem))

    def _history(self, folder: Path) -> Sequence[Any] | None:
        """What the engine has on record of its calls; None where it cannot be read."""
        try:
            with looking_at("the history"):
                return self.adapter.history(folder)
        except EvidenceUnreadable:
            return None


def _files(folder: Path) -> Mapping[str, str]:
    """Every path of the project, with the text of what agents write."""
    names = [name for name in names_below(folder) if not name.startswith(OTHERS)]
    together = Together("the files that agents write")
    with looking_at("the work of agents", "work-is-kept"):
        return {
            name: together.text(folder / name) if name.startswith(f"{WORK}/") else ""
            for name in names
        }


def _short(line: str) -> str:
    """A command line without the prompt that may be in it."""
    first = line.partition("\n")[0]
    return first if len(first) <= LONGEST and first == line else f"{first[:LONGEST]}…"
