"""The stand-in for `claude` in print mode, as claude 2.1.332 answers there."""

from __future__ import annotations

import os
import sys

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.acts import play
from proving_ground.agents.standin.agent import Agent
from proving_ground.agents.standin.call import SANDBOXED, Ended, everything_on_stdin
from proving_ground.agents.standin.claude_account import Account
from proving_ground.agents.standin.claude_events import TOOLS, VERSION, Voice
from proving_ground.agents.standin.claude_options import ClaudeOptions
from proving_ground.agents.standin.claude_sessions import Transcript, exists, folder, state
from proving_ground.agents.standin.claude_turn import Turn
from proving_ground.agents.standin.serving import serve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from proving_ground.agents.standin.call import Call
    from proving_ground.agents.standin.claude_control import Conversation
    from proving_ground.agents.standin.tools import Outcome, Use
    from proving_ground.agents.standin.wire import Record

_PATIENCE_MS = 3000
_NEVER_SILENT = (0o100000, 0o020000)
"""Kinds of files that can be read without a wait: files, and devices such as /dev/null."""
_NO_STDIN = (
    "Warning: no stdin data received in 3s, proceeding without it. If piping from a slow command,"
    " redirect stdin explicitly: < /dev/null to skip, or wait longer.\n"
)
_NO_PROMPT = (
    "Error: Input must be provided either through stdin or as a prompt argument when using"
    " --print\n"
)
_UNKNOWN = "No conversation found with session ID: {}"


