"""The stand-in for `codex exec`, as codex 0.171.0 answers there."""

from __future__ import annotations

import os
import sys

from proving_ground.agents.standin import codex_prompt, codex_sessions, signals, wire
from proving_ground.agents.standin.agent import Agent
from proving_ground.agents.standin.call import Ended
from proving_ground.agents.standin.codex_options import VERSION, CodexOptions
from proving_ground.agents.standin.codex_sandbox import DANGER, Sandbox
from proving_ground.agents.standin.codex_sessions import Rollout
from proving_ground.agents.standin.serving import serve
from proving_ground.agents.standin.tools import Outcome, Use, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from proving_ground.agents.standin.wire import Record

_TOKENS_IN, _TOKENS_OUT = 100, 20
"""What one message of the model costs."""
_AT_ONCE = frozenset(("text", "times", "decision", "write_raw", "stderr", "exit", "cost", "think"))
"""Keys of acts that take no time; a process of its own would only cost some."""
_PATCHES = ("write", "edit", "delete", "patch")
_HANG_UP = "Reconnecting... {}/{} ({})"
_NO_APPROVAL = "MCP tool call requires approval, but approval policy is never"
_NOT_TRUSTED = "Not inside a trusted directory and --skip-git-repo-check was not specified.\n"


class Codex(Agent):
    """Prints events with `--json`; else a heading on stderr and the last answer on stdout."""

    program = "codex"
    signal_exits: ClassVar = {signals.INT: 1, signals.TERM: -signals.TERM}
    deletes_by_patch = True
    ties_commands = True

    def listen(self) -> str:
        """The argument, or stdin, or the argument with stdin in a block of its own."""
        options = self._options = CodexOptions(sys.argv[1:])
        self._items = self._steps = 0
        self._answer = ""
        self._open = False
        if options.folder:
            codex_prompt.enter(options.folder)
        prompt = codex_prompt.read(options)
        options.check_files()
        if not options.anywhere and not codex_prompt.in_repository(os.getcwd()):
            raise Ended(1, said=_NOT_TRUSTED)
        self._sandbox = Sandbox(options)
        self._prompt = prompt
        self._thread, self._path = self._find_thread()
        if len(prompt) > codex_prompt.LONGEST:
            self._emit({"type": "thread.started", "thread_id": self._thread})
            raise Ended(1, said=codex_prompt.too_long(len(prompt)))
        return prompt

    def _find_thread(self) -> tuple[str, str | None]:
        """The thread, with its rollout if it is taken up again; Ended where there is none."""
        wanted = self._options.resumes
        if wanted is None:
            return codex_sessions.new_thread(), None
        if wanted == "--last":
            path = codex_sessions.latest()
        else:
            path = codex_sessions.find(wanted)
            if path is None and len(wanted) == 36:
                raise Ended(1, said=codex_prompt.no_rollout(wanted))
        if path is None:
            return codex_sessions.new_thread(), None
        self._steps = codex_sessions.steps_of(path)
        return codex_sessions.thread_of(path), path

    def prepare(self, acts: list[Record]) -> None:
        """Go behind the wrapper, unless the call is over before anybody could tell.

        A rollout that the script keeps takes the place of our own.
        """
        self._is_kept = any("keep" in act for act in acts)
        if any(name not in _AT_ONCE for act in acts for name in act):
            _go_behind_wrapper()

    def begin(self) -> None:
        """Events that open the thread and its turn, or the heading."""
        kept = not (self._options.ephemeral or self._is_kept)
        self._rollout = Rollout(self._thread, self._path, kept=kept)
        self._rollout.message("user", self._prompt)
        if not self._options.json:
            wire.put(2, self._options.heading(self._thread, self._prompt))
        self._emit({"type": "thread.started", "thread_id": self._thread})
        for said in self._options.warnings:
            self._complete(self._new_item("error", message=said))
        self._emit({"type": "turn.started"})

    def configured(self) -> dict[str, Record]:
        """What `config.toml` and `-c mcp_servers.…` say."""
        return self._options.config.servers

    def connect(self, *, fails: bool) -> None:
        """Start the servers; Ended where one does not start that is required."""
        super().connect(fails=fails)
        there = {server.name for server in self._servers}
        for name, told in self.configured().items():
            if told.get("required") and name not in there:
                said = f"Error: required MCP servers failed to initialize: {name}\n"
                raise Ended(1, said=said)

    def message(self, blocks: list[Record | Use]) -> Outcome | None:
        """One message: its texts, and its calls of tools with what comes of them."""
        self._start_message()
        outcome = None
        for block in blocks:
            if isinstance(block, Use):
                outcome = self._carry_out(block)
                self._open = block.kind == "structured"
            else:
                self._say(block)
        return outcome

    def open_message(self) -> None:
        """What the model says next is a message of its own."""
        self._open = False

    def _start_message(self) -> None:
        if not self._open:
            self._open = True
            self._steps += 1
            self._rollout.counts(self._usage())

    def _say(self, block: Record) -> None:
        if "think" in block:
            self._complete(self._new_item("reasoning", text=block["think"]))
            return
        self._answer = str(block["text"]) * int(block.get("times", 1))
        self._rollout.message("assistant", self._answer)
        self._complete(self._new_item("agent_message", text=self._answer))

    def _carry_out(self, use: Use) -> Outcome:
        if use.kind == "structured":
            outcome = perform(use, self)
            self._say({"text": outcome.said})
            return outcome
        if use.kind == "tool":
            return self._use_tool(use)
        if use.kind in _PATCHES:
            return self._change(use)
        return self._run(use)

    def _change(self, use: Use) -> Outcome:
        """A patch: it is told of where it may be made, and applies."""
        refusal = self._sandbox.refusal(use)
        if refusal:
            return self._rejected(use, refusal)
        changes = _changes(use)
        outcome = perform(use, self)
        if outcome.code:
            return self._rejected(use, f"apply_patch verification failed: {outcome.said}")
        item = self._new_item("file_change", changes=changes)
        self._emit({"type": "item.started", "item": {**item, "status": "in_progress"}})
        self._complete({**item, "status": "completed"})
        return outcome

    def _run(self, use: Use) -> Outcome:
        """A command, which the kernel holds to the sandbox."""
        command = f"cat {use.given['read']}" if use.kind == "read" else use.command
        use = Use("run", {**use.given, "run": use.given.get("run", command)})
        item = self._new_item("command_execution", command=_in_bash(command))
        begun = {**item, "aggregated_output": "", "exit_code": None, "status": "in_progress"}
        self._emit({"type": "item.started", "item": begun})
        outcome = perform(use, self) if self._may_run() else self._prevented(use)
        said = outcome.said and outcome.said + "\n"
        ended = {"aggregated_output": said, "exit_code": outcome.code}
        self._complete({**item, **ended, "status": "failed" if outcome.code else "completed"})
        return outcome

    def _may_run(self) -> bool:
        """Whether commands are free, or the kernel holds them to the sandbox from now on."""
        if self._sandbox.mode == DANGER:
            return True
        if self._sandbox.is_enforced():
            self.confine = self._sandbox.confine
        return self.confine is not None

    def _prevented(self, use: Use) -> Outcome:
        self.refused.append(f"{use.command}: the kernel of this machine has no sandbox")
        return Outcome("the sandbox cannot be had on this machine", 1)

    def _use_tool(self, use: Use) -> Outcome:
        tool, given = use.given["tool"], use.given.get("args", {})
        server = self.server_of(tool)
        if server is None:
            return self._rejected(use, f"unsupported call: {tool}")
        item = self._new_item("mcp_tool_call", server=server.name, tool=tool, arguments=given)
        begun: Record = {**item, "result": None, "error": None}
        self._emit({"type": "item.started", "item": {**begun, "status": "in_progress"}})
        trusted = self._sandbox.mode == DANGER
        if not trusted and not self._options.config.approves(server.name, tool):
            self.refused.append(f"{tool}: {_NO_APPROVAL}")
            error = {"error": {"message": _NO_APPROVAL}}
            self._complete({**begun, **error, "status": "failed"})
            return Outcome(_NO_APPROVAL, 1)
        outcome = perform(use, self)
        content = [{"type": "text", "text": outcome.said}]
        result = {"content": content, "structured_content": None}
        status = "failed" if outcome.code else "completed"
        self._complete({**begun, "result": result, "status": status})
        return outcome

    def _rejected(self, use: Use, why: str) -> Outcome:
        """What is not done is no event: the model alone is told, and stderr."""
        use.done = False
        self.refused.append(f"{use.kind}: {why}")
        wire.put(2, f"ERROR codex_core::tools::router: error={why}\n")
        return Outcome(why, 1)

    def fail(self, act: Record) -> None:
        """The API fails; Ended where it fails too often."""
        from proving_ground.agents.standin import codex_failures  # noqa: PLC0415 (rare)

        kind = act["fail"]
        if kind == "hang":
            while True:
                signals.pause()
        if kind == "unreachable":
            codex_failures.wait_for_network(self._tell_error)
        if kind == "cut":
            self._say_half(act)
        said, again = codex_failures.told(
            kind, str(act.get("message", f"error {kind}")), str(act.get("type", "server_error"))
        )
        if not self._recovers(act, said, again):
            self._give_up(said)

    def _recovers(self, act: Record, said: str, again: str) -> bool:
        """Whether one of the tries succeeds: each is made of some that nobody is told of."""
        most = self._options.config.retries if again else 0
        quietly = self._options.config.request_retries if again and act["fail"] != "cut" else 0
        times, failed = act.get("times"), 0
        for attempt in range(most + 1):
            for _ in range(quietly + 1):
                if times is not None and failed >= times:
                    return True
                failed += 1
            if (
                attempt < most
                and again == "aloud"
                and (times is None or failed < times or quietly == 0)
            ):
                self._tell_error(_HANG_UP.format(attempt + 1, most, said))
        return times is not None and failed >= times and most > 0

    def _say_half(self, act: Record) -> None:
        item = self._new_item("agent_message", text=str(act.get("text", "")))
        self._complete(item)
        self._open = False

    def _tell_error(self, said: str) -> None:
        if self._options.json:
            self._emit({"type": "error", "message": said})
        else:
            wire.put(2, f"ERROR: {said}\n")

    def _give_up(self, said: str) -> None:
        self._tell_error(said)
        self._emit({"type": "turn.failed", "error": {"message": said}})
        raise Ended(1)

    def end(self) -> None:
        """The turn's end with its usage, or the last answer."""
        usage = self._usage()
        self._emit({"type": "turn.completed", "usage": usage})
        if not self._options.json:
            tokens = usage["input_tokens"] + usage["output_tokens"]
            wire.put(2, f"codex\n{self._answer}\ntokens used\n{tokens}\n")
            wire.put(1, self._answer + "\n")
        if self._options.last_message_file:
            wire.write(self._options.last_message_file, os.fsencode(self._answer))

    def _usage(self) -> Record:
        return {
            "input_tokens": self._steps * _TOKENS_IN,
            "cached_input_tokens": 0,
            "cache_write_input_tokens": 0,
            "output_tokens": self._steps * _TOKENS_OUT,
            "reasoning_output_tokens": 0,
        }

    def _new_item(self, kind: str, **told: object) -> Record:
        self._items += 1
        return {"id": f"item_{self._items - 1}", "type": kind, **told}

    def _complete(self, item: Record) -> None:
        self._emit({"type": "item.completed", "item": item})

    def _emit(self, event: Record) -> None:
        if self._options.json:
            wire.put(1, wire.dumps(event) + "\n")


