"""An MCP server on stdio with one tool, `echo`; what it is asked for lands in a file."""

import json
import sys
from pathlib import Path
from typing import Any

_SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}}
_TOOL = {"name": "echo", "description": "Echo", "inputSchema": _SCHEMA}


def _answer(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    if method == "initialize":
        told = {"capabilities": {"tools": {}}, "serverInfo": {"name": "echo", "version": "1"}}
        return {"protocolVersion": params["protocolVersion"], **told}
    if method == "tools/list":
        return {"tools": [_TOOL]}
    if method == "tools/call":
        return _echo(params["arguments"].get("text", ""))
    return None


def _echo(text: str) -> dict[str, Any]:
    with Path("echoed.txt").open("a") as log:
        log.write(text + "\n")
    if text == "boom":
        return {"content": [{"type": "text", "text": "it failed"}], "isError": True}
    return {"content": [{"type": "text", "text": f"echo: {text}"}]}


def main() -> None:
    """Answer one request a line until stdin ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        if "id" not in asked:
            continue
        result = _answer(asked["method"], asked.get("params", {}))
        unknown = {"error": {"code": -32601, "message": f"no {asked['method']}"}}
        told = unknown if result is None else {"result": result}
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **told}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
