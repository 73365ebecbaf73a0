"""Tasks of a queue, as a trial lays them out: in a file, in beads, or with a program of its own.

The files are written so that a careless writer spoils them: odd spacing, both kinds of line end,
letters beyond ASCII, text that looks like a task, and no newline at the end.
"""

import itertools
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from pathlib import Path
from typing import Any, Literal

from proving_ground.agents.install import TRACKER
from proving_ground.agents.script import Act, corrupt_tracker, run, write_file
from proving_ground.evidence.witness import read_regular_file
from proving_ground.pipelines.pipeline import Tasks

Kind = Literal["beads", "json", "markdown", "program"]

FILES = {"json": "tasks.json", "markdown": "TODO.md"}

_JSON = """\
{{
  "owner" : "Zoë – who else?",\t"version": 1.50,\r
  "tasks": [
{tasks}
  ],

  "sizes": [ 1,2 , 3e1 ], "{field}": false
}}"""
_MARKDOWN = """\
# To do – for now\r
- [x] set up
{tasks}

    Not a task: [ ] this
- [x](https://example.com) is a link, and
- [x]tra a name

```
- [ ] not a task either
```
* the end"""
_OPEN = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[ \] ([\w-]+)\r?$", re.MULTILINE)
"""An open task; those that stand where none counts are written in several words."""


@dataclass(frozen=True)
class TaskList:
    """What there is to do; `done_field` is the JSON field that tells whether a task is done.

    `done` are tasks that are done before the run; `flaw` is one of FLAWS: what whoever keeps the
    list has got wrong. `titles` are what some of the tasks are called. A JSON file that is `dense`
    is one line, without a blank between its parts. `habit` is one of HABITS: how whoever keeps the
    list writes it, which is nothing wrong. `written` is a JSON file as it stands.
    """

    kind: Kind
    tasks: tuple[str, ...]
    done_field: str = "done"
    done: tuple[str, ...] = ()
    flaw: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    dense: bool = False
    habit: str | None = None
    written: str | None = None

    @property
    def source(self) -> Tasks:
        """Where the tasks are kept, as a pipeline says it."""
        place = FILES.get(self.kind) or (TRACKER if self.kind == "program" else None)
        return Tasks(kind=self.kind, place=place, done=self.done_field)

    @property
    def queue(self) -> tuple[str, ...]:
        """The items of the stand-in trackers' queue."""
        told = (f"{task} {self.titles.get(task, '')}".strip() for task in self._open)
        return () if self.kind in FILES else tuple(told)

    def file(self, project: Path) -> Path | None:
        """The file that holds the tasks; None where none does."""
        return project / FILES[self.kind] if self.kind in FILES else None

    def text(self, done: Collection[str] = ()) -> str:
        """The file's content when those tasks are done, too."""
        if self.written is not None:
            return reduce(partial(ticked, field=self.done_field), done, self.written)
        done = {*self.done, *done}
        entry, frame = (_json_task, _JSON) if self.kind == "json" else (_markdown_task, _MARKDOWN)
        between = ",\n" if self.kind == "json" else "\n"
        tasks = between.join(entry(self, task, task in done) for task in self.tasks)
        text = frame.format(tasks=tasks, field=self.done_field)
        if self.dense:
            text = json.dumps(json.loads(text), separators=(",", ":"))
        text = HABITS[self.habit](text) if self.habit else text
        return FLAWS[self.flaw](text, self.tasks[0]) if self.flaw else text

    def lay_out(self, project: Path) -> None:
        """Write the file, if there is one."""
        if path := self.file(project):
            path.write_bytes(self.text().encode())

    def change(self, how: str, iteration: int) -> tuple[Act, ...]:
        """What an agent does in that iteration for the list to change; `how` is one of CHANGES."""
        return CHANGES[how](self, self._open[: iteration - 1])

    @property
    def _open(self) -> tuple[str, ...]:
        return tuple(task for task in self.tasks if task not in self.done)

    def open_tasks(self, project: Path, queue: Collection[str]) -> tuple[str, ...]:
        """What is not done; `queue` is what the stand-in trackers still list."""
        path = self.file(project)
        if path is None:
            return tuple(item.partition(" ")[0] for item in queue)
        text = read_regular_file(path).decode("utf-8-sig")
        if self.kind == "json":
            entries = json.loads(text)["tasks"]
            return tuple(each["id"] for each in entries if not each.get(self.done_field))
        return tuple(_OPEN.findall(text))


def ticked(text: str, task: str, field: str) -> str:
    """That JSON with the task done, and nothing else changed."""

    def tick(entry: re.Match[str]) -> str:
        if not re.search(rf'"id"\s*:\s*"{re.escape(task)}"', entry[0]):
            return entry[0]
        return re.sub(rf'("{re.escape(field)}"\s*:\s*)false', r"\g<1>true", entry[0])

    return re.sub(r"\{[^{}]*\}", tick, text)


