"""An MCP server's end that passes on the suite's tool calls as calls of the engine's own tools.

Run as `tools SERVER ARGUMENTS…`. Where the server lists its tools, those are listed beside them
that the suite calls by other names; all else that it answers goes to the agent as it is.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable

from proving_ground.engines.gang_of_ralphs.dialect import aliases, translated

EXIT_TIMEOUT_S = 2.0
"""Seconds that the server gets to end when its stdin is closed."""


def main() -> None:
    """Serve until the agent hangs up."""
    pipe = subprocess.PIPE
    with subprocess.Popen(sys.argv[1:], stdin=pipe, stdout=pipe) as server:
        if not (server.stdin and server.stdout):
            raise OSError("the server has no pipes")
        answers = threading.Thread(target=_answer, args=(server.stdout,), daemon=True)
        answers.start()
        for line in sys.stdin.buffer:
            server.stdin.write(_in_its_words(line))
            server.stdin.flush()
        server.stdin.close()
        _end(server)
        answers.join(EXIT_TIMEOUT_S)


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Give it time to end by itself, as MCP wants it."""
    try:
        server.wait(EXIT_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        server.terminate()


def _answer(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(_in_our_words(line))
        sys.stdout.buffer.flush()


def _in_its_words(line: bytes) -> bytes:
    message = json.loads(line)
    if message.get("method") != "tools/call":
        return line
    params = message["params"]
    name, given = translated(params["name"], params["arguments"])
    return json.dumps({**message, "params": {"name": name, "arguments": given}}).encode() + b"\n"


def _in_our_words(line: bytes) -> bytes:
    message = json.loads(line)
    result = message.get("result")
    if not isinstance(result, dict) or "tools" not in result:
        return line
    more = [
        {"name": alias, "inputSchema": {"type": "object"}}
        for each in result["tools"]
        for alias in aliases(each["name"])
    ]
    told = {**message, "result": {**result, "tools": [*result["tools"], *more]}}
    return json.dumps(told).encode() + b"\n"
