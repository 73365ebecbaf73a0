"""An MCP server's end that passes on the suite's tool calls as calls of the engine's own tools.

Run as `tools SERVER ARGUMENTS…`. What the server answers goes to the agent as it is.
"""

import json
import subprocess
import sys

from proving_ground.engines.gang_of_ralphs.dialect import translated

EXIT_TIMEOUT_S = 2.0
"""Seconds."""


def main() -> None:
    """Serve until the agent hangs up."""
    with subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE) as server:
        if not server.stdin:
            raise OSError("the server has no pipe")
        for line in sys.stdin.buffer:
            server.stdin.write(_in_its_words(line))
            server.stdin.flush()
        server.stdin.close()
        _end(server)


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Give it time to end by itself, as MCP wants it."""
    try:
        server.wait(EXIT_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        server.terminate()


def _in_its_words(line: bytes) -> bytes:
    message = json.loads(line)
    if message.get("method") != "tools/call":
        return line
    params = message["params"]
    name, given = translated(params["name"], params["arguments"])
    return json.dumps({**message, "params": {"name": name, "arguments": given}}).encode() + b"\n"
