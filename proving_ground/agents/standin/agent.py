"""What the stand-ins of both backends share: the voice that listens, plays and ends."""

from __future__ import annotations

import os

from proving_ground.agents.standin import signals
from proving_ground.agents.standin.acts import play

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

    from proving_ground.agents.standin.call import Call
    from proving_ground.agents.standin.tools import Outcome, Use
    from proving_ground.agents.standin.wire import Record

PROBLEM_EXIT = 97
"""The exit code by which a stand-in says that it could not do its job."""


class Agent:
    """One backend's voice; the methods are called in the order in which they stand here."""

    program: str
    signal_exits: ClassVar[dict[int, int]]
    """Exit codes of the signals that the real CLI catches; of the others it dies."""
    deletes_by_patch = False
    """Whether a file is deleted by a patch, and not by a command."""

    ties_commands = False
    """Whether commands end with the agent, even where it is killed."""

    def __init__(self) -> None:
        self.children: list[int] = []
        self.cost: float | None = None
        self.failed = False
        self.confine: Callable[[], None] | None = None
        self.refused: list[str] = []
        self._servers: list[Any] = []
        self.call: Call | None = None

    def listen(self) -> str:
        """Read arguments and stdin, and return the prompt; Ended where the real CLI refuses."""
        raise NotImplementedError

    def prepare(self, acts: list[Record]) -> None:
        """Make ready for these acts, before anything else is started."""

    def begin(self) -> None:
        """Print what comes before the first step."""

    def play(self, acts: list[Record], call: Call) -> None:
        """Do the acts, one after the other."""
        for act in acts:
            call.sign()
            play(act, call, self)

    def message(self, blocks: list[Record | Use]) -> Outcome | None:
        """One message of the model, with what comes of it; the outcome of its last tool."""
        raise NotImplementedError

    def open_message(self) -> None:
        """What the model says next is a message of its own."""

    def fail(self, act: Record) -> None:
        """The model's API fails; Ended where that ends the call."""
        raise NotImplementedError

    def end(self) -> None:
        """Print what comes after the last step."""

    def configured(self) -> dict[str, Record]:
        """The MCP servers that are configured: `command`, `args` and `env` of each."""
        return {}

    listing = ""
    """What the script wants of the MCP servers that the agent lists, if anything."""

    def connect(self, *, fails: bool) -> None:
        """Start the servers; they go where they are made to fail, or fail by themselves."""
        for name, told in self.configured().items():
            server = self.started(name, {**told, "command": "/nonexistent"} if fails else told)
            if server:
                self._servers.append(server)

    def started(self, name: str, told: Record) -> Any:
        """The server of that name, at work; None where it does not start."""
        from proving_ground.agents.standin import mcp  # noqa: PLC0415 (few agents need it)

        try:
            return mcp.Server(name, str(told["command"]), told.get("args", []), told.get("env", {}))
        except mcp.ServerGone:
            return None

    def call_tool(self, name: str, given: Record) -> tuple[str, bool]:
        """What the tool answers, and whether that is an error; it is noted in the call's record."""
        from proving_ground.agents.standin import mcp  # noqa: PLC0415

        answer, failed = f"No such tool available: {name}", True
        for server in self._servers:
            try:
                answer, failed = server.call(name, given)
            except mcp.ServerGone as gone:
                answer = str(gone)
            break
        if self.call:
            self.call.note_tool(name, given, answer, failed=failed)
        return answer, failed

    def server_of(self, tool: str) -> Any:
        """The server that offers the tool."""
        return next((each for each in self._servers if tool in each.tools), None)

    def kill_servers(self) -> None:
        """End all MCP servers by force."""
        for server in self._servers:
            server.kill()

    def disconnect(self) -> None:
        """End all MCP servers."""
        for server in self._servers:
            server.close()

    def interrupted(self, number: int) -> None:
        """End on a signal from outside: the commands are ended too."""
        for child in self.children:
            os.killpg(child, signals.KILL)
        code = self.signal_exits[number]
        if code < 0:
            signals.die_by(-code)
        os._exit(code)
