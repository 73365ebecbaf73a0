"""An adapter in Python, for a loop that takes its tasks one by one from a text file."""

import sys
from pathlib import Path

from proving_ground.evidence.run_state import Ending
from proving_ground.loops.contract import Capability, Job, LoopAdapter, TaskFile, Voice
from proving_ground.processes.command import Command

LOOP = """\
import pathlib, subprocess, sys

path = pathlib.Path("todo.txt")
for _ in range(int(sys.argv[1])):
    lines = path.read_text().splitlines()
    todo = [line for line in lines if line.startswith("todo ")]
    if not todo:
        sys.exit(0)
    prompt = f"Do this task, and no other: {todo[0].removeprefix('todo ')}"
    agent = ["claude", "--dangerously-skip-permissions", "-p", prompt]
    if subprocess.run(agent, stdin=subprocess.DEVNULL).returncode:
        sys.exit(1)
    path.write_text("\\n".join(l.replace("todo", "done", 1) if l == todo[0] else l for l in lines))
sys.exit(0 if "todo " not in path.read_text() else 3)
"""


class CountingLoop(LoopAdapter):
    """Drives the loop above, which the adapter brings along."""

    name = "counting-loop"
    capabilities = frozenset({Capability.OUTCOME, Capability.CAP, Capability.TASK_LIST})
    endings = {
        0: frozenset({Ending.COMPLETE}),
        1: frozenset({Ending.FAILED}),
        3: frozenset({Ending.CAPPED}),
    }
    voice = Voice()
    known = Path(__file__).with_name("counting_loop.known.yaml")

    def __init__(self, home: Path | None, workshop: Path):
        """An adapter that is registered is made with the engine's home and a folder to work in."""

    def prepare(self, project: Path, job: Job) -> None:
        """The loop, and its list."""
        (project / "loop.py").write_text(LOOP)
        words = ["done" if title in job.done else "todo" for title in job.steps]
        lines = [f"{word} {title}" for word, title in zip(words, job.steps, strict=True)]
        (project / "todo.txt").write_text("\n".join(lines))

    def command(self, project: Path, job: Job, *, again: bool) -> Command:
        """Every run is the same."""
        return Command((sys.executable, "loop.py", str(job.cap)), project)

    def tasks(self, project: Path, job: Job) -> TaskFile:
        """One line for each task, which the engine ticks."""
        todo = {title: f"todo {title}" for title in job.steps}
        done = {title: f"done {title}" for title in job.steps}
        return TaskFile("todo.txt", "lines", todo, done, ticks=False)