def _hand_on(child: int, number: int) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        pass


def _changes(use: Use) -> list[Record]:
    if use.kind == "patch":
        from proving_ground.agents.standin import patches  # noqa: PLC0415 (a rare act)

        told = patches.changes(use.given["patch"])
        return [{"path": os.path.abspath(path), "kind": kind} for kind, path, _ in told]
    kinds = {"edit": "update", "delete": "delete", "write": "add"}
    return [{"path": use.path, "kind": kinds[use.kind]}]


def _in_bash(command: str) -> str:
    quoted = command.replace("'", "'\"'\"'") if '"' in command else command
    if "'" in command and '"' not in command:
        return f'/bin/bash -lc "{command}"'
    return f"/bin/bash -lc '{quoted}'"


def main(home: str) -> None:
    """Answer one call of `codex`; a question for the version is no call of the agent."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        wire.put(1, f"codex-cli {VERSION}\n")
    else:
        serve(home, Codex())


def _go_behind_wrapper() -> None:
    """Go on in a process of our own, as under the script that npm puts in front of codex.

    The one in front hands signals on, and ends as this one does; where it is killed, this one
    goes on with its work.
    """
    before = signals.hold_back()  # the process in front hands on those that come before it listens
    child = os.fork()
    for number in (signals.HUP, signals.INT, signals.TERM) if child else ():
        signals.on(number, lambda number: _hand_on(child, number))
    signals.let_come(before)
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code < 0:
            signals.die_by(-code)
        os._exit(code)
