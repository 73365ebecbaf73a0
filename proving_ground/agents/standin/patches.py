"""Patches in codex's own form: files added, updated and deleted in one go."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.tools import Outcome

ADD, UPDATE, DELETE = "add", "update", "delete"
_HEADS = {"*** Add File: ": ADD, "*** Update File: ": UPDATE, "*** Delete File: ": DELETE}

TYPE_CHECKING = False
if TYPE_CHECKING:
    Change = tuple[str, str, list[str]]


def changes(patch: str) -> list[Change]:
    """Each change's kind, its path, and the lines that tell it."""
    found: list[Change] = []
    for line in patch.split("\n"):
        head = next((head for head in _HEADS if line.startswith(head)), None)
        if head:
            found.append((_HEADS[head], line[len(head) :].strip(), []))
        elif found and line:
            found[-1][2].append(line)
    return found


def perform(patch: str) -> Outcome:
    """Make all the changes; none of them where one does not apply."""
    planned: list[tuple[str, str | None]] = []
    for kind, path, lines in changes(patch):
        old = os.fsdecode(wire.read(path)) if os.path.exists(path) else None
        new = _changed(kind, old, lines)
        if (new is None) != (kind == DELETE) or (kind == DELETE and old is None):
            return Outcome(f"{path}: the patch does not apply", 1)
        planned.append((path, new))
    for path, new in planned:
        if new is None:
            os.unlink(path)
        else:
            wire.write(path, os.fsencode(new))
    return Outcome("")


def _changed(kind: str, old: str | None, lines: list[str]) -> str | None:
    if kind == ADD:
        return "".join(line[1:] + "\n" for line in lines)
    if kind == DELETE or old is None:
        return None
    before = "".join(line[1:] + "\n" for line in lines if line[0] in "- ")
    after = "".join(line[1:] + "\n" for line in lines if line[0] in "+ ")
    return old.replace(before, after, 1) if before in old else None
