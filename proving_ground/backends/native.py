"""The session files of the real CLIs, written and read by the suite itself.

Their shapes are those of claude 2.1.329 and codex 0.169.0.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proving_ground.evidence.witness import parsed_lines, read_regular_text

Messages = Sequence[tuple[str, str]]
TIME = "2026-02-03T04:05:06.000Z"


def place(home: Path, backend: str, project: Path, session: str) -> Path:
    """Where the CLI keeps the session."""
    if backend == "claude":
        folder = "".join(c if c.isascii() and c.isalnum() else "-" for c in str(project))
        return home / ".claude" / "projects" / folder / f"{session}.jsonl"
    day = home / ".codex" / "sessions" / "2026" / "02" / "03"
    return day / f"rollout-2026-02-03T04-05-06-{session}.jsonl"


def text(backend: str, project: Path, session: str, messages: Messages) -> str:
    """The session as the CLI writes it, tool calls among the messages, characters as they are."""
    lines = _claude if backend == "claude" else _codex
    return "".join(
        json.dumps(each, ensure_ascii=False) + "\n"
        for each in lines(str(project), session, messages)
    )


def read(path: Path, backend: str) -> list[tuple[str, str]]:
    """Who said what, in order."""
    lines = parsed_lines(read_regular_text(path))
    if backend == "claude":
        told = [line["message"] for line in lines if line["type"] in ("user", "assistant")]
    else:
        items = [line["payload"] for line in lines if line["type"] == "response_item"]
        told = [item for item in items if item["type"] == "message"]
    said = ((each["role"], _text(each["content"])) for each in told)
    return [(role, text) for role, text in said if text]


def _text(content: str | list[dict[str, Any]]) -> str:
    return (
        content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
    )


def _claude(cwd: str, session: str, messages: Messages) -> list[dict[str, Any]]:
    common = {"sessionId": session, "cwd": cwd, "version": "2.1.329", "timestamp": TIME}
    tool = {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {"command": "date"}}
    lines = [
        {**common, "type": role, "message": {"role": role, "content": _claude_content(role, said)}}
        for role, said in messages
    ]
    called = {"role": "assistant", "content": [tool]}
    return [
        {"type": "attachment", "sessionId": session},
        *lines,
        {**common, "type": "assistant", "message": called},
    ]


def _claude_content(role: str, said: str) -> str | list[dict[str, str]]:
    return said if role == "user" else [{"type": "text", "text": said}]


def _codex(cwd: str, session: str, messages: Messages) -> list[dict[str, Any]]:
    meta = {"id": session, "cwd": cwd, "cli_version": "0.169.0"}
    items = [
        {"type": "message", "role": role, "content": [{"type": _kind(role), "text": said}]}
        for role, said in messages
    ]
    tool = {"type": "function_call", "name": "shell", "arguments": "{}", "call_id": "call_1"}
    payloads = [("session_meta", meta), *(("response_item", each) for each in [*items, tool])]
    return [
        {"timestamp": TIME, "ordinal": number, "type": kind, "payload": payload}
        for number, (kind, payload) in enumerate(payloads)
    ]


def _kind(role: str) -> str:
    return "output_text" if role == "assistant" else "input_text"
