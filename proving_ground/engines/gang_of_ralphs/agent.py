"""What the engine starts as its agent: talks to the SDK as the real one does, and lets act.

Run as `agent CLI_JS OPTIONS…`. It answers the SDK's requests on stdin, takes the prompt, and
passes it on to the stand-in `claude` on PATH, whose events it prints as they come. Like the real
agent it does not look whether the engine still lives.
"""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from proving_ground.engines.gang_of_ralphs.dialect import Place, Report, place_of, revision, word

Event = dict[str, Any]
_KEPT = ("--model", "--permission-mode", "--disallowedTools")
"""The engine's options that the stand-in is given as they are."""


def main() -> NoReturn:
    """Be the agent for one call."""
    options = sys.argv[2:]
    prompt = _prompt()
    place = place_of(prompt)
    if place is None:
        sys.exit(f"gang-of-ralphs: a prompt of no known phase begins: {prompt[:80]}")
    calls = _calls(place)
    number = 1 + len(list(calls.iterdir()))
    told = place.told(number, _loop()) + prompt
    code = _let_act(_command(options), told, place)
    (calls / str(os.getpid())).touch()  # one that is killed is not counted
    _end(code)


def _prompt() -> str:
    """Answer what the SDK asks, until it sends what the user says."""
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "control_request":
            answer = {"subtype": "success", "request_id": message["request_id"], "response": {}}
            _emit({"type": "control_response", "response": answer})
        elif message["type"] == "user":
            content = message["message"]["content"]
            parts = [{"text": content}] if isinstance(content, str) else content
            return "\n".join(part["text"] for part in parts if "text" in part)
    sys.exit("gang-of-ralphs: the SDK has sent no prompt")


def _calls(place: Place) -> Path:
    """A folder with one file for each call of that kind which has ended."""
    folder = Path(os.environ["HOME"], ".calls-that-ended", place.key)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _loop() -> str | None:
    """A loop's agents work in a worktree that is called as the loop is."""
    here = Path.cwd()
    return here.name if here.parent.name == "worktrees" else None


def _command(options: list[str]) -> list[str]:
    """The stand-in's command line: the engine's model, permissions and servers.

    The servers are started by way of our `tools`. All that they offer is permitted: at some
    commits the engine permits its tools under the name of a server that it does not start, so
    that a real agent may use none (docs/findings/gang-of-ralphs.md), and nothing else would be
    seen of the engine.
    """
    given = dict(itertools.pairwise(options))
    command = ["claude", "-p", "--output-format", "stream-json", "--verbose"]
    command += [part for name in _KEPT if name in given for part in (name, given[name])]
    allowed = given.get("--allowedTools", "")
    if "--mcp-config" not in given:
        return [*command, "--allowedTools", allowed]
    tools = str(Path(shutil.which("node") or "").with_name("tools"))
    servers = json.loads(given["--mcp-config"])["mcpServers"]
    told = {
        name: {"command": tools, "args": [server["command"], *server["args"]]}
        for name, server in servers.items()
    }
    allowed = ",".join((allowed, *(f"mcp__{name}" for name in servers)))
    return [
        *command,
        *("--allowedTools", allowed),
        *("--mcp-config", json.dumps({"mcpServers": told})),
    ]


def _let_act(command: list[str], prompt: str, place: Place) -> int:
    """Let the stand-in act to its end; its exit code, negative for a signal."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as stand_in:
        signal.signal(signal.SIGTERM, lambda *_: stand_in.terminate())
        signal.signal(signal.SIGINT, lambda *_: None)  # sent to the stand-in, too
        if not (stand_in.stdin and stand_in.stdout):
            raise OSError("the stand-in has no pipes")
        stand_in.stdin.write(prompt.encode(errors="surrogateescape"))
        stand_in.stdin.close()
        _relay((json.loads(line) for line in stand_in.stdout), place, "--mcp-config" in command)
        return stand_in.wait()


def _relay(events: Iterator[Event], place: Place, has_tools: bool) -> None:  # noqa: FBT001
    """Print the events, and before the last one the word that belongs to what was reported.

    Where the engine offers no tools, there is none that could fail.
    """
    reports: dict[str, Report] = {}
    answers = ""
    for event in events:
        for part in event.get("message", {}).get("content", ()):
            answers += part.get("text", "")
            if part["type"] == "tool_use" and part["name"].startswith("mcp__"):
                reports[part["id"]] = Report(part["name"].split("__")[-1], part["input"])
            elif part["type"] == "tool_result" and part.get("is_error") and has_tools:
                reports.pop(part["tool_use_id"], None)
        if event["type"] == "result" and (said := word(place.role, reports.values(), answers)):
            if place.role == "revise":
                said = revision(place.reviewed, reports.values()) + said
            _say(said, event["session_id"])
        _emit(event)


def _say(said: str, session: str) -> None:
    if said == "CONFLICT_RESOLVED":
        _conclude_merge()
    message = {"role": "assistant", "content": [{"type": "text", "text": said}]}
    _emit({"type": "assistant", "message": message, "session_id": session})


def _conclude_merge() -> None:
    """What the engine asks of an agent before it says that a conflict is resolved."""
    for argv in (["add", "--update"], ["commit", "--quiet", "-m", "resolve merge conflicts"]):
        subprocess.run(["git", *argv], stdout=subprocess.DEVNULL, check=False)


def _emit(event: Event) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def _end(code: int) -> NoReturn:
    """End as the stand-in has ended."""
    if code < 0:
        if code != -signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)
