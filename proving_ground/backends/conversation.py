"""A conversation with an MCP server, as a client has it: JSON-RPC over stdio, line by line."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proving_ground.errors import EngineHung, LimitExceeded, NeverCalled
from proving_ground.evidence.witness import read_regular_text
from proving_ground.limits import LIMITS
from proving_ground.processes.client import Exit, SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.patience import await_readable

PROTOCOL = "2025-06-18"
CHUNK = 1 << 16


@dataclass(frozen=True)
class McpReply:
    """What a server replied: a result, or an error with its code."""

    result: Mapping[str, Any]
    error: int | None = None

    def __str__(self) -> str:
        """What it was, in a few words."""
        if self.error is not None:
            return f"an error with the code {self.error}"
        return f"a result of: {', '.join(self.result) or 'nothing'}"

    @property
    def text(self) -> str:
        """The text of a tool's result."""
        return "".join(part["text"] for part in self.result.get("content", ()))

    @property
    def content(self) -> Mapping[str, Any]:
        """What a tool answered; empty where it was called wrongly."""
        called_wrongly = self.error is not None or self.result.get("isError")
        return {} if called_wrongly else dict(json.loads(self.text))


class Conversation:
    """Starts a server; `close` ends its stdin and tells how it ended."""

    def __init__(
        self, supervisor: SupervisorClient, command: Command, env: Mapping[str, str], log: Path
    ):
        self.supervisor = supervisor
        self.log = log
        self.number = 0
        self.rest = b""
        reader, self.to_server = os.pipe()
        self.from_server, writer = os.pipe()
        with log.open("wb") as errors:
            fds = [reader, writer, errors.fileno()]
            self.pid = supervisor.start(command, dict(env), fds)
        for fd in (reader, writer):
            os.close(fd)

    def shake_hands(self) -> McpReply:
        """Open the session of the protocol."""
        client = {"name": "proving-ground", "version": "1"}
        reply = self.ask("initialize", protocolVersion=PROTOCOL, capabilities={}, clientInfo=client)
        self.say({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return reply

    def ask(self, method: str, **params: Any) -> McpReply:
        """Make a request and wait for its reply."""
        self.begin(method, **params)
        while (told := self._receive()).get("id") != self.number:
            pass
        return McpReply(told.get("result", {}), told.get("error", {}).get("code"))

    def begin(self, method: str, **params: Any) -> None:
        """Make a request."""
        self.number += 1
        self.say({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})

    def give_up(self) -> None:
        """Tell that the reply to the latest request is not wanted any more."""
        params = {"requestId": self.number, "reason": "it took too long"}
        self.say({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params})

    def say(self, message: Mapping[str, Any] | str) -> None:
        """Send a message, or a line that is none."""
        line = message if isinstance(message, str) else json.dumps(message)
        self.supervisor.contacts += 1
        with suppress(BrokenPipeError):  # it has ended; whoever waits for its reply will see
            os.write(self.to_server, line.encode() + b"\n")

    def close(self) -> Exit:
        """End the server by ending its stdin."""
        self.supervisor.contacts += 1
        os.close(self.to_server)
        while self._read():
            pass
        os.close(self.from_server)
        while (ended := self.supervisor.exit_of(self.pid)) is None:
            self.supervisor.pump(LIMITS.patience_s)
        return ended

    def _receive(self) -> dict[str, Any]:
        while b"\n" not in self.rest:
            chunk = self._read()
            if not chunk:
                raise NeverCalled(
                    f"the server ended without a reply\n{read_regular_text(self.log)}"
                )
            self.rest += chunk
            if len(self.rest) > LIMITS.output_bytes:
                raise LimitExceeded(
                    f"the server (process {self.pid}) said more than {LIMITS.output_mib:g} MiB in "
                    f"one line\n  it begins: {self.rest[:200]!r}\n  it ends: {self.rest[-200:]!r}"
                )
        line, _, self.rest = self.rest.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def _read(self) -> bytes:
        if not await_readable(self.from_server, LIMITS.patience_s / 2, self.supervisor.check):
            told = f"the server (process {self.pid}) owes a reply and gives none"
            raise EngineHung(told, self.pid)
        return os.read(self.from_server, CHUNK)
