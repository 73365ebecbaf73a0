"""What the stand-ins of both backends share: listen, be recorded, play, end."""

from __future__ import annotations

import errno
import os

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.acts import play
from proving_ground.agents.standin.call import Call, Ended, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, NoReturn

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


def serve(home: str, agent: Agent) -> NoReturn:
    """Be that agent for one call, as the script in the folder `home` wants it."""
    for number in agent.signal_exits:
        signals.on(number, agent.interrupted)
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
    _leave(call, ended, problem, agent.refused)


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
        agent.call = call
        agent.prepare(acts)
        agent.connect(fails={"server": "fails"} in acts)
        agent.begin()
        agent.play(acts, call)
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


def _leave(call: Call, ended: Ended, problem: str | None, refused: list[str]) -> NoReturn:
    """Finish the record, then end; nothing may run after that."""
    call.finish(ended.code, problem, refused, cut=ended.cut)
    try:
        wire.put(2, ended.said)
    finally:
        if ended.by_signal:
            signals.die_by(ended.by_signal)
        os._exit(ended.code)
