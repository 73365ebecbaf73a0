"""Calls, runs and requests in words, where the facts hold better ones than an exit."""

import re
from dataclasses import replace
from typing import Any

import pytest

from proving_ground.agents.calls import ToolCall
from proving_ground.backends.contract import Method, Request
from proving_ground.backends.facts import asked
from proving_ground.facts import Happened, how_a_call_ended, how_a_run_ended
from proving_ground.loops import facts as loops
from proving_ground.orchestration import facts as orchestration
from proving_ground.pipelines import facts as pipelines
from proving_ground.report.page.templates import FOLDER
from proving_ground.report.story import tell
from tests.loops import test_laws as of_loops
from tests.orchestration import test_laws as of_orchestration
from tests.pipelines.laws import evidence_factory as of_pipelines


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (None, "cut short"),
        (0, "ended well"),
        (3, "failed"),
        (-9, "ended by SIGKILL"),
        (-61, "ended by signal 61"),
    ],
)
def test_how_a_call_ended(code: int | None, words: str) -> None:
    assert how_a_call_ended(code) == words


@pytest.mark.parametrize(
    ("code", "endings", "words"),
    [
        (6, ("paused",), "the exit tells: paused"),
        (1, ("failed", "capped"), "the exit tells: capped or failed"),
        (77, (), "exit 77, which is not documented"),
        (-15, (), "ended by SIGTERM"),
    ],
)
def test_how_a_run_ended(code: int, endings: tuple[str, ...], words: str) -> None:
    assert how_a_run_ended(code, endings) == words


def tool(name: str, *, failed: bool = False, **arguments: Any) -> ToolCall:
    return ToolCall(name=name, arguments=arguments, answer="told", failed=failed)


@pytest.mark.parametrize(
    ("tools", "words"),
    [
        ((), "reported nothing"),
        ((tool("set_review_result", passed=True),), "passed"),
        ((tool("set_review_result", passed=False),), "sent back"),
        ((tool("set_loop_review_result", passed=False),), "sent back"),
        (
            (
                tool("set_review_result", passed=False),
                tool("set_review_result", passed=True),
            ),
            "passed",
        ),
        ((tool("set_conflict_result", resolved=True),), "resolved"),
        ((tool("set_conflict_result", resolved=False),), "not resolved"),
        ((tool("write_task"), tool("write_task", failed=True), tool("write_task")), "2 tasks"),
        ((tool("add_plan_group"),), "1 group"),
        ((tool("complete_task"),), "task done"),
        ((tool("fail_task"),), "task given up"),
        ((tool("set_codebase_analysis"),), "analyzed"),
        ((tool("complete_task", failed=True),), "report not taken"),
        ((tool("something_else"),), "reported"),
    ],
)
def test_an_agent_of_an_orchestration_is_told_by_what_it_reported(
    tools: tuple[ToolCall, ...], words: str
) -> None:
    call = of_orchestration.call(tools=tools)
    found = of_orchestration.evidence(of_orchestration.run(calls=(call,)))
    assert results(orchestration.tell({"run-1": found}, (), None)) == [words]


def test_the_picture_knows_the_words_for_what_went_amiss() -> None:
    picture = (FOLDER / "timeline.js").read_text("utf-8")
    (told,) = re.findall(r"AMISS = new Set\(\[(.*?)\]\)", picture, re.DOTALL)
    words = set(re.findall(r'"([^"]+)"', told))
    failed = (tool("set_review_result"), tool("set_conflict_result"), tool("fail_task"))
    calls = ((), *((each,) for each in failed), (tool("complete_task", failed=True),))
    ended = tuple(of_orchestration.call(tools=tools) for tools in calls)
    found = of_orchestration.evidence(of_orchestration.run(calls=ended))
    assert words == {"no decision", *results(orchestration.tell({"run-1": found}, (), None))}


def test_a_report_does_not_cover_a_failure() -> None:
    calls = tuple(
        of_orchestration.call(tools=(tool("complete_task"),), exit=code) for code in (1, -9, None)
    )
    found = of_orchestration.evidence(of_orchestration.run(calls=calls))
    told = orchestration.tell({"run-1": found}, (), None)
    assert results(told) == ["failed", "ended by SIGKILL", "cut short"]


def test_an_agent_of_a_pipeline_is_told_by_its_decision() -> None:
    run = of_pipelines.whole_run()
    ways = {"decision": None}, {"decision": None, "judges": True}, {"exit": 2}, {}
    calls = tuple(replace(run.calls[0], **way) for way in ways)
    run = replace(run, calls=calls)
    told = pipelines.tell({"one": of_pipelines.evidence(run)}, (), None)
    assert results(told) == ["no decision", "judged", "failed", "continue"]


def test_an_agent_of_a_loop_is_told_by_what_it_did() -> None:
    calls = (
        of_loops.call(1, "one"),
        of_loops.call(2, "two", "stop"),
        of_loops.call(3, None, None),
        of_loops.call(4, None, None, exit=1),
        of_loops.call(5, "one", exit=None, ended=None),
    )
    told = loops.tell(of_loops.evidence(of_loops.run(calls=calls)), ())
    assert results(told) == [
        "one is done", "two is done, nothing is left", "ended well", "failed", "cut short"
    ]  # fmt: skip


MESSAGES = [{"role": "user", "content": "Fix it"}, {"role": "assistant", "content": "Done"}]


@pytest.mark.parametrize(
    ("method", "arguments", "words"),
    [
        (Method.LIST, {}, "list"),
        (Method.LAUNCH, {"words": ["-p", "Fix the typo"]}, "launch -p 'Fix the typo'"),
        (Method.INITIALIZE, {"prompt": "Fix it"}, "initialize (prompt: Fix it)"),
        (Method.SPAWN_ALL, {"tasks": ["a", "b"], "name": "x"}, "spawn all (tasks: a, b; name: x)"),
        (Method.FINALIZE, {"messages": MESSAGES}, "finalize (2 messages)"),
        (Method.FINALIZE, {"messages": []}, "finalize (0 messages)"),
        (Method.TASKS, {"action": "list", "limit": 2}, "tasks (action: list; limit: 2)"),
        (Method.CONVERT, {"session_id": "s-1"}, "convert (session id: s-1)"),
        (Method.TOOL, {"tool": "health_check"}, "tool: tell how it is"),
        (Method.TOOL, {"tool": "make coffee", "value": "s-1"}, "tool: make coffee (s-1)"),
        (Method.TOOL, {"tool": "finalize_session", "messages": MESSAGES},
         "tool: end a session (2 messages)"),
    ],
)  # fmt: skip
def test_a_request_is_told_as_people_say_it(
    method: Method, arguments: dict[str, Any], words: str
) -> None:
    assert asked(Request(method, arguments)) == words


def test_the_story_tells_no_exit_that_has_a_meaning() -> None:
    call = of_orchestration.call(stage="review", tools=(tool("set_review_result", passed=False),))
    found = of_orchestration.evidence(of_orchestration.run(calls=(call,)))
    story = tell(orchestration.tell({"run-1": found}, (), None))
    assert "→  sent back" in story
    assert "; the exit tells: complete" in story
    assert not re.search(r"exit \d", story)


def results(happened: Happened) -> list[str]:
    return [c.result for session in happened.sessions for run in session.runs for c in run.calls]
