"""What the MCP servers and Codex's sessions offer alike: tasks and the web."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from reference_engine.backends import store
from reference_engine.backends.errors import BackendOperationError
from reference_engine.backends.results import Result, done
from reference_engine.backends.settings import Settings
from reference_engine.backends.tasks import TaskStore
from reference_engine.backends.web import Web

EXTENSIONS = {"json": "json", "markdown": "md", "csv": "csv"}


def manage_tasks(project: Path, action: str, arguments: dict[str, Any]) -> Result:
    """Do that with the tasks; BackendOperationError where it cannot be done."""
    if action not in _ACTIONS:
        known = ", ".join(_ACTIONS)
        raise BackendOperationError(f"no action {action!r} on tasks; choose one of {known}")
    try:
        return done(_ACTIONS[action](TaskStore(project), **arguments), action=action)
    except TypeError as error:
        raise BackendOperationError(f"cannot {action} a task so: {error}") from None


def search_web(project: Path, settings: Settings, query: str, limit: int = 5) -> Result:
    """Ask the search service."""
    found, cached = Web(project).search(settings.search_url, query)
    return done({"results": found[:limit]}, cached=cached)


def fetch_url(project: Path, url: str) -> Result:
    """Fetch a page as text."""
    text, cached = Web(project).fetch(url)
    return done({"content": text}, url=url, cached=cached)


def summarize(content: str, length: int = 200) -> Result:
    """The first sentences, up to that many characters."""
    whole = " ".join(content.split())
    cut = whole if len(whole) <= length else whole[:length].rsplit(" ", 1)[0] + " …"
    return done({"summary": cut}, length=len(whole))


def clear_cache(project: Path) -> Result:
    """Forget what was found and fetched."""
    return done({"cleared": Web(project).clear()})


def _create(tasks: TaskStore, **fields: Any) -> dict[str, Any]:
    return {"task": tasks.create(**fields).model_dump(mode="json")}


def _list(tasks: TaskStore, **wishes: Any) -> dict[str, Any]:
    return {"tasks": [task.model_dump(mode="json") for task in tasks.newest(**wishes)]}


def _update(tasks: TaskStore, task_id: str, **changes: Any) -> dict[str, Any]:
    return {"task": tasks.update(task_id, **changes).model_dump(mode="json")}


def _complete(tasks: TaskStore, task_id: str) -> dict[str, Any]:
    return _update(tasks, task_id, status="completed")


def _delete(tasks: TaskStore, task_id: str) -> dict[str, Any]:
    return {"task": tasks.delete(task_id).model_dump(mode="json")}


def _export(tasks: TaskStore, form: str = "markdown") -> dict[str, Any]:
    text = tasks.export(form)
    path = tasks.path.with_name(f"tasks.{EXTENSIONS[form]}" if form != "json" else "export.json")
    store.write_text(path, text)
    return {"file": str(path), "content": text}


_ACTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "create": _create,
    "list": _list,
    "update": _update,
    "complete": _complete,
    "delete": _delete,
    "export": _export,
}
