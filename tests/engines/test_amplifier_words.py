"""What amplifier prints and answers, in the suite's words."""

import json
from pathlib import Path
from typing import Any

import pytest

from proving_ground.backends.conversation import McpReply
from proving_ground.engines.amplifier import Amplifier, words

LISTING = """\
\x1b[0;34m[Amplifier]\x1b[0m Available backends:

  \x1b[0;31mclaude\x1b[0m - Claude Code (VS Code extension)
    Status: ✗ Not available
    Install: https://example.com

  \x1b[0;32mcodex\x1b[0m - Codex CLI (standalone)
    Status: ✓ Available
"""
INFORMATION = """\
\x1b[0;34m[Amplifier]\x1b[0m Backend Information: codex

Available: Yes
Profile: development (default)
"""


@pytest.fixture
def engine(tmp_path: Path) -> Amplifier:
    return Amplifier(None, tmp_path)


def reply(**told: Any) -> McpReply:
    return McpReply({"content": [{"type": "text", "text": json.dumps(told)}]})


def test_a_listing_tells_of_both_backends() -> None:
    assert words.listed(LISTING).content == {"available": {"claude": False, "codex": True}}
    nothing = words.listed("[Amplifier] No backends available!\n")
    assert nothing.content == {"available": {"claude": False, "codex": False}}


def test_information_tells_of_one_backend_or_why_not() -> None:
    told = words.informed(INFORMATION).content
    assert (told["backend"], told["available"]) == ("codex", True)
    refused = words.informed("\x1b[0;31m[Amplifier]\x1b[0m Unexpected error: no such backend\n")
    assert (refused.success, refused.error) == (
        False,
        "[Amplifier] Unexpected error: no such backend",
    )


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ({"error": "no", "details": {"url": "x"}}, "no; {'url': 'x'}"),
        ({"metadata": {"error": "timeout"}}, "timeout"),
        (
            {"metadata": {"unsupported": True, "native_tool": "T"}},
            "it is not supported: T does that",
        ),
        (
            {"success": True, "data": {"passed": False, "return_code": 1}},
            "it failed with 1",
        ),
        ({}, ""),
    ],
)
def test_a_failure_says_why_as_far_as_the_engine_does(raw: dict[str, Any], error: str) -> None:
    answer = words.answered(raw)
    assert (answer.success, answer.error) == (False, error)


def test_metadata_of_servers_lie_within_the_data() -> None:
    data = {"additionalContext": "Use tabs.", "metadata": {"memoriesLoaded": 1}}
    told = words.answered({"success": True, "data": data}).content
    assert (told["context"], told["memories loaded"]) == ("Use tabs.", 1)


def test_sessions_are_read_from_listings_and_from_searches() -> None:
    listed = words.answered({"success": True, "data": [{"session_id": "s-1", "path": "x"}]})
    assert listed.content["sessions"] == [{"id": "s-1", "backend": "codex"}]
    found = "=====\nMatch in x.txt (line 3) [Claude Code]\nSession ID: s-2\n=====\n"
    searched = words.answered({"success": True, "data": {"found": found}})
    assert searched.content["sessions"] == [{"id": "s-2", "backend": "claude"}]


def test_a_tool_answers_in_json_or_was_called_wrongly(engine: Amplifier, tmp_path: Path) -> None:
    export = tmp_path / "export.md"
    export.write_text("# Tasks")
    answer = engine.tool_answer(reply(success=True, data={"export_path": str(export)}))
    assert (answer.content["files"], answer.content["content"]) == ([str(export)], "# Tasks")
    wrong = {"isError": True, "content": [{"type": "text", "text": "Unknown tool: x"}]}
    assert engine.tool_answer(McpReply(wrong)).error == "Unknown tool: x"
    assert engine.tool_answer(McpReply({}, -32602)).error == "error -32602 of the protocol"


@pytest.mark.parametrize(
    ("tool", "told", "given"),
    [
        ("create_task", {"value": "Test"}, {"title": "Test"}),
        ("save_current_transcript", {"value": "s-1"}, {"session_id": "s-1"}),
        ("update_task", {"task_id": "1", "title": "New"}, {"task_id": "1", "title": "New"}),
        ("check_code_quality", {}, {"file_paths": [], "cwd": "/project"}),
        ("make_coffee", {}, {}),
    ],
)
def test_arguments_of_tools_have_the_tools_own_names(
    engine: Amplifier, tool: str, told: dict[str, Any], given: dict[str, Any]
) -> None:
    assert engine.tool_arguments(tool, told, Path("/project")) == given
