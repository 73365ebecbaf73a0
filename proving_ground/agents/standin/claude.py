"""The stand-in for `claude` in print mode, as claude 2.1.329 answers there."""

from __future__ import annotations

import os
import sys

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.agent import Agent, serve
from proving_ground.agents.standin.call import Ended, everything_on_stdin
from proving_ground.agents.standin.claude_events import VERSION, Voice
from proving_ground.agents.standin.claude_options import ClaudeOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from proving_ground.agents.standin.wire import Record

_PATIENCE_MS = 3000
_NO_STDIN = (
    "Warning: no stdin data received in 3s, proceeding without it. If piping from a slow command,"
    " redirect stdin explicitly: < /dev/null to skip, or wait longer.\n"
)
_NO_PROMPT = (
    "Error: Input must be provided either through stdin or as a prompt argument when using"
    " --print\n"
)


class Claude(Agent):
    """Prints its answer as `--output-format` asks: text, json or stream-json."""

    program = "claude"
    signal_exits: ClassVar = {signals.HUP: 129, signals.INT: 0, signals.TERM: 143}

    def listen(self) -> str:
        """The argument and stdin, joined by a newline; or the first message of an SDK."""
        self._options = ClaudeOptions(sys.argv[1:])
        options = self._options
        self._voice = Voice(options.session, options.model, options.permission_mode)
        self._events: list[Record] = []
        told = _first_message() if options.converses else _stdin()
        prompt = "\n".join(part for part in (options.prompt, told) if part)
        if not prompt.strip():
            raise Ended(1, said=_NO_PROMPT)
        return prompt

    def begin(self) -> None:
        """The `system/init` event, with the MCP servers and their tools."""
        found = {server.name: server.tools for server in self._servers}
        self._emit(self._voice.init(self._options.servers, found))

    def configured(self) -> dict[str, Record]:
        """What `--mcp-config` says."""
        return self._options.servers

    def say(self, text: str) -> None:
        """One message of the model."""
        self._emit(self._voice.text(text))

    def start_writing(self, path: str, content: str) -> None:
        """One message of the model, which calls the tool Write."""
        self._emit(self._voice.writes(os.path.abspath(path), content))

    def end_writing(self) -> None:
        """The tool's result."""
        self._emit(self._voice.has_written())

    def start_command(self, argv: list[str]) -> None:
        """One message of the model, which calls the tool Bash."""
        self._emit(self._voice.runs(" ".join(argv)))

    def end_command(self, output: str, code: int) -> None:
        """The tool's result."""
        self._emit(self._voice.has_run(output, code))

    def start_tool(self, name: str, given: Record) -> None:
        """One message of the model, which calls a tool of an MCP server."""
        server = next((s.name for s in self._servers if name in s.tools), "unknown")
        self._emit(self._voice.uses_tool(f"mcp__{server}__{name}", given))

    def end_tool(self, answer: str, *, failed: bool) -> None:
        """The tool's result."""
        self._emit(self._voice.has_used(answer, failed=failed))

    def end(self) -> None:
        """The `result` event, or what the other forms show of it."""
        result = self._voice.result(self.cost)
        result["is_error"] = self.failed
        self._emit(result)
        if self._options.format == "text":
            wire.put(1, result["result"] + "\n")
        elif self._options.format == "json":
            del result["model_usage_since_last_result"]
            wire.put(1, wire.dumps(self._events if self._options.verbose else result) + "\n")

    def _emit(self, event: Record) -> None:
        self._events.append(event)
        if self._options.format == "stream-json":
            wire.put(1, wire.dumps(event) + "\n")


def _stdin() -> str:
    """All of stdin unless it is a terminal; a silent pipe is given up after three seconds."""
    if os.isatty(0):
        return ""
    from select import POLLIN, poll  # noqa: PLC0415 (a shared library, needed by pipes alone)

    silence = poll()
    silence.register(0, POLLIN)
    if silence.poll(_PATIENCE_MS):
        return everything_on_stdin()
    wire.put(2, _NO_STDIN)
    return ""


def _first_message() -> str:
    """What the SDK's user says first; whatever the SDK asks for before is granted."""
    for line in wire.lines(0):
        message = wire.loads(line)
        if message["type"] == "user":
            return _text(message["message"]["content"])
        if message["type"] == "control_request":
            granted = {"subtype": "success", "request_id": message["request_id"], "response": {}}
            wire.put(1, wire.dumps({"type": "control_response", "response": granted}) + "\n")
    return ""


def _text(content: str | list[Record]) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def main(home: str) -> None:
    """Answer one call of `claude`; a question for the version is no call of the agent."""
    if sys.argv[1:] in (["--version"], ["-v"]):
        wire.put(1, f"{VERSION} (Claude Code)\n")
    else:
        serve(home, Claude())
