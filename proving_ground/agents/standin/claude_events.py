"""The events of `claude --output-format stream-json`, with all that real ones hold.

Read off runs of claude 2.1.329; `tests/agents/shapes.json` is what they are checked against.
"""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from proving_ground.agents.standin.wire import Record

    Tools = dict[str, list[str]]

VERSION = "2.1.329"
_TOKENS_IN, _TOKENS_OUT, _COST_USD = 100, 20, 0.0008
"""What one message costs."""

_TOOLS = ["Task", "Bash", "Edit", "Read", "Skill", "ToolSearch", "WebFetch", "WebSearch", "Write"]
_SETTINGS: Record = {
    "slash_commands": ["clear", "compact"],
    "terminal_slash_commands": [],
    "apiKeySource": "none",
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
    "per_turn_effort_active": False,
    "ultrathink_available": True,
    "ultrathink_typed_raises": True,
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


class Voice:
    """Words one session's events, and counts its messages for the result."""

    def __init__(self, session: str | None, model: str, permission_mode: str):
        """`session` is None for a new one."""
        self._session = session or _uuid()
        self._model, self._permission_mode = model, permission_mode
        self._started = time.time()
        self._messages = 0
        self._answer = ""
        self._tool: Record = {}

    def init(self, configured: Iterable[str] = (), tools: Tools | None = None) -> Record:
        """`system/init`: what the session has at its start.

        `configured` names the MCP servers, `tools` the tools of those that have started.
        """
        tools = tools or {}
        status = {name: "connected" if name in tools else "failed" for name in configured}
        servers = [{"name": n, "status": s, "source": "dynamic"} for n, s in status.items()]
        theirs = [f"mcp__{name}__{tool}" for name, found in tools.items() for tool in found]
        return {
            "type": "system",
            "subtype": "init",
            "cwd": os.getcwd(),
            "original_cwd": os.getcwd(),
            "model": self._model,
            "permissionMode": self._permission_mode,
            **_SETTINGS,
            "tools": [*_TOOLS, *theirs],
            "mcp_servers": servers,
            **self._identity(),
        }

    def text(self, text: str) -> Record:
        """`assistant` with an answer."""
        self._answer = text
        return self._assistant({"type": "text", "text": text})

    def writes(self, path: str, content: str) -> Record:
        """`assistant` that calls Write."""
        return self._uses("Write", {"file_path": path, "content": content})

    def has_written(self) -> Record:
        """`user` with Write's result."""
        path, content = self._tool["file_path"], self._tool["content"]
        said = f"File created successfully at: {path}"
        seen: Record = {"type": "create", "filePath": path, "content": content}
        seen.update(structuredPatch=[], originalFile=None, userModified=False)
        return self._tool_result({"content": said}, seen)

    def runs(self, command: str) -> Record:
        """`assistant` that calls Bash."""
        return self._uses("Bash", {"command": command})

    def has_run(self, output: str, code: int) -> Record:
        """`user` with Bash's result; a failed command is an error of the tool."""
        if code:
            said = f"Exit code {code}\n{output}"
            return self._tool_result({"content": said, "is_error": True}, f"Error: {said}")
        seen: Record = {"stdout": output, "stderr": "", "interrupted": False}
        seen.update(isImage=False, noOutputExpected=False)
        return self._tool_result({"content": output, "is_error": False}, seen)

    def uses_tool(self, name: str, given: Record) -> Record:
        """`assistant` that calls a tool of an MCP server."""
        return self._uses(name, given)

    def has_used(self, answer: str, *, failed: bool) -> Record:
        """`user` with that tool's result."""
        if failed:
            return self._tool_result({"content": answer, "is_error": True}, f"Error: {answer}")
        content: list[Record] = [{"type": "text", "text": answer}]
        return self._tool_result({"content": content}, content)

    def result(self, cost: float | None = None) -> Record:
        """`result/success`: the last answer, with the sums over all messages; `cost` in USD."""
        used = {self._model: self._model_usage()}
        return {
            "type": "result",
            "subtype": "success",
            "is_error": False,
            "api_error_status": None,
            "result": self._answer,
            "num_turns": self._messages,
            "stop_reason": "end_turn",
            "terminal_reason": "completed",
            "duration_ms": int((time.time() - self._started) * 1000),
            "duration_api_ms": self._messages,
            **dict.fromkeys(("ttft_ms", "ttft_stream_ms", "time_to_request_ms"), 1),
            "first_content_frame_ms": 1,
            "total_cost_usd": round(self._messages * _COST_USD, 4) if cost is None else cost,
            "usage": self._usage(),
            "modelUsage": used,
            "model_usage_since_last_result": used,
            "permission_denials": [],
            "subagent_stats": _SUBAGENTS,
            "safety_stops": 0,
            "queued_turn_count": 0,
            "result_index": 0,
            "fast_mode_state": "off",
            "fast_mode_disabled_reason": "sdk_opt_in_required",
            **self._identity(),
        }

    def _uses(self, name: str, given: Record) -> Record:
        tool = f"toolu_standin{os.urandom(4).hex()}"
        self._tool = {**given, "id": tool}
        return self._assistant({"type": "tool_use", "id": tool, "name": name, "input": given})

    def _assistant(self, block: Record) -> Record:
        self._messages += 1
        message = {
            "id": f"msg_standin{os.urandom(4).hex()}",
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": [block],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": _message_usage(),
            "context_management": None,
        }
        told = {"type": "assistant", "message": message, "request_id": "req_standin"}
        return {**told, **self._in_turn()}

    def _tool_result(self, said: Record, seen: Record | list[Record] | str) -> Record:
        tool = self._tool["id"]
        content = [{"type": "tool_result", "tool_use_id": tool, **said}]
        accepted = {"decision": "accept", "source": "config", "reason_type": "mode"}
        return {
            "type": "user",
            "message": {"role": "user", "content": content},
            "tool_use_result": seen,
            "tool_result_meta": [{"id": tool, "permission_decision": accepted}],
            **self._in_turn(),
        }

    def _in_turn(self) -> Record:
        return {"parent_tool_use_id": None, "timestamp": _now(), **self._identity()}

    def _identity(self) -> Record:
        return {"session_id": self._session, "uuid": _uuid()}

    def _usage(self) -> Record:
        return {
            **_message_usage(),
            "input_tokens": self._messages * _TOKENS_IN,
            "output_tokens": self._messages * _TOKENS_OUT,
            "output_tokens_details": {"thinking_tokens": 0},
            "server_tool_use": {"web_search_requests": 0, "web_fetch_requests": 0},
            "cache_creation": {"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0},
            "inference_geo": "",
            "iterations": [],
            "speed": "standard",
            "fallback_credit": None,
        }

    def _model_usage(self) -> Record:
        return {
            "inputTokens": self._messages * _TOKENS_IN,
            "outputTokens": self._messages * _TOKENS_OUT,
            "cacheReadInputTokens": 0,
            "cacheCreationInputTokens": 0,
            "cacheCreationEphemeral5mInputTokens": 0,
            "cacheCreationEphemeral1hInputTokens": 0,
            "thinkingTokens": 0,
            "webSearchRequests": 0,
            "costUSD": round(self._messages * _COST_USD, 4),
            "contextWindow": 1000000,
            "maxOutputTokens": 128000,
            "canonicalModel": self._model,
            "provider": "firstParty",
            "costBasis": "list",
        }


def _message_usage() -> Record:
    return {
        "input_tokens": _TOKENS_IN,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": 1,
        "service_tier": "standard",
    }


def _uuid() -> str:
    """A random UUID (version 4)."""
    random = bytearray(os.urandom(16))
    random[6], random[8] = random[6] & 15 | 64, random[8] & 63 | 128
    text = random.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _now() -> str:
    seconds = time.time()
    clock = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{clock}.{int(seconds % 1 * 1000):03d}Z"
