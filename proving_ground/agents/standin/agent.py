"""What the stand-ins of both backends share: listen, be recorded, play, end."""

from __future__ import annotations

import errno
import os

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.acts import play
from proving_ground.agents.standin.call import Call, Ended, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, NoReturn

    from proving_ground.agents.standin.mcp import Server
    from proving_ground.agents.standin.wire import Record

PROBLEM_EXIT = 97
"""The exit code by which a stand-in says that it could not do its job."""


class Agent:
    """One backend's voice; the methods are called in the order in which they stand here."""

    program: str
    signal_exits: ClassVar[dict[int, int]]
    """Exit codes of the signals that the real CLI catches; of the others it dies."""

    def __init__(self) -> None:
        self.children: list[int] = []
        self.cost: float | None = None
        self.failed = False
        self._servers: list[Server] = []

    def listen(self) -> str:
        """Read arguments and stdin, and return the prompt; Ended where the real CLI refuses."""
        raise NotImplementedError

    def begin(self) -> None:
        """Print what comes before the first step."""

    def say(self, text: str) -> None:
        """Give an answer; the one given last is the result."""
        raise NotImplementedError

    def start_writing(self, path: str, content: str) -> None:
        """Announce that a file is about to be written."""

    def end_writing(self) -> None:
        """Tell that the file is written."""

    def start_command(self, argv: list[str]) -> None:
        """Announce that a command is about to be run."""

    def end_command(self, output: str, code: int) -> None:
        """Tell how the command ended."""

    def start_tool(self, name: str, given: Record) -> None:
        """Announce that a tool of an MCP server is about to be called."""

    def end_tool(self, answer: str, *, failed: bool) -> None:
        """Tell what the tool answered."""

    def end(self) -> None:
        """Print what comes after the last step."""

    def configured(self) -> dict[str, Record]:
        """The MCP servers that the command line names: `command`, `args` and `env` of each."""
        return {}

    def connect(self, *, fails: bool) -> None:
        """Start the servers; they go where they are made to fail, or fail by themselves."""
        for name, told in self.configured().items():
            from proving_ground.agents.standin import mcp  # noqa: PLC0415 (few agents need it)

            command = "/nonexistent" if fails else str(told["command"])
            try:
                server = mcp.Server(name, command, told.get("args", []), told.get("env", {}))
            except mcp.ServerGone:
                continue
            self._servers.append(server)

    def call_tool(self, name: str, given: Record) -> tuple[str, bool]:
        """What the tool answers, and whether that is an error."""
        from proving_ground.agents.standin import mcp  # noqa: PLC0415

        for server in self._servers:
            try:
                return server.call(name, given)
            except mcp.ServerGone as gone:
                return str(gone), True
        return f"No such tool available: {name}", True

    def kill_servers(self) -> None:
        """End all MCP servers by force."""
        for server in self._servers:
            server.kill()

    def disconnect(self) -> None:
        """End all MCP servers."""
        for server in self._servers:
            server.close()


def serve(home: str, agent: Agent) -> NoReturn:
    """Be that agent for one call, as the script in the folder `home` wants it."""
    for number in agent.signal_exits:
        signals.on(number, lambda number: _interrupted(agent, number))
    prompt, refusal = _listen(agent)
    try:
        call = Call(home, agent.program, prompt)
    except OSError as error:
        wire.put(2, f"stand-in {agent.program}: {error}\n")
        os._exit(PROBLEM_EXIT)
    problem = None
    try:
        ended = _answer(call, agent, refusal)
    except Exception as error:
        problem = str(error) if isinstance(error, Problem) else repr(error)
        ended = Ended(PROBLEM_EXIT, said=f"stand-in {agent.program}: {problem}\n")
    _leave(call, ended, problem)


def _listen(agent: Agent) -> tuple[str, Exception | None]:
    """The prompt, or why there is none: the call is recorded all the same."""
    try:
        return agent.listen(), None
    except Exception as refusal:
        return "", refusal


def _answer(call: Call, agent: Agent, refusal: Exception | None) -> Ended:
    """Record the call and play its acts; tells how the call ended."""
    try:
        call.read_script()
    finally:
        call.record()
    try:
        if refusal:
            raise refusal
        acts = call.acts()
        agent.connect(fails={"server": "fails"} in acts)
        agent.begin()
        for act in acts:
            call.sign()
            play(act, call, agent)
        agent.end()
        agent.disconnect()
    except Ended as ended:
        return ended
    except BrokenPipeError:
        return Ended(1, cut=True)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return Ended(1, said=f"{error}\n", cut=True)
    return Ended(0)


def _leave(call: Call, ended: Ended, problem: str | None) -> NoReturn:
    """Finish the record, then end; nothing may run after that."""
    call.finish(ended.code, problem, cut=ended.cut)
    try:
        wire.put(2, ended.said)
    finally:
        if ended.by_signal:
            signals.die_by(ended.by_signal)
        os._exit(ended.code)


def _interrupted(agent: Agent, number: int) -> NoReturn:
    """End on a signal from outside: without a record, and with the commands still running."""
    for child in agent.children:
        os.killpg(child, signals.TERM)
    os._exit(agent.signal_exits[number])
