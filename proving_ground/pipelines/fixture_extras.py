"""What a fixture set holds besides its iterations: hooks, and tasks in a JSON file."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import Field, StrictBool

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import load_model, near, read_text
from proving_ground.pipelines.pipeline import Hook, HookPoint, Model, Stage
from proving_ground.pipelines.task_lists import TaskList, ticked

HOOKS, TASKS = "hooks", "tasks.json"


class ListedTask(Model, extra="allow"):
    """One task of the list, with its name and its tick."""

    id: str = Field(pattern=r"^[\w-]+$")
    title: str | None = None
    done: StrictBool


class ListedTasks(Model, extra="allow"):
    """The form of a `tasks.json`."""

    tasks: tuple[ListedTask, ...] = Field(min_length=1)


def read_hooks(folder: Path) -> Iterator[Hook]:
    """The project's hooks in `hooks/`, none where there is no such folder.

    InputError for a file that is none, and for a hook of which no trace would be left.
    """
    points = get_args(HookPoint)
    for path in sorted((folder / HOOKS).glob("[!.]*")):
        if path.suffix != ".sh" or path.stem not in points:
            names = [f"{point}.sh" for point in points]
            raise InputError(path, f"no hook is called {path.name}", near(path.name, names))
        text, told = read_text(path), f"hook {path.stem} project"
        if not re.search(rf"^(?:exec )?{told}\b", text, re.MULTILINE):
            fix = f"Write a line: exec {told}"
            raise InputError(path, "nothing would tell that this hook ran", fix)
        yield Hook.model_validate({"point": path.stem, "origin": "project", "text": text})


def read_tasks(folder: Path, stage: Stage) -> TaskList | None:
    """The tasks in `tasks.json`, None where there is no such file; InputError for what is wrong."""
    path = folder / TASKS
    if not path.exists():
        return None
    if stage.termination.type != "queue":
        fix = "Write in stage.yaml: termination: {type: queue}"
        raise InputError(path, f"stage {stage.name!r} works off no queue", fix)
    text = read_text(path)
    _must_be_json(path, text)
    listed = load_model(path, ListedTasks).tasks
    names = [task.id for task in listed]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(path, f"task {twice!r} stands there twice", "Name each task once.")
    done = tuple(task.id for task in listed if task.done)
    for name in set(names) - set(done):
        if ticked(text, name, "done") == text:
            fix = "Let no other braces stand within a task's."
            raise InputError(path, f"nobody could tell how to tick task {name!r}", fix)
    titles = {task.id: task.title for task in listed if task.title}
    return TaskList("json", tuple(names), done=done, titles=titles, written=text)


def _must_be_json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(path, f"not JSON: {error.msg}", "Correct it.", error.lineno) from None
