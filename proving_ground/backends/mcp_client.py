"""A client of the engine's MCP servers, as a session is one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from proving_ground.backends.conversation import Conversation, McpReply
from proving_ground.errors import EngineFault, TrialError
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command


class McpClient:
    """Talks with servers by their names; `reply` is what the latest one said last."""

    def __init__(self, supervisor: SupervisorClient):
        self.supervisor = supervisor
        self.servers: dict[str, Conversation] = {}
        self.reply = McpReply({})

    def connect(
        self, name: str, command: Command, env: Mapping[str, str], log: Path, *, greet: bool
    ) -> None:
        """Start a server, and open the session of the protocol unless told otherwise."""
        self.servers[name] = Conversation(self.supervisor, command, env, log)
        if greet:
            self.reply = self.servers[name].shake_hands()

    def call_tool(self, tool: str, arguments: Mapping[str, Any], server: str | None) -> McpReply:
        """Call a tool of a server (None: the latest) and wait for the reply."""
        conversation = self.servers[server] if server else self.latest
        self.reply = conversation.ask("tools/call", name=tool, arguments=arguments)
        return self.reply

    def request(self, method: str) -> None:
        """Make a request of the protocol to the latest server."""
        self.reply = self.latest.ask(method)

    def babble(self, text: str) -> None:
        """Send the latest server a line that is no message."""
        self.latest.say(text)

    def give_up(self) -> None:
        """Tell the latest server that its reply is not wanted any more."""
        self.latest.give_up()

    def leave(self) -> int:
        """End the latest server as a client does; its exit code."""
        return self.servers.pop(self.chosen(every=False)[0]).close().code

    @property
    def latest(self) -> Conversation:
        """The conversation that began last; TrialError where none did."""
        return self.servers[self.chosen(every=False)[0]]

    def chosen(self, *, every: bool) -> list[str]:
        """The names of every server that was started, or of the latest one."""
        names = list(self.servers)
        if not names:
            raise TrialError("no server runs; add a step like: Given a client of the tasks server")
        return names if every else names[-1:]

    @property
    def tools(self) -> list[dict[str, Any]]:
        """The tools that the latest server has told of; EngineFault where it told of none."""
        if "tools" not in self.reply.result:
            raise EngineFault(f"the server told of no tools: {self.reply}")
        return list(self.reply.result["tools"])

    def close(self) -> None:
        """End all servers."""
        for server in self.servers.values():
            server.close()