def _added(tasks: TaskList, finished: tuple[str, ...]) -> tuple[Act, ...]:
    longer = replace(tasks, tasks=(*tasks.tasks, "afterthought"))
    return _rewritten(longer, finished)


def _done(tasks: TaskList, finished: tuple[str, ...]) -> tuple[Act, ...]:
    return _rewritten(tasks, (*finished, tasks.tasks[-1]))


def _removed(tasks: TaskList, _finished: tuple[str, ...]) -> tuple[Act, ...]:
    return (run("rm", FILES[tasks.kind]),)


def _broken(tasks: TaskList, finished: tuple[str, ...]) -> tuple[Act, ...]:
    return _rewritten(replace(tasks, flaw="names its tasks twice"), finished)


def _rewritten(tasks: TaskList, finished: tuple[str, ...]) -> tuple[Act, ...]:
    return (write_file(FILES[tasks.kind], tasks.text(finished)),)


CHANGES: dict[str, Callable[[TaskList, tuple[str, ...]], tuple[Act, ...]]] = {
    "adds a task": _added,
    "does the last task": _done,
    "removes the list": _removed,
    "spoils the list": _broken,
}
"""What becomes of a list while an agent works; each gets the tasks that are done by then."""


KINDS: dict[str, Kind] = {
    "a JSON file": "json",
    "a to-do list": "markdown",
    "beads": "beads",
    "a tracker of the user's own": "program",
}


def _twice(text: str, first: str) -> str:
    """The same text, with the first task's line there a second time, at once after the first."""
    line = next(line for line in text.splitlines(keepends=True) if first in line)
    return text.replace(line, line * 2, 1)


FLAWS: dict[str, Callable[[str, str], str]] = {
    "ends in the middle": lambda text, first: text[: text.index(first)],
    "names its tasks twice": _twice,
    "has a task without a name": lambda text, first: text.replace(f'"id" : "{first}",', ""),
    "has a box that is neither open nor done": lambda text, _: text.replace("[ ]", "[]", 1),
}
"""What may be wrong with a file; each gets its text and the first task."""


def _boxes(text: str) -> str:
    """The same text; its tasks stand behind bullets, numbers and tabs of every kind."""
    marks = itertools.cycle(("*", "+", "1.", "2)", "\t-", "    -"))
    return re.sub(r"^  -(?= \[)", lambda _: next(marks), text, flags=re.MULTILINE)


HABITS: dict[str, Callable[[str], str]] = {
    "begins with a byte order mark": lambda text: f"\ufeff{text}",
    "has its first task in its first line, after a byte order mark": (
        lambda text: "\ufeff" + text.partition("- [x] set up\n")[2]
    ),
    "has boxes in a fence within a fence": (
        lambda text: f"~~~ text\n```\n- [ ] in two fences\n```\n- [ ] in one fence\n~~~\n{text}"
    ),
    "has boxes in a longer fence": (
        lambda text: f"````\n- [ ] in a fence\n```\n- [ ] in it still\n````\n{text}"
    ),
    "has boxes that are commented out": (
        lambda text: f"<!--\n- [ ] given up\n\n- [ ] given up, too -->\n{text}"
    ),
    "quotes code at the beginning of a line": lambda text: f"```make``` it first.\n{text}",
    "has boxes of every kind": _boxes,
    "ends its lines as Windows does": lambda text: re.sub(r"\r?\n", "\r\n", text),
}
"""How people write lists that are in order; each gets the text."""


TRAITS: dict[str, Any] = {
    **{habit: lambda tasks, habit=habit: replace(tasks, habit=habit) for habit in HABITS},
    **{flaw: lambda tasks, flaw=flaw: replace(tasks, flaw=flaw) for flaw in FLAWS},
    "is written without a blank": lambda tasks: replace(tasks, dense=True),
    "has only tasks that are done": lambda tasks: replace(tasks, done=tasks.tasks),
    'ticks its tasks as "…"': lambda field: lambda tasks: replace(tasks, done_field=field),
}
"""What may be said of a list, and the list of which it is so."""
TROUBLES = {
    "cannot list its tasks": corrupt_tracker("fails"),
    "prints half a list": corrupt_tracker("half"),
    "prints tasks without names": corrupt_tracker("nameless"),
}
"""What may become of a tracker while an agent works."""


def _json_task(tasks: TaskList, task: str, done: bool) -> str:  # noqa: FBT001
    mark, title = tasks.done_field, tasks.titles.get(task)
    told = f'"{mark}":{"true" if done else "false"}' + (f', "title": "{title}"' if title else "")
    return f'    {{ "note":"\\"{mark}\\":false", "id" : "{task}",  {told} , "size":1}}'


def _markdown_task(_tasks: TaskList, task: str, done: bool) -> str:  # noqa: FBT001
    return f"  - [{'x' if done else ' '}] {task}\r"
