"""The list of tasks: what it is made to hold before a run, and what it tells after it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from proving_ground.agents.pledges import Pledge
from proving_ground.errors import EvidenceUnreadable
from proving_ground.evidence.witness import read_regular_file
from proving_ground.loops.contract import LoopAdapter, TaskFile
from proving_ground.loops.scene import LoopScene
from proving_ground.processes.command import Command

MISSING, PROSE, EXAMPLE = "is missing", "holds no task at all", "shows an example of a task"
HEADINGS = "has a heading above each task"
FLAWS = (MISSING, "cannot be read", PROSE, EXAMPLE, HEADINGS)
"""What a list of tasks may be like."""
SHOWN = "shown"
"""The title of a task that is but an example."""
FED = ("sh", "-c", 'exec "$@" < "$0"')


def spoil(adapter: LoopAdapter, project: Path, scene: LoopScene, pledge: Pledge) -> None:
    """Make of the list of tasks what the scene asks for; FaultNotFired where it stays the same."""
    before = _held(adapter, project, scene)
    corrupt_tasks(adapter, project, scene)
    pledge.must_differ(before, _held(adapter, project, scene))


def _held(adapter: LoopAdapter, project: Path, scene: LoopScene) -> bytes | None:
    tasks = adapter.tasks(project, scene.job)
    path = project / tasks.file if tasks else None
    return path.read_bytes() if path and path.is_file() else None


def corrupt_tasks(adapter: LoopAdapter, project: Path, scene: LoopScene) -> None:
    """Make of the list of tasks, if there is one, what the scene asks for."""
    tasks = adapter.tasks(project, scene.job)
    if tasks is None:
        return
    path = project / tasks.file
    if scene.flaw == MISSING:
        path.unlink()
    elif scene.flaw == PROSE:
        path.write_text(_without(path.read_text("utf-8"), tasks), "utf-8")
    elif scene.flaw == EXAMPLE:
        path.write_text(f"{path.read_text('utf-8')}{_example(adapter, scene, project)}", "utf-8")
    elif scene.flaw == HEADINGS:
        path.write_text(_with_headings(path.read_text("utf-8"), tasks), "utf-8")
    else:
        path.write_bytes(b"\xff\xfe{[ half")


def ticked(tasks: TaskFile | None, project: Path) -> Iterator[str]:
    """The tasks that the list tells to be done; none where it cannot be read as the list it was."""
    try:
        text = read_regular_file(project / tasks.file).decode() if tasks else ""
        items = _items(json.loads(text), tasks.each) if tasks and tasks.form != "lines" else []
    except (EvidenceUnreadable, OSError, ValueError, LookupError, TypeError):
        return
    for title, done in tasks.done.items() if tasks else ():
        whole = {**tasks.open[title], **done} if tasks and tasks.form != "lines" else {}
        is_item = any(whole.items() <= item.items() for item in items) if whole else False
        if is_item or (done and not whole and done in text.splitlines()):
            yield title


def fed(command: Command, folder: Path, text: str) -> Command:
    """The same command, with that text on its standard input."""
    path = folder / "input.txt"
    path.write_text(text, "utf-8")
    return replace(command, argv=(*FED, str(path), *command.argv), preload=None)


def _items(root: Any, each: str) -> list[Any]:
    for name in filter(None, each.split(".")):
        root = root[name]
    return [item for item in root if isinstance(item, dict)]


def _without(text: str, tasks: TaskFile) -> str:
    """The list with a heading in place of its tasks; a JSON list stays as it is."""
    if tasks.form != "lines":
        return text
    entries = {*tasks.open.values(), *tasks.done.values()}
    rest = [line for line in text.splitlines() if line not in entries]
    return "\n".join([*rest, "# First the lexer, I think, and the parser after that", ""])


def _with_headings(text: str, tasks: TaskFile) -> str:
    """The list in parts of one task each, as people order long ones; JSON stays as it is."""
    entries = {*tasks.open.values(), *tasks.done.values()} if tasks.form == "lines" else set()
    lines = (f"\n#### Part\n\n{line}" if line in entries else line for line in text.splitlines())
    return "\n".join([*lines, ""])


def _example(adapter: LoopAdapter, scene: LoopScene, project: Path) -> str:
    """A block of code, as manuals have them, with a task in it that nobody is to do."""
    shown = adapter.tasks(project, replace(scene.job, steps=(*scene.job.steps, SHOWN)))
    entry = shown.open[SHOWN] if shown and shown.form == "lines" else ""
    return f"\nSo a task is written:\n\n```\n{entry}\n```\n"
