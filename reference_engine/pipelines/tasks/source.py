"""What every source of tasks can do, and how a task is taken from it."""

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from reference_engine.pipelines.errors import SessionLocked, StageFailed
from reference_engine.pipelines.lock import held
from reference_engine.pipelines.store import make_folder


@dataclass(frozen=True)
class Task:
    """One task; its id is unique among the open tasks of its source."""

    id: str
    title: str


class Source(Protocol):
    """Where tasks are kept; StageFailed wherever they cannot be read or closed."""

    @property
    def name(self) -> str:
        """The same for every session that works off this source."""

    def open(self) -> list[Task]:
        """What is to be done, in order."""

    def close(self, ids: Collection[str]) -> None:
        """Tick those of the tasks that are open; of others nothing is said."""


def take(source: Source, claims: Path, claim: ExitStack) -> Task | None:
    """The first open task that nobody works on, claimed until the stack is left; None for none.

    A claim is a lock, so the kernel takes it from an engine that dies. StageFailed where all
    open tasks are claimed by other sessions.
    """
    found = source.open()
    for task in found:
        with ExitStack() as attempt:
            try:
                attempt.enter_context(held(_claim(source, task, claims)))
            except SessionLocked:
                continue
            if task in source.open():  # another session may have closed it just before
                claim.push(attempt.pop_all())
                return task
    if found and (left := source.open()):
        names = ", ".join(task.id for task in left)
        raise StageFailed("tasks_taken", f"other sessions work on all that is open: {names}")
    return None


def _claim(source: Source, task: Task, claims: Path) -> Path:
    make_folder(claims)
    digest = sha256(f"{source.name}\n{task.id}".encode(errors="surrogateescape")).hexdigest()
    return claims / f"{digest[:32]}.lock"
