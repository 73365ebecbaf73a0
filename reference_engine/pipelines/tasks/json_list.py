"""Tasks in a JSON file: a list of objects, found with their places in the text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reference_engine.pipelines.config import JsonTasks
from reference_engine.pipelines.tasks.file import Entry, Malformed
from reference_engine.pipelines.tasks.source import Task

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Value:
    """A value where it stands: text[start:end]."""

    content: Any
    start: int
    end: int


def read(text: str, keys: JsonTasks) -> Iterator[Entry]:
    """The tasks of the list that `keys` names, or of the file where that is a list itself."""
    try:
        root = Value(json.loads(text), _skip(text, 0), len(text))
    except json.JSONDecodeError as error:
        raise Malformed(error.lineno, error.msg) from error
    if isinstance(root.content, dict):
        root = dict(_members(text, root)).get(keys.list, root)
    if not isinstance(root.content, list):
        raise Malformed(_line(text, root), f"is no list of tasks, and has no {keys.list!r}")
    for _, value in _members(text, root):
        yield _entry(text, value, keys)


def _entry(text: str, value: Value, keys: JsonTasks) -> Entry:
    line = _line(text, value)
    if not isinstance(value.content, dict):
        raise Malformed(line, "a task is an object, in braces")
    name, done = (value.content.get(key) for key in (keys.id, keys.done))
    if not isinstance(name, str | int) or name == "":
        raise Malformed(line, f"a task needs an {keys.id!r}, a text or a number")
    if done not in (None, True, False):
        raise Malformed(line, f"{keys.done!r} is {done!r}, but may be true or false")
    task = Task(str(name), str(value.content.get(keys.title, name)))
    members = dict(_members(text, value))
    if keys.done in members:
        place = members[keys.done]
        return Entry(task, bool(done), line, place.start, place.end, "true")
    last = max(member.end for member in members.values())
    return Entry(task, False, line, last, last, f", {json.dumps(keys.done)}: true")  # noqa: FBT003


def _members(text: str, value: Value) -> Iterator[tuple[str, Value]]:
    """The values in an object, by key, or in an array; the text is known to be JSON."""
    at = _skip(text, value.start + 1)
    while text[at] not in "]}":
        key = ""
        if isinstance(value.content, dict):
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        content, end = _DECODER.raw_decode(text, at)
        yield key, Value(content, at, end)
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    """Where the next thing begins that is not blank."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _line(text: str, value: Value) -> int:
    return text.count("\n", 0, value.start) + 1
