"""A turn of claude: the model's messages, the tools that they call, and how it ends."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended
from proving_ground.agents.standin.claude_permissions import Permissions
from proving_ground.agents.standin.tools import Use
from proving_ground.agents.standin.wire import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude import Claude
    from proving_ground.agents.standin.claude_failures import Failure
    from proving_ground.agents.standin.claude_hooks import Hooks
    from proving_ground.agents.standin.claude_partial import Partial
    from proving_ground.agents.standin.claude_settings import Settings
    from proving_ground.agents.standin.claude_uses import ToolUses
    from proving_ground.agents.standin.tools import Outcome
    from proving_ground.agents.standin.wire import Record

_SETTINGS = (".claude/settings.json", ".claude/settings.local.json")
_REJECTED = (
    "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was"
    " a file edit, the new_string was NOT written to the file). STOP what you are doing and wait"
    " for the user to tell you how to proceed."
)
_INTERRUPTED = "[Request interrupted by user]"
_INTERRUPTED_TOOL = "[Request interrupted by user for tool use]"
_RESULTS = "result_index"
_UNSAID = frozenset(
    {"stderr", "exit", "kill", "latch", "turn", "last", "ignore", "leave", "put_away", "cost"}
)
"""Acts that are no message of the model, and so never the beginning of a turn."""


class Turn:
    """From what the user says to the result; further ones follow in a conversation."""

    def __init__(self, agent: Claude):
        """Ended where the settings cannot be read."""
        self.agent = agent
        self.options = agent.options
        self._settings = self._read_settings()
        self.may = Permissions(self.options, self._settings)
        self.hooks: Hooks | None = None
        self._events: list[Record] = []
        self._told = 0
        self._used: ToolUses | None = None
        self._partial = self._told_in_parts()
        self._reset()

    def _read_settings(self) -> Settings | None:
        home = os.environ.get("CLAUDE_CONFIG_DIR") or os.path.expanduser("~/.claude")
        there = any(os.path.exists(path) for path in (*_SETTINGS, f"{home}/settings.json"))
        if not (there or self.options.settings is not None):
            return None
        from proving_ground.agents.standin.claude_settings import Settings  # noqa: PLC0415

        return Settings(self.options.settings, self.options.sources)

    def _told_in_parts(self) -> Partial | None:
        if not self.options.partial:
            return None
        from proving_ground.agents.standin.claude_partial import Partial  # noqa: PLC0415 (rare)

        return Partial(self)

    def _reset(self) -> None:
        self.is_over, self.exit = False, 0
        self.answer, self._stop = "", "end_turn"
        self._open = False
        self.running: Use | None = None
        self.read: set[str] = set()
        self.denials: list[Record] = []
        self.structured: object = None
        self.failed_as_told = False
        self._told_result = self._said_last = self._stopped = False

    def set_mode(self, mode: str) -> None:
        """The SDK chooses another permission mode."""
        self.may.mode = mode

    def begin(self, prompt: str) -> None:
        """Print what the session has, and tell the hooks."""
        self._prompt = prompt
        self._start_hooks()
        self._start_session()
        agent = self.agent
        self._note_user(prompt)
        self._emit_init()
        replay = agent.replay()
        if replay:
            self.emit(replay)
        self._ask_prompt_hooks(prompt)

    def begin_again(self) -> None:
        """Begin the turn that answers what the user says next."""
        self._reset()
        self.agent.account.start_turn()
        self._emit_init()
        replay = self.agent.replay()
        if replay:
            self.emit(replay)

    def _emit_init(self) -> None:
        agent = self.agent
        agent.voice.permission_mode = self.may.mode
        if self.options.format != "text":
            offered = [tool for tool in agent.tools() if not self.may.lacks(tool, agent.tools())]
            self.emit(agent.voice.init(agent.server_states(), offered, agent.home()))

    def warning(self) -> str:
        """What is said of settings that are ignored."""
        ignored = self._settings.ignored if self._settings else 0
        if not ignored:
            return ""
        return (
            f"Ignoring {ignored} permissions.allow entry from .claude/settings.json: this"
            " workspace has not been trusted.\n"
        )

    def _note_user(self, prompt: str) -> None:
        self.agent.transcript.note(self.agent.voice.user(prompt))

    def _start_hooks(self) -> None:
        settings, talk = self._settings, self.agent.talk
        if not (settings and settings.hooks) and not (talk and talk.hooks):
            return
        from proving_ground.agents.standin.claude_hooks import Hooks  # noqa: PLC0415

        common: Record = {"session_id": self.options.session, "cwd": HERE}
        common["transcript_path"] = f"{self.agent.home()}/{self.options.session}.jsonl"
        common["permission_mode"] = self.may.mode
        self.hooks = Hooks(settings.hooks if settings else {}, common)
        if talk:
            self.hooks.listen(talk.hooks, talk.call_back)

    def _start_session(self) -> None:
        if self.hooks:
            source = "resume" if self.options.resumes else "startup"
            self.hooks.run("SessionStart", {"source": source}, source)

    def _ask_prompt_hooks(self, prompt: str) -> None:
        answer = self.hooks and self.hooks.run("UserPromptSubmit", {"prompt": prompt})
        if answer and answer.blocked is not None:
            said = f"UserPromptSubmit operation blocked by hook:\n{answer.blocked}\n\n"
            said += f"Original prompt: {prompt}"
            told: Record = {"subtype": "success", "is_error": False, "result": said}
            self._finish({**told, "num_turns": 0, "stop_reason": None}, said)
            raise Ended(0, cut=True)

    def message(self, blocks: list[Record | Use]) -> Outcome | None:
        """One message: its texts, and its calls of tools with what comes of them."""
        if not self._open:
            self._open_message()
        uses = []
        for block in blocks:
            if isinstance(block, Use):
                uses.append(block)
                self._stop = "tool_use"
                self._announce(block)
            elif "text" in block:
                self.says(str(block["text"]) * int(block.get("times", 1)))
        self._check_budget()
        if not uses:
            self._stop = "end_turn"
            self._said_last = True
            self.is_over = self.agent.talk is not None
            return None
        self._close_message()
        outcomes: list[Outcome] = []
        while uses and not self.is_over:
            outcomes.append(self._tools.carry_out(uses.pop(0)))
        if self.structured is not None:
            self._is_structured()
        return outcomes[-1]

    def _open_message(self) -> None:
        most = self.options.max_turns
        account = self.agent.account
        if most is not None and 0 < most <= account.asked:
            self._ends_by_limit(
                "error_max_turns",
                f"Reached maximum number of turns ({most:g})",
                f"Error: Reached max turns ({most:g})",
                {"terminal_reason": "max_turns", "num_turns": int(most) + 1},
            )
        account.asks()
        self.agent.voice.open_message()
        self._open, self._said_last = True, False
        if self._partial:
            self._partial.start()

    def opens_new(self) -> None:
        """What follows is a message of its own, whatever was said before."""
        self._close_message()

    def _close_message(self) -> None:
        if self._open:
            self._open = False
            if self._partial:
                self._partial.end(self._stop)

    def stops(self) -> bool:
        """Whether the turn is at its end: the last message called no tool, and no hook objects."""
        if not self._said_last:
            return False
        self._close_message()
        answer = self.hooks and self.hooks.run("Stop", {"stop_hook_active": self._stopped})
        self._stopped = True
        if not answer or answer.blocked is None:
            return True
        self.agent.account.results += 1
        return False

    def takes_in(self, act: Record) -> bool:
        """Whether that act is still of this turn, be the model's last word said."""
        return not self.is_over or (
            self._said_last and not self._told_result and not _UNSAID.isdisjoint(act)
        )

    def _check_budget(self) -> None:
        most = self.options.max_usd
        if most is not None and self.agent.account.usd >= most:
            self._ends_by_limit(
                "error_max_budget_usd",
                f"Reached maximum budget (${most:g})",
                f"Error: Exceeded USD budget ({most:g})",
                {"terminal_reason": "budget_exhausted"},
                unpaid=True,
            )

    def says(self, text: str) -> None:
        """Let the model say that text, as an event of its own."""
        self.answer = text
        block = {"type": "text", "text": text}
        self._block(block, {**block, "text": ""}, {"type": "text_delta", "text": text}, None)

    def _announce(self, use: Use) -> None:
        use.id = f"toolu_standin{os.urandom(4).hex()}"
        name, given = self._tools.named(use)
        block = {"type": "tool_use", "id": use.id, "name": name, "input": given}
        delta = {"type": "input_json_delta", "partial_json": wire.dumps(given)}
        self._block(block, {**block, "input": {}}, delta, self._tools.meta(use))

    def _block(
        self, block: Record, empty: Record, delta: Record, meta: list[Record] | None
    ) -> None:
        if self._partial:
            self._partial.block(empty, delta)
        self.emit(self.agent.voice.says(block, meta))
        if self._partial:
            self._partial.stop()

    @property
    def _tools(self) -> ToolUses:
        if self._used is None:
            from proving_ground.agents.standin.claude_uses import ToolUses  # noqa: PLC0415 (costs)

            self._used = ToolUses(self)
        return self._used

    def _is_structured(self) -> None:
        """An answer in the form that was asked for is the last word."""
        self.answer, self._stop = wire.dumps(self.structured), "tool_use"
        if self.agent.talk is None:
            self.end()
            raise Ended(0, cut=True)
        self.is_over = True

    def fail(self, act: Record) -> None:
        """The API fails; Ended where it fails too often."""
        from proving_ground.agents.standin.claude_breakdown import Breakdown  # noqa: PLC0415 (rare)

        self.failed_as_told = True
        Breakdown(self).play(act)

    def has_no_key(self) -> None:
        """There is nothing to call the API with."""
        from proving_ground.agents.standin import claude_failures  # noqa: PLC0415 (rare)

        self.give_up(claude_failures.of_no_key())

    def give_up(self, failure: Failure) -> None:
        """Tell that the API failed for good; Ended but in a conversation."""
        told: Record = {"subtype": "success", "is_error": True, "result": failure.text}
        told.update({"stop_reason": "stop_sequence", **failure.result})
        said = self.agent.voice.says_itself(failure.text, failure.event, told["stop_reason"])
        self.emit(said)
        self._finish(told, failure.text)
        self.exit = 1
        if not self.agent.talk:
            raise Ended(1, cut=not self.failed_as_told)
        self.is_over = True

    def _ends_by_limit(
        self, subtype: str, error: str, text: str, told: Record, *, unpaid: bool = False
    ) -> None:
        if unpaid:
            self.agent.account.take_back()
        told = {"subtype": subtype, "is_error": True, "errors": [error], **told}
        self._finish({"stop_reason": self._stop, **told}, text)
        raise Ended(1, cut=True)

    def end(self) -> None:
        """The `result` event, or what the other forms show of it."""
        if self._told_result:
            return
        self._close_message()
        told: Record = {
            "subtype": "success",
            "is_error": self.agent.failed,
            "api_error_status": None,
        }
        told.update(result=self.answer, terminal_reason="completed", stop_reason=self._stop)
        timed = ("ttft_ms", "ttft_stream_ms", "time_to_request_ms", "first_content_frame_ms")
        if self.agent.account.asked:
            told.update(dict.fromkeys(timed, 1))
        if self.structured is not None:
            told["structured_output"] = self.structured
        self._finish(told, self.answer)

    def _finish(self, told: Record, text: str) -> None:
        agent = self.agent
        told = {**agent.account.told(agent.cost), **told, "permission_denials": self.denials}
        told.setdefault("safety_stops", 0)
        if self._partial:
            told["begun_message_ids"] = self._partial.begun
        result = agent.voice.result({**told, _RESULTS: self._told})
        if self.options.format == "stream-json":
            result["model_usage_since_last_result"] = result["modelUsage"]
        self._told += 1
        self._told_result = True
        agent.transcript.close(agent.account.state())
        self.emit(result)
        if self.options.format == "text":
            wire.put(1, text + "\n")
        elif self.options.format == "json":
            wire.put(1, wire.dumps(self._events if self.options.verbose else result) + "\n")

    def unfinished(self, error: str) -> Record:
        """The result of a session that could not begin."""
        told: Record = {"subtype": "error_during_execution", "duration_ms": 0}
        told.update(duration_api_ms=0, is_error=True, num_turns=0, stop_reason=None)
        told.update(total_cost_usd=0, permission_denials=[], errors=[error], result_index=0)
        usage = self.agent.empty_usage()
        return self.agent.voice.bare_result({**told, **usage})

    def interrupt(self) -> None:
        """SIGINT: the stream is closed as by a user who stops the agent."""
        if self.options.format == "stream-json" or (self.options.format == "json" and self.running):
            self.interrupted()

    def interrupted(self) -> None:
        """The user stops what the agent is at."""
        voice, use = self.agent.voice, self.running
        if use:
            meta = [{"id": use.id, "non_execution_kind": "user-rejected"}]
            said = {"content": _REJECTED, "is_error": True}
            self._tools.result(use, said, "User rejected tool use", meta)
        text = _INTERRUPTED_TOOL if use else _INTERRUPTED
        self.emit(voice.user([{"type": "text", "text": text}]))
        if use or self.agent.talk:
            self.agent.account.results += 1
            error = "[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=tool_use"
            reason = "aborted_tools" if use else "aborted_streaming"
            told: Record = {"subtype": "error_during_execution", "is_error": True}
            told.update(errors=[error], terminal_reason=reason)
            self._finish({**told, "stop_reason": self._stop if use else None}, "")
            self.is_over = True

    def emit(self, event: Record) -> None:
        """Print an event where events are printed, and write down what was said."""
        self._events.append(event)
        if event["type"] in ("user", "assistant") and not event.get("isReplay"):
            self.agent.transcript.note(event)
        if self.options.format == "stream-json":
            wire.put(1, wire.dumps(event) + "\n")
