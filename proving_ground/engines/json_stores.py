"""Memories and tasks in JSON files, as the engines of the backends family keep them."""

import json
from pathlib import Path

from proving_ground.engines.backends_contract import Account


def read_stores(memories: Path, tasks: Path) -> Account:
    """What both files hold; an absent one holds nothing, and an unreadable one is a problem."""
    try:
        return Account(_entries(memories, "memories", "content"), _entries(tasks, "tasks", "title"))
    except (ValueError, LookupError, TypeError) as error:
        return Account(problem=repr(error))


def _entries(path: Path, key: str, field: str) -> tuple[str, ...]:
    if not path.exists():
        return ()
    return tuple(str(entry[field]) for entry in json.loads(path.read_bytes())[key])
