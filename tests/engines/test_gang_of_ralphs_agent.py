"""The agent in the place of the SDK's own: what it hears, passes on, and says at its end."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from proving_ground.engines.gang_of_ralphs.dialect import Report, place_of, translated, word
from proving_ground.engines.gang_of_ralphs.shims import write_shims

BUILD = "# BUILD ITERATION\n\n## Current Task\n**ID:** work\n\n## Iteration: 3/50\n"
REVIEW = "# LOOP REVIEW PHASE\n\n**Required values**\n- loopId: `l-1`\n- taskId: `work`\n"
INITIALIZE = {"type": "control_request", "request_id": "r", "request": {"subtype": "initialize"}}
STAND_IN = """\
#!/bin/sh
cat > "$TMPDIR/prompt"
printf '%s\\n' "$@" > "$TMPDIR/argv"
cat "$TMPDIR/events"
{ending}
"""
RESULT: dict[str, Any] = {"type": "result", "subtype": "success", "session_id": "s"}


class Desk:
    """A folder with the shims, a real `node` that only tells of itself, and a stand-in."""

    def __init__(self, root: Path, ending: str = "exit 0"):
        self.root, self.bin = root, root / "bin"
        node = root / "real-node"
        node.write_text('#!/bin/sh\necho real "$@"\n')
        node.chmod(0o755)
        write_shims(self.bin, str(node))
        (self.bin / "claude").write_text(STAND_IN.format(ending=ending))
        (self.bin / "claude").chmod(0o755)
        self.events(RESULT)

    def events(self, *events: dict[str, Any]) -> None:
        lines = (json.dumps(event) + "\n" for event in events)
        (self.root / "events").write_text("".join(lines))

    def call(
        self, prompt: str, *options: str, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        user = {"type": "user", "message": {"content": [{"type": "text", "text": prompt}]}}
        script = "/any/node_modules/@anthropic-ai/claude-agent-sdk/cli.js"
        env = {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "TMPDIR": str(self.root),
            "HOME": str(self.root),
        }
        return subprocess.run(
            ["node", script, "--model", "haiku", *options],
            input="".join(json.dumps(each) + "\n" for each in (INITIALIZE, user)),
            cwd=cwd or self.root,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    def told(self, name: str) -> str:
        return (self.root / name).read_text()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def uses(tool: str, given: dict[str, Any], failed: bool = False) -> list[dict[str, Any]]:  # noqa: FBT001, FBT002
    use = {"type": "tool_use", "id": tool, "name": f"mcp__sq-db__{tool}", "input": given}
    result = {"type": "tool_result", "tool_use_id": tool, "is_error": failed}
    return [
        {"type": "assistant", "message": {"content": [use]}},
        {"type": "user", "message": {"content": [result]}},
    ]


def said(ended: subprocess.CompletedProcess[str]) -> list[str]:
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    parts = (part for event in events for part in event.get("message", {}).get("content", ()))
    return [part["text"] for part in parts if "text" in part]


def test_every_other_call_of_node_is_handed_on(desk: Desk) -> None:
    for argv in (["-e", "1 + 1"], ["/elsewhere/cli.js", "a b"]):
        shown = subprocess.run(
            [desk.bin / "node", *argv], capture_output=True, text=True, check=True
        )
        assert shown.stdout == f"real {' '.join(argv)}\n"


def test_the_sdk_is_answered_before_the_agent_acts(desk: Desk) -> None:
    first, *_, last = desk.call(BUILD).stdout.splitlines()
    assert json.loads(first)["response"]["request_id"] == "r"
    assert json.loads(last) == RESULT


def test_the_stand_in_is_told_what_it_is_called_for(desk: Desk) -> None:
    worktree = desk.root / "worktrees" / "l-1"
    worktree.mkdir(parents=True)
    desk.call(BUILD, cwd=worktree)
    head = "Phase: build\nIteration: 3\nTask: work\nLoop: l-1\n\n# BUILD ITERATION\n"
    assert desk.told("prompt").startswith(head)


def test_calls_that_ended_are_counted_by_kind(desk: Desk) -> None:
    for number in (1, 2):
        desk.call("# PLAN PHASE\n")
        assert f"Iteration: {number}\n" in desk.told("prompt")
    desk.call("# ANALYZE PHASE\n")
    assert "Iteration: 1\n" in desk.told("prompt")


def test_the_engines_servers_are_reached_by_way_of_our_own(desk: Desk) -> None:
    server = {"command": "node", "args": ["server.js", "run"]}
    desk.call(BUILD, "--mcp-config", json.dumps({"mcpServers": {"sq-db": server}}))
    config = json.loads(desk.told("argv").split("--mcp-config\n")[1])
    tools = {"command": str(desk.bin / "tools"), "args": ["node", "server.js", "run"]}
    assert config == {"mcpServers": {"sq-db": tools}}


def test_what_the_engine_permits_is_permitted_and_all_that_its_servers_offer(desk: Desk) -> None:
    config = json.dumps({"mcpServers": {"sq-db": {"command": "node", "args": []}}})
    modes = ("--permission-mode", "default", "--allowedTools", "Read,mcp__old__plan")
    desk.call(BUILD, *modes, "--mcp-config", config)
    told = desk.told("argv")
    assert "--permission-mode\ndefault\n" in told
    assert "--allowedTools\nRead,mcp__old__plan,mcp__sq-db\n" in told
    desk.call(BUILD, *modes)
    assert "--allowedTools\nRead,mcp__old__plan\n" in desk.told("argv")


def test_a_reviser_answers_with_a_plan_that_names_the_tasks_to_do_again(desk: Desk) -> None:
    given = {"title": "Fix it", "description": "Handle the edge case"}
    desk.events(*uses("write_task", given), RESULT)
    reviewed = "Tasks that were reviewed:\n- one: First: part\n  - not: a task\n- two: Second\n"
    (answer,) = said(desk.call(f"You are a revision planner.\n\n- no: task\n\n{reviewed}"))
    fenced, _, ending = answer.removeprefix("```json").partition("```")
    plan = json.loads(fenced)
    assert (plan["tasksToRetry"], ending.strip()) == (["one", "two"], "REVISE_COMPLETE")
    assert [(fix["issue"], fix["action"]) for fix in plan["fixes"]] == [tuple(given.values())]


SERVER = """\
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    told = {"tools": [{"name": "write_context"}, {"name": "write_task"}]}
    answer = told if asked["method"] == "tools/list" else {"heard": asked["params"]["name"]}
    print(json.dumps({"id": asked["id"], "result": answer}), flush=True)
