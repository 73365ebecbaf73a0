"""The talk between an SDK and claude: messages and requests, one line of JSON each."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended
from proving_ground.agents.standin.claude_events import VERSION, uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from proving_ground.agents.standin.wire import Record


class Interrupted(Exception):
    """The user wants the agent to stop what it is at."""


class Conversation:
    """Reads what comes on stdin, and asks the SDK what the agent must know."""

    def __init__(self) -> None:
        self._lines = wire.lines(0)
        self._users: list[Record] = []
        self.hooks: dict[str, list[Record]] = {}
        self.sdk_servers: list[str] = []
        self.mode = "default"
        self.on_mode: Callable[[str], None] = lambda _mode: None

    def next_user(self) -> Record | None:
        """What the user says next; None when there is no more."""
        while not self._users:
            line = next(self._lines, None)
            if line is None:
                return None
            self._take(_parsed(line))
        return self._users.pop(0)

    def ask(self, request: Record) -> Record:
        """Ask the SDK something, and wait for its answer; an error is an empty one."""
        number = uuid()
        wire.put(1, wire.dumps(_request(number, request)) + "\n")
        for line in self._lines:
            message = _parsed(line)
            answer = message.get("response") or {}
            if message.get("type") == "control_response" and answer.get("request_id") == number:
                told: Record = answer.get("response") or {}
                return told
            self._take(message)
        raise Ended(1)

    def call_back(self, hook: str, told: Record, use: str | None) -> Record:
        """Call one of the SDK's hooks."""
        request: Record = {"subtype": "hook_callback", "callback_id": hook, "input": told}
        return self.ask({**request, "tool_use_id": use})

    def wait(self) -> None:
        """Wait until the user interrupts, or leaves."""
        while (line := next(self._lines, None)) is not None:
            self._take(_parsed(line))
        raise Ended(1)

    def _take(self, message: Record) -> None:
        if message.get("type") == "user":
            self._users.append(message)
        elif message.get("type") == "control_request":
            self._grant(message)

    def _grant(self, message: Record) -> None:
        request: Record = message["request"]
        asked = request.get("subtype")
        granted: Record = {"subtype": "success", "request_id": message["request_id"]}
        if asked == "initialize":
            self.hooks = request.get("hooks") or {}
            self.sdk_servers = request.get("sdkMcpServers") or []
            applied = {"hooks_applied": True} if self.hooks else {}
            granted["response"] = {**_capabilities(self.mode), **applied}
            granted.update(pending_permission_requests=[], pending_user_dialog_requests=[])
        elif asked == "set_permission_mode":
            self.on_mode(str(request["mode"]))
            granted["response"] = {"mode": request["mode"]}
        elif asked == "mcp_status":
            granted["response"] = {"mcpServers": []}
        wire.put(1, wire.dumps({"type": "control_response", "response": granted}) + "\n")
        if asked == "interrupt":
            raise Interrupted


class SdkServer:
    """An MCP server that lives in the SDK's process, and is reached through it."""

    def __init__(self, name: str, conversation: Conversation):
        self.name = name
        self.title = name
        self._conversation, self._asked = conversation, 0
        hello: Record = {"protocolVersion": "2025-11-25", "capabilities": {}}
        hello["clientInfo"] = {"name": "claude-code", "version": "0"}
        self._ask("initialize", hello)
        self.tools = [str(tool["name"]) for tool in self._ask("tools/list", {}).get("tools", ())]

    def call(self, tool: str, arguments: Record) -> tuple[str, bool]:
        """Call a tool: what it answers, and whether that is an error."""
        answer = self._ask("tools/call", {"name": tool, "arguments": arguments})
        text = "".join(str(part.get("text", "")) for part in answer.get("content", ()))
        return text, bool(answer.get("isError"))

    def kill(self) -> None:
        """It cannot be killed without the SDK."""

    def close(self) -> None:
        """Do nothing: the server ends when the SDK does."""

    def _ask(self, method: str, params: Record) -> Record:
        self._asked += 1
        message = {"jsonrpc": "2.0", "id": self._asked, "method": method, "params": params}
        request = {"subtype": "mcp_message", "server_name": self.name, "message": message}
        told = self._conversation.ask(request).get("mcp_response") or {}
        result: Record = told.get("result") or {}
        return result


def text_of(message: Record) -> str:
    """What the user says, without its images."""
    content = message["message"]["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def _request(number: str, request: Record) -> Record:
    return {"type": "control_request", "request_id": number, "request": request}


def _parsed(line: str) -> Record:
    if not line.strip():
        return {}
    try:
        message: Record = wire.loads(line)
    except ValueError as error:
        raise Ended(1, said=f"Error parsing streaming input line: {line}: {error}\n") from None
    return message


def _capabilities(mode: str) -> Record:
    """What an SDK is told of claude when it begins to talk with it."""
    off = (
        *("analytics_disabled", "hook_on_failure_supported", "ide_rc_auto_enable_gate"),
        *("other_hook_ask_outranks_host", "remote_control_auto_connect_default"),
        *("remote_control_auto_enable", "remote_control_auto_on_by_default"),
        *("remote_control_available", "sandbox_enabled"),
    )
    told: Record = {"commands": [], "agents": [], "models": [], "account": {}, "pid": os.getpid()}
    told.update(output_style="default", available_output_styles=["default"], capabilities=[])
    told.update(claude_code_version=VERSION, current_permission_mode=mode, session_state="idle")
    told.update(fast_mode_state="off", fast_mode_disabled_reason="sdk_opt_in_required")
    told.update(feedback_mode={"kind": "disabled"}, hooks_when_unanswered_kept=0)
    told.update(user_output_styles_dir=os.path.expanduser("~/.claude/output-styles"))
    return {**told, **dict.fromkeys(off, False)}
