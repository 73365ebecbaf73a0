"""An MCP client on stdio, as the real CLIs are one; without `subprocess`, which starts slowly."""

from __future__ import annotations

import os

from proving_ground.agents.standin import signals, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record

_PROTOCOL = "2025-11-25"
_CLIENT: Record = {"name": "claude-code", "version": "2.1.332"}
_CHUNK = 1 << 16


class ServerGone(Exception):
    """The server does not start, or ends while it is asked."""


class Server:
    """One connection to a server of ours; it runs in our process group, as the real CLIs' do."""

    def __init__(self, name: str, command: str, args: list[str], env: dict[str, str]):
        """Start it and shake hands; ServerGone where that fails."""
        self.name = name
        self._asked, self._rest = 0, b""
        theirs, self._to = os.pipe()
        self._from, ours = os.pipe()
        moves = [(os.POSIX_SPAWN_DUP2, theirs, 0), (os.POSIX_SPAWN_DUP2, ours, 1)]
        try:
            self._pid = os.posix_spawnp(
                command, [command, *args], {**wire.environment(), **env}, file_actions=moves
            )
        except OSError as error:
            raise ServerGone(f"{command}: {error.strerror}") from None
        finally:
            os.close(theirs)
            os.close(ours)
        hello = {"protocolVersion": _PROTOCOL, "capabilities": {}, "clientInfo": _CLIENT}
        told = self._ask("initialize", hello)
        self.title = str((told.get("serverInfo") or {}).get("name") or name)
        self._send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        self.tools = [str(tool["name"]) for tool in self._ask("tools/list", {})["tools"]]

    def call(self, tool: str, arguments: Record) -> tuple[str, bool]:
        """Call a tool: what it answers, and whether that is an error."""
        answer = self._ask("tools/call", {"name": tool, "arguments": arguments})
        text = "".join(str(part.get("text", "")) for part in answer["content"])
        return text, bool(answer.get("isError"))

    def kill(self) -> None:
        """End the server by force, as a crash would."""
        os.kill(self._pid, signals.KILL)

    def close(self) -> None:
        """End the connection, and with it the server."""
        os.close(self._to)
        os.close(self._from)
        os.waitpid(self._pid, 0)

    def _ask(self, method: str, params: Record) -> Record:
        self._asked += 1
        self._send({"jsonrpc": "2.0", "id": self._asked, "method": method, "params": params})
        while True:
            message = wire.loads(os.fsdecode(self._line()))
            if message.get("id") == self._asked:
                break
        if "error" in message:
            return {"content": [{"text": str(message["error"]["message"])}], "isError": True}
        result: Record = message["result"]
        return result

    def _send(self, message: Record) -> None:
        data = wire.line(message)
        try:
            while data:
                data = data[os.write(self._to, data) :]
        except BrokenPipeError:
            raise ServerGone(f"the MCP server {self.name} is gone") from None

    def _line(self) -> bytes:
        while b"\n" not in self._rest:
            chunk = os.read(self._from, _CHUNK)
            if not chunk:
                raise ServerGone(f"the MCP server {self.name} is gone")
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\n")
        return line
