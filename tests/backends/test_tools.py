"""A request finds its tool, and words find its name."""

from typing import Any

import pytest

from proving_ground.backends import tools
from proving_ground.backends.contract import Method, Request
from proving_ground.errors import TrialError


@pytest.mark.parametrize(
    ("method", "arguments", "tool"),
    [
        (Method.CHECK, {}, ("check_code_quality", {})),
        (Method.CHECK, {"files": ["a.py"]}, ("check_code_quality", {"files": ["a.py"]})),
        (Method.CHECK, {"target": "lint"}, ("run_specific_checks", {"value": "lint"})),
        (Method.EXPORT, {}, ("save_project_transcripts", {})),
        (Method.EXPORT, {"session_id": "s"}, ("save_current_transcript", {"value": "s"})),
        (
            Method.EXPORT,
            {"session_id": "s", "form": "compact"},
            ("save_current_transcript", {"value": "s", "form": "compact"}),
        ),
        (Method.INITIALIZE, {}, ("initialize_session", {})),
        (Method.SESSIONS, {"text": "x"}, ("list_available_sessions", {"text": "x"})),
        (
            Method.TASKS,
            {"action": "create", "title": "a", "priority": "low"},
            ("create_task", {"value": "a", "priority": "low"}),
        ),
        (Method.TASKS, {"action": "list", "limit": 2}, ("list_tasks", {"limit": 2})),
        (
            Method.TASKS,
            {"action": "update", "task_id": "1", "title": "b"},
            ("update_task", {"task_id": "1", "title": "b"}),
        ),
        (Method.TASKS, {"action": "delete", "task_id": "1"}, ("delete_task", {"value": "1"})),
        (Method.TASKS, {"action": "export", "form": "csv"}, ("export_tasks", {"form": "csv"})),
    ],
)
def test_a_request_finds_its_tool(
    method: Method, arguments: dict[str, Any], tool: tuple[str, dict[str, Any]]
) -> None:
    assert tools.tool_for(Request(method, arguments)) == tool


@pytest.mark.parametrize(
    ("method", "arguments"),
    [(Method.LAUNCH, {}), (Method.SELECT, {}), (Method.TASKS, {"action": "juggle"})],
)
def test_what_no_server_does_is_told(method: Method, arguments: dict[str, Any]) -> None:
    with pytest.raises(TrialError, match="no server does that"):
        tools.tool_for(Request(method, arguments))


def test_what_a_tool_has_no_place_for_is_told() -> None:
    with pytest.raises(TrialError, match="output_dir"):
        tools.tool_for(Request(Method.EXPORT, {"session_id": "s", "output_dir": "x"}))


def test_words_and_names_find_each_other() -> None:
    assert tools.named("add a to-do") == "create_task"
    assert tools.in_words("create_task") == "add a to-do"
    assert tools.named("make coffee") == tools.in_words("make coffee") == "make coffee"
    assert len(set(tools.WORDS.values())) == len(tools.WORDS)
