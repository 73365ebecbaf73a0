"""Quality checks: `make check` in the project that a file belongs to."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from reference_engine.backends import programs
from reference_engine.backends.results import Result, done, failed

ROOTS = ("Makefile", ".git", "pyproject.toml")
TARGETS = ("check", "lint", "format", "type", "test")
_TARGET = re.compile(r"^([A-Za-z0-9_.-]+)\s*:(?!=)", re.MULTILINE)


def find_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that looks like a project."""
    folders = [start, *start.parents]
    return next((f for f in folders if any((f / name).exists() for name in ROOTS)), None)


def run(cwd: Path, files: Sequence[str] = (), target: str = "check") -> Result:
    """Run a target of the Makefile; the checked files are handed to it as FILES."""
    start = (cwd / files[0]).parent if files else cwd
    root = find_root(start.resolve())
    if root is None:
        return failed(f"no project root above {start}: no {', '.join(ROOTS)}")
    makefile = root / "Makefile"
    if not makefile.is_file():
        return failed(f"there is no Makefile in {root}", root=str(root))
    if target not in _TARGET.findall(makefile.read_text(errors="replace")):
        return failed(f"{makefile} has no target '{target}'", root=str(root))
    return _make(root, target, files)


def environment(root: Path) -> dict[str, str]:
    """The environment of a project's checks: its own virtual one, never that of the caller.

    A worktree is checked from a session in the project's main folder, whose environment is active.
    """
    env = dict(os.environ)
    active = env.pop("VIRTUAL_ENV", None)
    path = [each for each in env["PATH"].split(os.pathsep) if each != f"{active}/bin"]
    own = root / ".venv"
    if own.is_dir():
        env["VIRTUAL_ENV"] = str(own)
        path.insert(0, str(own / "bin"))
    return {**env, "PATH": os.pathsep.join(path)}


def _make(root: Path, target: str, files: Sequence[str]) -> Result:
    argv = ["make", "--no-print-directory", target]
    given = [f"FILES={' '.join(files)}"] if files else []
    outcome = programs.run([*argv, *given], root, env=environment(root))
    data = {"output": outcome.output + outcome.errors}
    told = {"returncode": outcome.code, "root": str(root), "target": target}
    if outcome.code:
        return failed(f"`make {target}` failed in {root}", data, **told)
    return done(data, **told)