"""


def test_a_tool_is_listed_by_the_suites_name_too_and_called_by_the_engines(desk: Desk) -> None:
    (desk.root / "server.py").write_text(SERVER)
    given = {"patterns": "", "summary": "Small"}
    call = {"name": "set_codebase_analysis", "arguments": given}
    asked = [{"method": "tools/list"}, {"method": "tools/call", "params": call}]
    lines = "".join(json.dumps({"id": n, **each}) + "\n" for n, each in enumerate(asked))
    ended = subprocess.run(
        [desk.bin / "tools", sys.executable, desk.root / "server.py"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    listed, heard = (json.loads(line)["result"] for line in ended.stdout.splitlines())
    names = [each["name"] for each in listed["tools"]]
    assert names == ["write_context", "write_task", "set_codebase_analysis"]
    assert heard == {"heard": "write_context"}


def test_what_was_reported_is_said_before_the_end(desk: Desk) -> None:
    desk.events(*uses("complete_task", {"taskId": "work"}), RESULT)
    assert said(desk.call(BUILD, "--mcp-config", '{"mcpServers": {}}')) == ["TASK_COMPLETE"]


def test_a_report_that_failed_is_none(desk: Desk) -> None:
    desk.events(*uses("complete_task", {"taskId": "work"}, failed=True), RESULT)
    assert said(desk.call(BUILD, "--mcp-config", '{"mcpServers": {}}')) == ["ITERATION_DONE"]


def test_where_no_tool_is_offered_none_can_fail(desk: Desk) -> None:
    desk.events(*uses("write_task", {"id": "fix-1"}, failed=True), RESULT)
    (answer,) = said(desk.call("You are a revision planner."))
    assert answer.endswith("REVISE_COMPLETE")


@pytest.mark.parametrize(("ending", "code"), [("exit 7", 7), ("kill -9 $$", -9)])
def test_it_ends_as_the_stand_in_does(tmp_path: Path, ending: str, code: int) -> None:
    assert Desk(tmp_path, ending).call(BUILD).returncode == code


def test_an_unknown_prompt_is_named(desk: Desk) -> None:
    ended = desk.call("Hello!")
    assert ended.returncode == 1
    assert "a prompt of no known phase begins: Hello!" in ended.stderr


def test_tool_calls_are_passed_on_in_the_engines_words(desk: Desk) -> None:
    given = {"summary": "Small", "patterns": "ES modules, async/await"}
    call = {"name": "set_codebase_analysis", "arguments": given}
    asked = [{"id": 1, "method": "tools/list"}, {"id": 2, "method": "tools/call", "params": call}]
    passed = subprocess.run(
        [desk.bin / "tools", "cat"],
        input="".join(json.dumps(each) + "\n" for each in asked),
        capture_output=True,
        text=True,
        check=False,
    )
    first, second = (json.loads(line) for line in passed.stdout.splitlines())
    assert first == asked[0]
    assert second["params"]["name"] == "write_context"
    content = json.loads(second["params"]["arguments"]["content"])
    assert content == {"summary": "Small", "patterns": ["ES modules", "async/await"]}


def test_what_the_engine_wants_of_an_issue_is_added() -> None:
    issues = [{"file": "a.txt", "description": "Wrong", "suggestion": "Mend it"}]
    _, given = translated("set_review_result", {"passed": False, "issues": issues})
    wanted = {"type": "spec-intent-mismatch", **issues[0]}
    assert given == {"passed": False, "issues": [wanted]}


@pytest.mark.parametrize(
    ("prompt", "role", "task"),
    [
        (BUILD, "build", "work"),
        (REVIEW, "review-loop", "work"),
        ("# CHECKPOINT REVIEW PHASE", "review-loop", None),
        ("# REVIEW PHASE", "review", None),
        ("# PLAN REVIEW PHASE", "review-plan", None),
        ("# ANALYZE REVIEW (Shallow)", "review-analyze", None),
        ("You are resolving a git merge conflict.", "conflict", None),
    ],
)
def test_a_prompt_tells_the_phase_by_its_first_words(
    prompt: str, role: str, task: str | None
) -> None:
    place = place_of(prompt)
    assert place
    assert (place.role, place.task) == (role, task)


RESOLVED = Report("set_conflict_result", {"resolved": True})
REFUSED = Report("set_conflict_result", {"resolved": False, "reason": "No way"})


@pytest.mark.parametrize(
    ("role", "reports", "answers", "expected"),
    [
        ("plan", [Report("add_plan_group", {})], "", "PLAN_COMPLETE"),
        ("plan", [], "", None),
        ("review-plan", [Report("set_review_result", {})], "", "REVIEW_COMPLETE"),
        ("build", [Report("fail_task", {"reason": "No API"})], "", "TASK_STUCK: No API"),
        ("build", [], "I am NOT ready to output TASK_COMPLETE.", None),
        ("conflict", [RESOLVED], "", "CONFLICT_RESOLVED"),
        ("conflict", [REFUSED], "", "CONFLICT_FAILED: No way"),
    ],
)
def test_each_report_has_its_word(
    role: str, reports: list[Report], answers: str, expected: str | None
) -> None:
    assert word(role, reports, answers) == expected
