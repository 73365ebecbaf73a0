"""Damage to what an engine keeps of a session, done by a trial or by its agent."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from proving_ground.agents.script import Act, answer, decide, run, write_file
from proving_ground.errors import FaultNotFired, TrialError
from proving_ground.evidence.witness import names_below

NONSENSE = '{"state": "fine"}\n'

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda content: content[: len(content) // 2],
    "emptied": lambda _: b"",
    "overwritten": lambda _: NONSENSE.encode(),
    "written by a newer version": lambda content: re.sub(rb'(?<="schema":)\d+', b"999", content),
}
"""What may become of a file that an engine keeps."""

VANDALISM: dict[str, Callable[[str], Act]] = {
    "deletes the session's folder": lambda file: run("rm", "-rf", str(Path(file).parent)),
    "removes the session's lock": lambda _: run(
        "find", ".", "-name", "*.lock", "-not", "-path", "./.git/*", "-delete"
    ),
    "overwrites the session's state": lambda file: write_file(file, NONSENSE),
}
"""What an agent may do to a state file, named as its path in the project."""


def corrupt(project: Path, state_files: Sequence[str], how: str) -> None:
    """Damage the files in that way."""
    for path in (project / name for name in state_files):
        if path.exists():
            path.write_bytes(DAMAGES[how](path.read_bytes()))


def changes_of(folder: Path, act: Callable[[], object]) -> dict[Path, bytes]:
    """Do something to the files of a folder: those that it changed, as it left them.

    FaultNotFired where it changed none.
    """
    before = _contents(folder)
    act()
    changed = {p: held for p, held in _contents(folder).items() if before.get(p) != held}
    if not changed:
        raise FaultNotFired(f"something was to be done to the files of {folder}, nothing changed")
    return changed


def has_changed(files: Mapping[Path, bytes]) -> bool:
    """Whether any of the files is gone, or holds something else than it did."""
    return any(not path.is_file() or path.read_bytes() != held for path, held in files.items())


def _contents(folder: Path) -> dict[Path, bytes]:
    paths = (folder / name for name in names_below(folder) if not name.startswith(".git/"))
    return {path: path.read_bytes() for path in paths if path.is_file()}


def corrupting_acts(state_files: Sequence[str], how: str) -> tuple[Act, ...]:
    """An agent that does that to the files, and decides to go on."""
    spoiling = [VANDALISM[how](file) for file in state_files]
    return *spoiling, answer("Tidied up."), decide("continue")


@contextmanager
def write_lock(path: Path) -> Iterator[Path]:
    """Let nobody else write to that database meanwhile; TrialError where there is none."""
    if not path.exists():
        raise TrialError(f"there is no state to lock: {path} is not there")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield path
        database.execute("ROLLBACK")
