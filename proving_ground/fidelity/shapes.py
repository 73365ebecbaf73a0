"""What of an agent's output is kept: kinds, key paths with types, and a closed list of values."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

Event = dict[str, Any]
Told = dict[str, Any]


def _names(told: str) -> frozenset[str]:
    return frozenset(told.split())


OPAQUE = _names(
    "commands tools slash_commands terminal_slash_commands skills agents plugins capabilities"
    " modelUsage model_usage_since_last_result input arguments memory_paths tool_input models"
    " account structuredPatch"
)
"""Keys whose insides depend on the machine or the script."""
VALUES = _names(
    "subtype is_error num_turns stop_reason terminal_reason api_error_status error_status attempt"
    " max_retries permissionMode exit_code status kind tool_name total_cost_usd input_tokens"
    " output_tokens inputTokens outputTokens costUSD decision non_execution_kind reason_type source"
    " model name server tool interrupted isReplay error"
)
"""Keys whose values an engine may act on; numbers, names and words of a closed list."""
WORDED = _names("result text content stdout aggregated_output message errors")
"""Keys whose values are prose: kept as a digest, which tells alike from unlike and no more."""
NAMED = frozenset(("session_id", "thread_id"))
_VOLATILE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(toolu|msg|req|call|chunk)_\w+"
    r"|\d{4}-\d\d-\d\dT[\d:.]+Z|127\.0\.0\.1:\d+|in \d+m?s\b"
)


def events(text: str) -> tuple[list[Event], list[str]]:
    """The JSON objects of an output, and its lines that are none."""
    found: list[Event] = []
    rest = []
    for line in text.split("\n"):
        try:
            value = json.loads(line) if line.strip() else None
        except ValueError:
            value = line
        if isinstance(value, dict):
            found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, dict)]
        elif value is not None:
            rest.append(line)
    return found, rest


def kind(event: Event) -> str:
    """What sort of event it is: its type, and those of what it holds."""
    item = event.get("item") or {}
    message = event.get("message")
    content = message.get("content") if isinstance(message, dict) else None
    first = content[0].get("type") if isinstance(content, list) and content else None
    parts = (event.get("type"), event.get("subtype"), item.get("type"), item.get("status"), first)
    return "/".join(str(part) for part in parts if part)


def shape(value: Any, path: str = "") -> Iterator[str]:
    """Each key path with its JSON type."""
    if isinstance(value, dict):
        yield f"{path}:object"
        for key, each in value.items():
            if key in OPAQUE:
                yield f"{path}.{key}:{_type(each)}"
            else:
                yield from shape(each, f"{path}.{key}")
    elif isinstance(value, list):
        yield f"{path}:array"
        for each in value:
            yield from shape(each, path + "[]")
    else:
        yield f"{path}:{_type(value)}"


def told(event: Event, sessions: list[str], folder: str) -> Told:
    """The values of an event that are compared; sessions become numbers in order of appearance."""
    return dict(_told(event, "", sessions, folder))


def _told(value: Any, path: str, sessions: list[str], folder: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            place = f"{path}.{key}" if path else key
            if key in NAMED:
                yield place, _number(each, sessions)
            elif isinstance(each, dict | list) and key not in OPAQUE - {"modelUsage"}:
                yield from _told(each, place, sessions, folder)
            elif key in VALUES and not isinstance(each, dict | list):
                yield place, each
            elif key in WORDED and isinstance(each, str):
                yield place, digest(each, folder)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            place = f"{path}[{number}]"
            if isinstance(each, str) and path.rpartition(".")[2] in WORDED:
                yield place, digest(each, folder)
            else:
                yield from _told(each, place, sessions, folder)


def digest(text: str, folder: str) -> str:
    """Eight characters that tell texts apart, whatever their paths, ids and times."""
    plain = _VOLATILE.sub("~", text.replace(folder, "~"))
    return hashlib.sha256(plain.encode(errors="surrogateescape")).hexdigest()[:8] if plain else ""


def _number(session: Any, sessions: list[str]) -> Any:
    if not isinstance(session, str):
        return session
    if session not in sessions:
        sessions.append(session)
    return f"session {sessions.index(session) + 1}"


def _type(value: Any) -> str:
    names = {dict: "object", list: "array", str: "string", type(None): "null", bool: "boolean"}
    return names.get(type(value), "number")
