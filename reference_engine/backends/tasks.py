"""Tasks of a project, kept in a file."""

import csv
import io
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reference_engine.backends import store
from reference_engine.backends.errors import BackendOperationError

Status = Literal["pending", "in_progress", "completed", "cancelled"]
Priority = Literal["low", "medium", "high"]
FORMATS = ("json", "markdown", "csv")


class Task(BaseModel):
    """One thing to do."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str = Field(min_length=1)
    description: str = ""
    priority: Priority = "medium"
    status: Status = "pending"
    id: str = Field(default_factory=lambda: uuid.uuid4().hex[:8])
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))


class Tasks(BaseModel):
    """The content of tasks.json, oldest first."""

    model_config = ConfigDict(extra="forbid")
    tasks: list[Task] = []


class TaskStore:
    """The tasks of a project."""

    def __init__(self, project: Path):
        self.path = project / ".data" / "tasks" / "tasks.json"

    def create(self, **fields: Any) -> Task:
        """Add a task; BackendOperationError where the fields make none."""
        task = _task(fields)
        with store.locked(self.path):
            self._write([*self._read(), task])
        return task

    def newest(self, status: Status | None = None, limit: int | None = None) -> list[Task]:
        """The newest tasks first, at most `limit` of them."""
        newest = [t for t in reversed(self._read()) if status in (None, t.status)]
        return newest[:limit]

    def update(self, task_id: str, **changes: Any) -> Task:
        """Change a task; BackendOperationError where there is none of that id."""
        with store.locked(self.path):
            tasks = self._read()
            index = _index(tasks, task_id)
            tasks[index] = _task({**tasks[index].model_dump(), **changes})
            self._write(tasks)
        return tasks[index]

    def delete(self, task_id: str) -> Task:
        """Remove a task; BackendOperationError where there is none of that id."""
        with store.locked(self.path):
            tasks = self._read()
            task = tasks.pop(_index(tasks, task_id))
            self._write(tasks)
        return task

    def export(self, form: str) -> str:
        """All tasks as JSON, as a Markdown checklist, or as CSV; oldest first."""
        tasks = self._read()
        if form == "json":
            return Tasks(tasks=tasks).model_dump_json(indent=2)
        if form == "markdown":
            return "\n".join(_checkbox(task) for task in tasks) + "\n"
        if form == "csv":
            return _csv(tasks)
        raise BackendOperationError(f"no tasks as {form!r}; choose one of {', '.join(FORMATS)}")

    def _read(self) -> list[Task]:
        return store.read(self.path, Tasks).tasks

    def _write(self, tasks: list[Task]) -> None:
        store.write(self.path, Tasks(tasks=tasks))


def _task(fields: dict[str, Any]) -> Task:
    try:
        return Task(**fields)
    except ValidationError as error:
        mistake = error.errors()[0]
        where = ".".join(map(str, mistake["loc"]))
        raise BackendOperationError(f"a task's {where}: {mistake['msg']}") from None


def _index(tasks: list[Task], task_id: str) -> int:
    for index, task in enumerate(tasks):
        if task.id == task_id:
            return index
    raise BackendOperationError(f"there is no task {task_id!r}")


def _checkbox(task: Task) -> str:
    return f"- [{'x' if task.status == 'completed' else ' '}] {task.title}"


def _csv(tasks: list[Task]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "title", "status", "priority"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(task.model_dump() for task in tasks)
    return text.getvalue()
