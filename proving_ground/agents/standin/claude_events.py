"""The events of `claude --output-format stream-json`, with all that real ones hold.

Read off runs of claude 2.1.332; `fixtures/fidelity` is what they are checked against.
"""

from __future__ import annotations

import os
import time

from proving_ground.agents.standin.wire import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from proving_ground.agents.standin.wire import Record

    Tools = dict[str, list[str]]

VERSION = "2.1.332"
TOOLS = ("Task", "Bash", "Edit", "Read", "Skill", "ToolSearch", "WebFetch", "WebSearch", "Write")
_SETTINGS: Record = {
    "slash_commands": ["clear", "compact"],
    "terminal_slash_commands": [],
    "claude_code_version": VERSION,
    "output_style": "default",
    "agents": ["claude", "general-purpose"],
    "skills": [],
    "plugins": [],
    "capabilities": [],
    "analytics_disabled": True,
    "product_feedback_disabled": True,
    "served_by_anthropic": False,
    "fast_mode_state": "off",
    "fast_mode_disabled_reason": "sdk_opt_in_required",
    "additional_directories": [],
    "per_turn_effort_active": True,
    "sandbox_enabled": False,
    "ultrathink_available": False,
    "ultrathink_typed_raises": False,
    "view_mode": "default",
}
_SUBAGENTS: Record = {
    "spawned": 0,
    "requested": {"background": 0, "foreground": 0, "unset": 0},
    "started_in_background": 0,
    "max_depth": 0,
    "spawned_by_subagents": 0,
    "completed": 0,
    "failed": 0,
    "killed": {"parent": 0, "user": 0, "system": 0},
    "refused": {"depth_limit": 0, "concurrency_limit": 0, "budget": 0},
    "by_type": {},
}
_NO_TOKENS: Record = {
    "input_tokens": 0,
    "output_tokens": 0,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 0,
    "server_tool_use": {"web_search_requests": 0, "web_fetch_requests": 0},
    "cache_creation": {"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0},
    "fallback_credit": None,
}


class Voice:
    """Words one session's events."""

    def __init__(self, session: str, model: str, permission_mode: str):
        self.session = session
        self.permission_mode = permission_mode
        self._model = model
        self.message = ""

    def init(self, servers: Iterable[Record], tools: Iterable[str], home: str | None) -> Record:
        """`system/init`: what the session has at its start; `home` is where it is kept."""
        key = "ANTHROPIC_API_KEY" if os.environ.get("ANTHROPIC_API_KEY") else "none"
        scratch = os.environ.get("TMPDIR", "/tmp").rstrip("/")  # noqa: S108 (as the real one)
        return {
            "type": "system",
            "subtype": "init",
            "cwd": HERE,
            "original_cwd": HERE,
            "model": self._model,
            "permissionMode": self.permission_mode,
            "apiKeySource": key,
            **_SETTINGS,
            "memory_paths": {"auto": f"{home}/memory/"},
            "messaging_socket_path": f"{scratch}/cc-socks/{os.getpid()}.sock",
            "tools": list(tools),
            "mcp_servers": list(servers),
            **self._identity(),
        }

    def open_message(self) -> None:
        """What is said from now on is of a new message of the model."""
        self.message = f"msg_standin{os.urandom(4).hex()}"

    def says(self, block: Record, meta: list[Record] | None = None) -> Record:
        """`assistant` with one block: a text, or the call of a tool."""
        message = {
            "id": self.message,
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": [block],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {**message_usage(), "output_tokens": 1},
            "context_management": None,
        }
        told = {"type": "assistant", "message": message, **self._in_turn()}
        more = {"tool_use_meta": meta} if meta else {}
        return {**told, "request_id": "req_standin", **more}

    def starts_message(self) -> Record:
        """`stream_event`: the model begins to answer."""
        message = {"id": self.message, "type": "message", "role": "assistant"}
        message.update(model=self._model)
        empty: Record = {"content": [], "stop_reason": None, "stop_sequence": None}
        usage = {**message_usage(), "output_tokens": 1}
        start = {"type": "message_start", "message": {**message, **empty, "usage": usage}}
        return {**self.partial(start), "ttft_ms": 1, "thinking_display": "updates"}

    def partial(self, event: Record) -> Record:
        """`stream_event`: a part of a message, as it comes from the API."""
        told = {"type": "stream_event", "event": event, "parent_tool_use_id": None}
        return {**told, **self._identity(), "api_message_id": self.message}

    def says_itself(self, text: str, told: Record, stop: str) -> Record:
        """`assistant` with a text that is not of the model, but of the CLI about its API."""
        message = {
            "diagnostics": None,
            "id": uuid(),
            "container": None,
            "model": "<synthetic>",
            "role": "assistant",
            "stop_details": None,
            "stop_reason": stop,
            "stop_sequence": "",
            "type": "message",
            "usage": {**_NO_TOKENS, **dict.fromkeys(_UNKNOWN)},
            "content": [{"type": "text", "text": text}],
            "context_management": None,
        }
        return {"type": "assistant", "message": message, **self._in_turn(), **told}

    def user(self, content: list[Record] | str, **more: object) -> Record:
        """`user`: what a tool answered, or what the user said."""
        message = {"role": "user", "content": content}
        return {"type": "user", "message": message, **self._in_turn(), **more}

    def system(self, subtype: str, **told: object) -> Record:
        """An event `system` of that subtype."""
        return {"type": "system", "subtype": subtype, **told, **self._identity()}

    def result(self, told: Record) -> Record:
        """`result`, with what every one of them has."""
        return {
            "type": "result",
            **told,
            "subagent_stats": _SUBAGENTS,
            "queued_turn_count": 0,
            "fast_mode_state": "off",
            "fast_mode_disabled_reason": "sdk_opt_in_required",
            **self._identity(),
        }

    def bare_result(self, told: Record) -> Record:
        """`result` of a session that never began."""
        return {"type": "result", **told, **self._identity()}

    def _in_turn(self) -> Record:
        return {"parent_tool_use_id": None, "timestamp": now(), **self._identity()}

    def _identity(self) -> Record:
        return {"session_id": self.session, "uuid": uuid()}


_UNKNOWN = ("output_tokens_details", "service_tier", "inference_geo", "iterations", "speed")


def message_usage() -> Record:
    """What one message of the model uses: these tokens, and no others."""
    return {
        "input_tokens": 100,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": 20,
        "service_tier": "standard",
    }


def uuid() -> str:
    """A random UUID (version 4)."""
    random = bytearray(os.urandom(16))
    random[6], random[8] = random[6] & 15 | 64, random[8] & 63 | 128
    text = random.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def now() -> str:
    """The time, as it is told in events."""
    seconds = time.time()
    clock = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{clock}.{int(seconds % 1 * 1000):03d}Z"
