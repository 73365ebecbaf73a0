"""Record what a real agent does in one call, as a script for the stand-ins."""

import json
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.fidelity.cases import AGENTS
from proving_ground.fidelity.shapes import Event, events

_STREAM = ["--output-format", "stream-json", "--verbose"]
_NAMES = {
    "Write": {"write": "file_path", "content": "content"},
    "Read": {"read": "file_path"},
    "Edit": {"edit": "file_path", "old": "old_string", "new": "new_string"},
    "Bash": {"run": "command"},
}
"""Of claude's tools: the keys of an act, and the inputs that they stand for."""
_FIX = "Say `proving-ground record -- claude -p …` or `… -- codex exec …`."


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("call", nargs=REMAINDER, metavar="-- AGENT …", help="the call to make")


def main(arguments: Namespace) -> int:
    """Make the call, and print the acts of a script that does the same."""
    call = [part for part in arguments.call if part != "--"] if arguments.call else []
    if not call or Path(call[0]).name not in AGENTS:
        raise InputError("proving-ground record", "that is no call of an agent", _FIX)
    text, code = _run(call)
    acts = list(script_of(events(text)[0], str(Path.cwd())))
    if code and not any("fail" in act for act in acts):
        acts.append({"exit": code})
    sys.stdout.write(yaml.safe_dump(acts, allow_unicode=True, sort_keys=False))
    return 0


def _run(call: list[str]) -> tuple[str, int]:
    more = ["--json"] if Path(call[0]).name == "codex" else _STREAM
    try:
        ran = subprocess.run(
            [*call, *more], stdin=sys.stdin, stdout=subprocess.PIPE, text=True, check=False
        )
    except OSError as error:
        raise PrerequisiteError(f"cannot start {call[0]}: {error.strerror}") from None
    return ran.stdout, ran.returncode


def script_of(told: Iterable[Event], folder: str) -> Iterator[dict[str, Any]]:
    """The acts behind the events of either agent; paths of `folder` become relative."""
    for event in told:
        for act in (*_of_claude(event), *_of_codex(event)):
            yield json.loads(json.dumps(act).replace(f"{folder}/", "").replace(folder, "."))


def _of_claude(event: Event) -> Iterator[dict[str, Any]]:
    if event.get("type") == "result" and event.get("is_error") and event.get("api_error_status"):
        yield {"fail": event["api_error_status"], "message": "as recorded"}
    if event.get("type") != "assistant" or event.get("is_api_error_message"):
        return
    for block in event["message"]["content"]:
        if block["type"] == "text":
            yield {"text": block["text"]}
        elif block["type"] == "tool_use":
            yield _tool_of_claude(str(block["name"]), block["input"])


def _tool_of_claude(name: str, given: dict[str, Any]) -> dict[str, Any]:
    if name in _NAMES:
        return {ours: given[theirs] for ours, theirs in _NAMES[name].items()}
    if name == "StructuredOutput":
        return {"structured": given}
    return {"tool": name.rpartition("__")[2], "args": given}


def _of_codex(event: Event) -> Iterator[dict[str, Any]]:
    item = event.get("item") or {}
    kind = item.get("type")
    if event.get("type") == "turn.failed":
        yield {"fail": 500, "message": "as recorded"}
    if event.get("type") != "item.completed":
        return
    if kind == "agent_message":
        yield {"text": item["text"]}
    elif kind == "reasoning":
        yield {"think": item["text"]}
    elif kind == "command_execution":
        yield {"run": _command(item["command"])}
    elif kind == "mcp_tool_call":
        yield {"tool": item["tool"], "args": item["arguments"]}
    elif kind == "file_change":
        for change in item["changes"]:
            yield _change(change)


def _change(change: dict[str, Any]) -> dict[str, Any]:
    """Codex does not tell what it wrote; the file as it stands now does."""
    path = Path(change["path"])
    if change["kind"] == "delete" or not path.exists():
        return {"delete": str(path)}
    return {"write": str(path), "content": path.read_text(errors="replace")}


def _command(told: str) -> str:
    inner = told.partition(" -lc ")[2] or told
    return inner[1:-1] if inner[:1] in "'\"" and inner[-1:] == inner[:1] else inner