class Claude(Agent):
    """Prints its answer as `--output-format` asks: text, json or stream-json."""

    program = "claude"
    signal_exits: ClassVar = {signals.HUP: 129, signals.INT: 0, signals.TERM: 143}

    def __init__(self, *, sandboxed: bool):
        super().__init__()
        self._sandboxed = sandboxed

    def listen(self) -> str:
        """The argument and stdin, joined by a newline; or the first message of an SDK."""
        options = self.options = ClaudeOptions(sys.argv[1:], sandboxed=self._sandboxed)
        self.talk: Conversation | None = None
        self.voice = Voice(options.session, options.model, options.permission_mode)
        self.turn = Turn(self)
        if options.converses:
            prompt = self._first_message()
        else:
            prompt = "\n".join(part for part in (options.prompt, _stdin()) if part)
            if not prompt.strip():
                raise Ended(1, said=_NO_PROMPT)
        prompt = os.fsencode(prompt).decode(errors="replace")
        self._find_session()
        self.transcript = Transcript(options.session, kept=options.kept)
        if options.forks and options.resumes:
            self.transcript.copy(options.resumes)
        return prompt

    def _first_message(self) -> str:
        """What the SDK's user says first; what the SDK asks for before is granted."""
        from proving_ground.agents.standin.claude_control import (  # noqa: PLC0415 (SDKs alone)
            Conversation,
            text_of,
        )

        self.talk = Conversation()
        self.talk.on_mode = self.turn.set_mode
        self.talk.mode = self.options.permission_mode
        first = self.talk.next_user()
        if first is None:
            raise Ended(0)
        self._said = first
        return text_of(first)

    def _find_session(self) -> None:
        """Take up the session that is resumed; Ended where there is none of that name."""
        resumed = self.options.resumes
        if resumed and not exists(resumed):
            said = _UNKNOWN.format(resumed)
            if self.options.format == "stream-json":
                self.voice.session = resumed
                wire.put(1, wire.dumps(self.turn.unfinished(said)) + "\n")
            raise Ended(1, said=said + "\n")
        self.account = Account(self.options.model, state(resumed) if resumed else None)

    def prepare(self, acts: list[Record]) -> None:
        """A transcript that the script keeps takes the place of our own."""
        if any("keep" in act for act in acts):
            self.transcript = Transcript(self.options.session, kept=False)

    def begin(self) -> None:
        """The `system/init` event, with the MCP servers and their tools."""
        wire.put(2, self.options.warning + self.turn.warning())
        if self.options.unknown_model is not None:
            told = wire.dumps({"model": self.options.unknown_model, "query_source": "sdk"})
            wire.put(2, f"[claude-code:unrecognized_model] {told}\n")
        self.turn.begin(self.call.prompt if self.call else "")
        if not os.environ.get("ANTHROPIC_API_KEY") and not self._has_login():
            self.turn.has_no_key()

    def _has_login(self) -> bool:
        """Whether there are other credentials, or nobody said that there is an API."""
        return not os.environ.get("ANTHROPIC_BASE_URL")

    def tools(self) -> list[str]:
        """The names of the tools that the model is offered."""
        wanted = self.options.tools
        own = [name for name in TOOLS if wanted is None or name in wanted]
        theirs = [
            f"mcp__{server.name}__{tool}" for server in self._servers for tool in server.tools
        ]
        return [*own, *theirs]

    def server_states(self) -> list[Record]:
        """The MCP servers that are configured, and whether they have started."""
        there = {server.name for server in self._servers}
        found = []
        for name in self.configured():
            status = "connected" if name in there else "failed"
            found.append({"name": name, "status": status, "source": "dynamic"})
        if self.listing == "joined":
            found.insert(0, {"name": "weather", "status": "failed", "source": "user"})
        return [] if self.listing == "unlisted" else found

    def home(self) -> str:
        """Where the project's sessions are kept."""
        return folder()

    def configured(self) -> dict[str, Record]:
        """What `--mcp-config` says, and what lives in the SDK."""
        sdk = {name: {"type": "sdk"} for name in (self.talk.sdk_servers if self.talk else ())}
        project = {} if self.options.strict_servers else _project_servers()
        return {**project, **self.options.servers, **sdk}

    def started(self, name: str, told: Record) -> Any:
        """A server of a process of its own, or one that lives in the SDK."""
        if told.get("type") == "sdk" and self.talk:
            from proving_ground.agents.standin.claude_control import SdkServer  # noqa: PLC0415

            return SdkServer(name, self.talk)
        return super().started(name, told) if "command" in told else None

    def play(self, acts: list[Record], call: Call) -> None:
        """Do the acts; in a conversation, as far as the end of each turn."""
        rest = list(acts)
        while True:
            rest = self._play_turn(rest, call)
            if not self.talk:
                return
            self.turn.end()
            said = self.talk.next_user()
            if said is None:
                raise Ended(self.turn.exit)
            self._said = said
            self.turn.begin_again()
            rest = rest or call.acts()

    def _play_turn(self, acts: list[Record], call: Call) -> list[Record]:
        """Do the acts of one turn; the acts that are left."""
        rest = list(acts)
        while rest and self.turn.takes_in(rest[0]):
            if "message" in rest[0] and "fail" not in rest[0] and self.turn.stops():
                break
            call.sign()
            play(rest.pop(0), call, self)
        if not self.talk and not rest:
            self.turn.stops()
        return rest

    def message(self, blocks: list[Record | Use]) -> Outcome | None:
        """One message of the model: its texts, and its calls of tools with their results."""
        return self.turn.message(blocks)

    def open_message(self) -> None:
        """What the model says next is a message of its own."""
        self.turn.opens_new()

    def fail(self, act: Record) -> None:
        """Let the model's API fail as the act says; Ended where that ends the call."""
        self.turn.fail(act)

    def end(self) -> None:
        """The `result` event, or what the other forms show of it."""
        self.turn.end()
        if self.turn.exit:
            raise Ended(self.turn.exit)

    def replay(self) -> Record | None:
        """The user's own message, where it is to be printed again."""
        if not (self.options.replays and self.talk):
            return None
        return self.voice.user(self._said["message"]["content"], isReplay=True)

    def empty_usage(self) -> Record:
        """What a result tells of usage where nothing was used."""
        told = Account(self.options.model, None).told(None)
        return {"usage": {**told["usage"]}, "modelUsage": {}}

    def interrupted(self, number: int) -> None:
        """On SIGINT the stream is closed as by a user who stops it; the others just end it."""
        for child in self.children:
            os.killpg(child, signals.KILL)
        if number == signals.INT:
            self.turn.interrupt()
        os._exit(self.signal_exits[number])


def _project_servers() -> dict[str, Record]:
    """What the project's own `.mcp.json` says; nothing where it is malformed."""
    try:
        told: dict[str, Record] = wire.loads(os.fsdecode(wire.read(".mcp.json")))["mcpServers"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return told


def _stdin() -> str:
    """All of stdin unless it is a terminal; a silent pipe is given up after three seconds."""
    if os.isatty(0):
        return ""
    if os.fstat(0).st_mode & 0o170000 in _NEVER_SILENT:
        return everything_on_stdin()
    from select import POLLIN, poll  # noqa: PLC0415 (a shared library, needed by pipes alone)

    silence = poll()
    silence.register(0, POLLIN)
    if silence.poll(_PATIENCE_MS):
        return everything_on_stdin()
    wire.put(2, _NO_STDIN)
    return ""


def main(home: str) -> None:
    """Answer one call of `claude`; a question for the version is no call of the agent."""
    if sys.argv[1:] in (["--version"], ["-v"]):
        wire.put(1, f"{VERSION} (Claude Code)\n")
    else:
        serve(home, Claude(sandboxed=os.path.exists(home + SANDBOXED)))
