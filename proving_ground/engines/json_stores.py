"""Memories and tasks in JSON files, as the engines of the backends family keep them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from proving_ground.backends.contract import StoredData
from proving_ground.errors import EvidenceUnreadable
from proving_ground.evidence.witness import looking_at, parsed, read_regular_file


def read_stores(memories: Path, tasks: Path) -> StoredData:
    """What both files hold; an absent one holds nothing, and an unreadable one is a problem."""
    try:
        with looking_at("a store"):
            told = _entries(memories, "memories", "content"), _entries(tasks, "tasks", "title")
        return StoredData(*told)
    except EvidenceUnreadable as error:
        return StoredData(problem=str(error))


def write_memories(
    path: Path,
    memories: Mapping[str, str],
    zone: str = "",
    each: Mapping[str, Any] | None = None,
    whole: Mapping[str, Any] | None = None,
) -> None:
    """Write that file, each memory an hour younger than the one before, at times of that `zone`.

    `each` is what an engine keeps besides of each memory, and `whole` what of all of them.
    """
    entries = [
        {
            "id": f"memory-{number}",
            "content": content,
            "category": kind,
            "timestamp": f"2026-01-{1 + number // 24:02d}T{number % 24:02d}:00:00{zone}",
            **(each or {}),
        }
        for number, (content, kind) in enumerate(memories.items())
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"memories": entries, **(whole or {})}))


def as_found(memories: Sequence[tuple[str, str]]) -> str:
    """What a backend answers that was asked for memories, each a text and its kind."""
    entries = [{"type": kind, "content": content} for content, kind in memories]
    return json.dumps({"memories": entries})


def _entries(path: Path, key: str, field: str) -> tuple[str, ...]:
    try:
        content = read_regular_file(path)
    except FileNotFoundError:
        return ()
    return tuple(str(entry[field]) for entry in parsed(content)[key])
