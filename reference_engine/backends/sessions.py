"""The session files of both CLIs, read into one form, and written in either."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from reference_engine.backends.errors import BackendOperationError
from reference_engine.backends.extraction import Message

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


@dataclass(frozen=True)
class Session:
    """A session as a CLI recorded it; `unreadable` counts the lines that are no JSON object."""

    id: str
    backend: str
    path: Path
    cwd: str
    messages: tuple[Message, ...]
    unreadable: int = 0


class SessionFiles(ABC):
    """The session files of one CLI."""

    backend: ClassVar[str]

    @abstractmethod
    def paths(self) -> Iterator[Path]:
        """The files of all sessions, of whatever project."""

    @abstractmethod
    def read(self, path: Path) -> Session:
        """Read one of them, or a converted one."""

    @abstractmethod
    def lines(self, session: Session) -> list[dict[str, Any]]:
        """The session as this CLI would record it."""

    def of(self, project: Path) -> list[Session]:
        """The sessions of a project, the one written last at the end."""
        found = [s for path in self.paths() if (s := self.read(path)).cwd == str(project)]
        return sorted(found, key=lambda session: session.path.stat().st_mtime_ns)


class ClaudeFiles(SessionFiles):
    """`~/.claude/projects/FOLDER/SESSION.jsonl`."""

    backend = "claude"

    def paths(self) -> Iterator[Path]:
        """The files of all sessions, one each."""
        return Path.home().glob(".claude/projects/*/*.jsonl")

    def read(self, path: Path) -> Session:
        """Lines of user and assistant carry the messages."""
        lines, unreadable = _lines(path)
        told = [line for line in lines if line.get("type") in ("user", "assistant")]
        told = [line for line in told if isinstance(line.get("message"), dict)]
        messages = (_message(line["message"], line.get("timestamp")) for line in told)
        latest: dict[str, Any] = told[-1] if told else {}  # a resumed one begins with the old id
        name = str(latest.get("sessionId") or path.stem)
        kept = tuple(message for message in messages if message.content)
        return Session(name, self.backend, path, str(latest.get("cwd", "")), kept, unreadable)

    def lines(self, session: Session) -> list[dict[str, Any]]:
        """One line per message."""
        return [
            {
                "type": message.role,
                "sessionId": session.id,
                "cwd": session.cwd,
                "timestamp": message.timestamp,
                "message": {
                    "role": message.role,
                    "content": [{"type": "text", "text": message.content}],
                },
            }
            for message in session.messages
        ]


class CodexFiles(SessionFiles):
    """`~/.codex/sessions/YEAR/MONTH/DAY/rollout-TIME-THREAD.jsonl`."""

    backend = "codex"

    def paths(self) -> Iterator[Path]:
        """The files of all sessions, one each."""
        return Path.home().glob(".codex/sessions/*/*/*/rollout-*.jsonl")

    def read(self, path: Path) -> Session:
        """The meta line names the session; response items of type message carry the messages."""
        lines, unreadable = _lines(path)
        metas = [line["payload"] for line in lines if line.get("type") == "session_meta"]
        meta: dict[str, Any] = metas[0] if metas else {}
        items = ((line["payload"], line) for line in lines if line.get("type") == "response_item")
        told = (_message(item, line.get("timestamp")) for item, line in items if item.get("role"))
        kept = tuple(message for message in told if message.content)
        name = str(meta.get("id", path.stem))
        return Session(name, self.backend, path, str(meta.get("cwd", "")), kept, unreadable)

    def lines(self, session: Session) -> list[dict[str, Any]]:
        """The meta line, then one line per message."""
        meta = {"type": "session_meta", "payload": {"id": session.id, "cwd": session.cwd}}
        return [meta, *(_response_item(message) for message in session.messages)]


FILES: tuple[SessionFiles, ...] = (ClaudeFiles(), CodexFiles())


def files_of(backend: str) -> SessionFiles:
    """The session files of that backend; BackendOperationError where there is no such backend."""
    for files in FILES:
        if files.backend == backend:
            return files
    known = ", ".join(files.backend for files in FILES)
    raise BackendOperationError(f"there is no backend {backend!r}; there are: {known}")


def all_of(project: Path) -> list[Session]:
    """The sessions of a project, of all backends."""
    return [session for files in FILES for session in files.of(project)]


def find(project: Path, session_id: str) -> Session:
    """The session of that id; BackendOperationError where there is none."""
    for session in all_of(project):
        if session.id == session_id:
            return session
    raise BackendOperationError(f"there is no session {session_id!r} of {project}")


def _lines(path: Path) -> tuple[list[dict[str, Any]], int]:
    found: list[dict[str, Any]] = []
    texts = [text for text in path.read_bytes().decode("utf-8", "replace").split("\n") if text]
    for text in texts:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            found.append(line)
    return found, len(texts) - len(found)


def _message(told: dict[str, Any], timestamp: str | None) -> Message:
    content = told.get("content") or ""
    if not isinstance(content, str):
        parts = (part for part in content if isinstance(part, dict))
        content = "\n".join(part["text"] for part in parts if isinstance(part.get("text"), str))
    return Message(role=str(told.get("role", "")), content=content, timestamp=timestamp)


def _response_item(message: Message) -> dict[str, Any]:
    kind = "output_text" if message.role == "assistant" else "input_text"
    content = [{"type": kind, "text": message.content}]
    payload = {"type": "message", "role": message.role, "content": content}
    return {"type": "response_item", "timestamp": message.timestamp, "payload": payload}
