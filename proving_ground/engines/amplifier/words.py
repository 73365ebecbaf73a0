"""What the engine says, in the suite's words: it is translated, never repaired."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from proving_ground.backends.contract import BACKENDS, Reason, Reply

REASONS = {
    Reason.TOO_LATE: "time ?out|timed out",
    Reason.UNREADABLE: "read|corrupt|decod|pars",
    Reason.UNWRITABLE: "denied|not a directory|not writ|cannot write",
    Reason.NO_MEMORIES: "extraction failed",
    Reason.NO_LIST: "list",
    Reason.NO_SERVICE: "service",
}
SERVERS = {
    "session": "session_manager",
    "quality": "quality_checker",
    "transcripts": "transcript_saver",
    "tasks": "task_tracker",
    "web": "web_research",
}
"""The folders of the servers that the suite has names for."""
_WORDS = {
    "additionalContext": "context",
    "contextFile": "context file",
    "memoriesLoaded": "memories loaded",
    "memories_loaded": "memories loaded",
    "memoriesExtracted": "memories found",
    "result_file": "file",
    "makefile_exists": "makefile",
}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def answered(raw: Mapping[str, Any]) -> Reply:
    """An answer of the library or of a tool: success, data, metadata, error and details."""
    data = raw.get("data")
    content = _flat(data if isinstance(data, Mapping) else {"listed": data})
    content |= _flat(raw.get("metadata") or {})
    content |= {"result": raw["result"]} if "result" in raw else {}
    success = bool(raw.get("success")) and content.get("passed", True)
    error = "" if success else _error(raw, content)
    return Reply(
        success, error, {**content, **_files(content), **_sessions(content), **_can(content)}
    )


def listed(stdout: str) -> Reply:
    """What `--list-backends` prints: a backend's name, and below it its status."""
    states = {
        line.partition(" - ")[0].strip(): "✓" in status
        for line, status in pairwise(plain(stdout).splitlines())
    }
    return Reply(success=True, content={"available": {b: states.get(b, False) for b in BACKENDS}})


def informed(stdout: str) -> Reply:
    """What `--info` prints of one backend, or why it prints nothing of it."""
    content = dict(
        line.strip().split(": ", 1) for line in plain(stdout).splitlines() if ": " in line
    )
    name = content.get("[Amplifier] Backend Information")
    if name is None:
        return Reply(success=False, error=plain(stdout).strip() or "nothing was printed")
    available = content.get("Available") == "Yes"
    return Reply(success=True, content={**content, "backend": name, "available": available})


def plain(text: str) -> str:
    """What a terminal shows, without its colours."""
    return _COLOUR.sub("", text)


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    """By the suite's words; servers put metadata into their data."""
    inner = content.get("metadata")
    more = _flat(inner) if isinstance(inner, Mapping) else {}
    return {_WORDS.get(name, name): value for name, value in content.items()} | more


def _error(raw: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """The error with its details; else the reason that is told without calling it an error."""
    parts = [raw.get("error"), content.get("error"), raw.get("details")]
    if content.get("unsupported"):
        parts.append(f"it is not supported: {content.get('native_tool')} does that")
    codes = [content[name] for name in ("returncode", "return_code") if content.get(name)]
    parts += [f"it failed with {code}" for code in codes]
    return "; ".join(str(part) for part in parts if part)


def _files(content: Mapping[str, Any]) -> dict[str, Any]:
    """The files that were written."""
    paths = [content[name] for name in ("path", "output_path", "export_path") if content.get(name)]
    paths += [each["path"] for each in content.get("exported", ())]
    return {"files": paths} if paths or "exported" in content else {}


def _sessions(content: Mapping[str, Any]) -> dict[str, Any]:
    """The sessions that were listed, or found in what a search prints."""
    if "found" in content:
        headings = re.findall(r"\[(Claude Code|Codex)\]\nSession ID: (\S+)", content["found"])
        return {"sessions": [{"id": i, "backend": b.split()[0].lower()} for b, i in headings]}
    if not isinstance(content.get("listed"), list):
        return {}
    entries = (each for each in content["listed"] if isinstance(each, Mapping))
    sessions = [{"id": e["session_id"], "backend": e.get("backend", "codex")} for e in entries]
    return {"sessions": sessions}


def _can(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a backend says that it offers to others."""
    able = content.get("capabilities")
    if not isinstance(able, Mapping):
        return {}
    web = bool(able.get("web_search")) and bool(able.get("url_fetch"))
    return {"capabilities": {"tasks": bool(able.get("task_management")), "web": web}}
