"""Tasks that a program keeps: beads, or a tracker of the user's own that speaks like it."""

import json
from collections.abc import Collection

from reference_engine.pipelines.errors import StageFailed
from reference_engine.pipelines.layout import Session
from reference_engine.pipelines.processes import Signals
from reference_engine.pipelines.programs import ProgramFailed, ask
from reference_engine.pipelines.tasks.source import Task


class Tracker:
    """`PROGRAM ready` prints an open task per line, id first; `PROGRAM close ID` closes one."""

    def __init__(self, session: Session, signals: Signals, program: str):
        """`program` is on PATH, or a path relative to the project."""
        self._session = session
        self._signals = signals
        self.name = program

    def open(self) -> list[Task]:
        """What the program prints."""
        lines = (line.strip().partition(" ") for line in self._ask("ready").splitlines())
        return [Task(name, title.strip() or name) for name, _, title in lines if name]

    def close(self, ids: Collection[str]) -> None:
        """Close the open tasks of those ids, one after the other."""
        for task in self.open():
            if task.id in ids:
                self._ask("close", task.id)

    def _ask(self, *arguments: str) -> str:
        env = {"SESSION_NAME": self._session.name}
        try:
            return ask([self.name, *arguments], self._session.project, self._signals, env)
        except ProgramFailed as failure:
            command = " ".join([self.name, *arguments])
            raise StageFailed("queue_failed", f"`{command}` {failure}") from failure


class Beads(Tracker):
    """`bd`, the public tracker; the label keeps one session's issues from another's."""

    def __init__(self, session: Session, signals: Signals, label: str):
        """`${SESSION_NAME}` in the label is the session's name."""
        super().__init__(session, signals, "bd")
        self._label = label.replace("${SESSION_NAME}", session.name)

    def open(self) -> list[Task]:
        """What `bd` calls ready."""
        printed = self._ask("ready", f"--label={self._label}", "--json")
        try:
            issues = json.loads(printed or "null") or []
            return [Task(str(issue["id"]), str(issue["title"])) for issue in issues]
        except (ValueError, LookupError, TypeError) as error:
            raise StageFailed(
                "queue_failed", f"`bd ready` printed no list of issues: {error!r}"
            ) from error
