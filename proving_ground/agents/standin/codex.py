"""The stand-in for `codex exec`, as codex 0.169.0 answers there."""

from __future__ import annotations

import os
import sys
import time

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.agent import Agent, serve
from proving_ground.agents.standin.call import Ended, everything_on_stdin
from proving_ground.agents.standin.codex_options import VERSION, CodexOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from proving_ground.agents.standin.wire import Record

_TOKENS_IN, _TOKENS_OUT = 100, 20
"""What one step costs."""


class Codex(Agent):
    """Prints events with `--json`; else a heading on stderr and the last answer on stdout."""

    program = "codex"
    signal_exits: ClassVar = {signals.INT: 1}

    def listen(self) -> str:
        """The argument, or stdin, or the argument with stdin in a block of its own."""
        self._options = CodexOptions(sys.argv[1:])
        self._steps = 0
        self._answer = ""
        self._item: Record = {}
        if self._options.folder:
            os.chdir(self._options.folder)
        prompt = _prompt(self._options.prompt)
        if not self._options.anywhere and not _in_repository(os.getcwd()):
            said = "Not inside a trusted directory and --skip-git-repo-check was not specified.\n"
            raise Ended(1, said=said)
        self._prompt = prompt
        return prompt

    def begin(self) -> None:
        """Events that open the thread and its turn, or the heading."""
        thread = _thread()
        if not self._options.json:
            wire.put(2, self._options.heading(thread, self._prompt))
        self._emit({"type": "thread.started", "thread_id": thread})
        self._emit({"type": "turn.started"})

    def configured(self) -> dict[str, Record]:
        """What `-c mcp_servers.…` says."""
        return self._options.servers

    def say(self, text: str) -> None:
        """An `agent_message`."""
        self._answer = text
        self._complete(self._new_item("agent_message", text=text))

    def start_writing(self, path: str, content: str) -> None:  # noqa: ARG002 (codex tells no content)
        """A `file_change` in progress."""
        kind = "update" if os.path.exists(path) else "add"
        change = {"path": os.path.abspath(path), "kind": kind}
        self._start(self._new_item("file_change", changes=[change]))

    def end_writing(self) -> None:
        """The `file_change`, completed."""
        self._complete({**self._item, "status": "completed"})

    def start_command(self, argv: list[str]) -> None:
        """A `command_execution` in progress."""
        command = f"/bin/bash -lc '{' '.join(argv)}'"
        item = self._new_item("command_execution", command=command)
        self._start({**item, "aggregated_output": "", "exit_code": None})

    def end_command(self, output: str, code: int) -> None:
        """The `command_execution`, completed or failed."""
        status = "failed" if code else "completed"
        ended = {"aggregated_output": output and output + "\n", "exit_code": code}
        self._complete({**self._item, **ended, "status": status})

    def start_tool(self, name: str, given: Record) -> None:
        """An `mcp_tool_call` in progress."""
        server = next((s.name for s in self._servers if name in s.tools), "unknown")
        item = self._new_item("mcp_tool_call", server=server, tool=name, arguments=given)
        self._start({**item, "result": None, "error": None})

    def end_tool(self, answer: str, *, failed: bool) -> None:
        """The `mcp_tool_call`, completed or failed."""
        content = [{"type": "text", "text": answer}]
        result = {"content": content, "structured_content": None}
        told = {"error": {"message": answer}} if failed else {"result": result}
        self._complete({**self._item, **told, "status": "failed" if failed else "completed"})

    def end(self) -> None:
        """The turn's end with its usage, or the last answer."""
        usage = {
            "input_tokens": self._steps * _TOKENS_IN,
            "cached_input_tokens": 0,
            "cache_write_input_tokens": 0,
            "output_tokens": self._steps * _TOKENS_OUT,
            "reasoning_output_tokens": 0,
        }
        self._emit({"type": "turn.completed", "usage": usage})
        if not self._options.json:
            wire.put(1, self._answer + "\n")
        if self._options.last_message_file:
            wire.write(self._options.last_message_file, os.fsencode(self._answer))

    def _new_item(self, kind: str, **told: object) -> Record:
        self._steps += 1
        return {"id": f"item_{self._steps - 1}", "type": kind, **told}

    def _start(self, item: Record) -> None:
        self._item = {**item, "status": "in_progress"}
        self._emit({"type": "item.started", "item": self._item})

    def _complete(self, item: Record) -> None:
        self._emit({"type": "item.completed", "item": item})

    def _emit(self, event: Record) -> None:
        if self._options.json:
            wire.put(1, wire.dumps(event) + "\n")


def _prompt(argument: str | None) -> str:
    """Unlike claude, codex waits for the end of stdin for as long as it takes."""
    if argument in (None, "-"):
        if argument is None:
            wire.put(2, "Reading prompt from stdin...\n")
        prompt = everything_on_stdin()
        if not prompt.strip():
            raise Ended(1, said="No prompt provided via stdin.\n")
        return prompt
    prompt = str(argument)
    if os.isatty(0):
        return prompt
    wire.put(2, "Reading additional input from stdin...\n")
    more = everything_on_stdin()
    return f"{prompt}\n\n<stdin>\n{more}\n</stdin>" if more.strip() else prompt


def _in_repository(folder: str) -> bool:
    while not os.path.exists(folder + "/.git"):
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        folder = parent
    return True


def _thread() -> str:
    """A UUID that begins with the time (version 7)."""
    random = os.urandom(10).hex()
    clock = f"{int(time.time() * 1000):012x}"
    return f"{clock[:8]}-{clock[8:]}-7{random[:3]}-8{random[3:6]}-{random[6:18]}"


def main(home: str) -> None:
    """Answer one call of `codex`; a question for the version is no call of the agent."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        wire.put(1, f"codex-cli {VERSION}\n")
    else:
        serve(home, Codex())
