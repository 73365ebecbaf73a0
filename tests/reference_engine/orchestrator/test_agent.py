"""What claude tells of its servers as it begins decides whether its call counts."""

import asyncio
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from reference_engine.orchestrator.agent import NAME, call
from reference_engine.orchestrator.config import Settings
from reference_engine.orchestrator.server import Endpoint

SETTINGS = Settings(
    spec="Work", base="main", max_revisions=1, usd_per_loop=1, usd_per_phase=1, usd_per_run=1
)
DONE = {"type": "result", "is_error": False, "total_cost_usd": 0.25}


def _server(name: str, status: str) -> dict[str, str]:
    return {"name": name, "status": status}


@pytest.mark.parametrize(
    ("init", "error"),
    [
        ({"mcp_servers": None}, ""),
        ({}, ""),
        ({"mcp_servers": [_server(NAME, "connected")]}, ""),
        ({"mcp_servers": [_server(NAME, "pending")]}, ""),
        ({"mcp_servers": [_server("other", "failed"), _server(NAME, "connected")]}, ""),
        ({"mcp_servers": []}, "is not among the agent's"),
        ({"mcp_servers": [_server("other", "connected")]}, "is not among the agent's"),
        ({"mcp_servers": [_server(NAME, "failed")]}, "did not start"),
    ],
)
def test_servers_of_which_nothing_is_told_may_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, init: dict[str, Any], error: str
) -> None:
    events = ({"type": "system", "subtype": "init", **init}, DONE)
    printed = "\n".join(json.dumps(event) for event in events)
    claude = tmp_path / "claude"
    claude.write_text(f"#!/bin/sh\ncat >/dev/null\necho {shlex.quote(printed)}\n")
    claude.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    transcript = tmp_path / "transcript.jsonl"
    endpoint = Endpoint("true", [])
    output = asyncio.run(call("claude", "Work", tmp_path, transcript, SETTINGS, endpoint))
    assert output.usd == 0.25
    assert (output.error is None) == (not error)
    assert error in str(output.error)
