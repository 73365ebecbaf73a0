"""What the stand-ins print; `fixtures/fidelity` holds it against what the real CLIs print."""

import json
from typing import Any

import pytest

from proving_ground.agents import script
from tests.agents.conftest import CLAUDE, CODEX, Bench

EVERYTHING = (
    script.answer("First."),
    script.write_file("a.txt", "a"),
    script.run("true"),
    script.run("false"),
    script.decide("stop"),
    script.answer("Last, with ünïcode."),
)


def kind(event: dict[str, Any]) -> str:
    item = event.get("item") or {}
    content = (event.get("message") or {}).get("content") or [{}]
    parts = (event["type"], event.get("subtype"), content[0].get("type"))
    return "/".join(part for part in (*parts, item.get("type"), item.get("status")) if part)


def events(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_claude_streams_events_in_order(bench: Bench) -> None:
    bench.play(*EVERYTHING)
    _, out, _ = bench.run(*CLAUDE, "--verbose", "--output-format", "stream-json")
    told = events(out)
    tool = ["assistant/tool_use", "user/tool_result"]
    said = ["assistant/text"]
    assert [kind(event) for event in told] == [
        "system/init", *said, *tool, *tool, *tool, *tool, *said, "result/success",
    ]  # fmt: skip
    assert (told[-1]["result"], told[-1]["num_turns"]) == ("Last, with ünïcode.", 5)
    assert len({event["session_id"] for event in told}) == 1
    assert "ünïcode" in out


def test_codex_streams_events_in_order(bench: Bench) -> None:
    bench.play(*EVERYTHING)
    _, out, error = bench.run(*CODEX, "--json")
    told = events(out)
    tools = [
        f"{moment}/{item}"
        for item, end in (
            ("file_change", "completed"),
            ("command_execution", "completed"),
            ("command_execution", "failed"),
            ("file_change", "completed"),
        )
        for moment, item in (
            ("item.started", f"{item}/in_progress"),
            ("item.completed", f"{item}/{end}"),
        )
    ]
    said = "item.completed/agent_message"
    assert [kind(event) for event in told] == [
        "thread.started", "turn.started", said, *tools, said, "turn.completed",
    ]  # fmt: skip
    assert error == ""


def test_claude_prints_the_last_answer_as_text(bench: Bench) -> None:
    bench.play(*EVERYTHING)
    assert bench.run(*CLAUDE) == (0, "Last, with ünïcode.\n", "")


def test_claude_prints_one_object_as_json_and_all_events_when_verbose(bench: Bench) -> None:
    bench.play(*EVERYTHING)
    result = json.loads(bench.run(*CLAUDE, "--output-format", "json")[1])
    assert kind(result) == "result/success"
    told = json.loads(bench.run(*CLAUDE, "--output-format=json", "--verbose")[1])
    assert kind(told[0]) == "system/init"
    assert kind(told[-1]) == "result/success"


def test_codex_prints_the_last_answer_and_a_heading_on_stderr(bench: Bench) -> None:
    bench.play(*EVERYTHING)
    code, out, error = bench.run(*CODEX, "-m", "gpt-5.5", "-o", "last.txt")
    assert (code, out) == (0, "Last, with ünïcode.\n")
    assert "model: gpt-5.5\n" in error
    assert (bench.project / "last.txt").read_text(encoding="utf-8") == "Last, with ünïcode."


@pytest.mark.parametrize(
    ("argv", "out"),
    [
        (("claude", "--version"), "2.1.332 (Claude Code)\n"),
        (("codex", "--version"), "codex-cli 0.171.0\n"),
    ],
)
def test_a_question_for_the_version_is_no_call(
    bench: Bench, argv: tuple[str, ...], out: str
) -> None:
    assert bench.run(*argv) == (0, out, "")
    assert bench.agents.calls() == ()


@pytest.mark.parametrize(
    ("argv", "code", "complaint"),
    [
        (("claude", "-p", "--modle", "opus"), 1, "error: unknown option '--modle'"),
        (("claude", "-p", "--model"), 1, "error: option '--model <model>' argument missing"),
        (("claude", "-p", "--output-format", "xml"), 1, "Allowed choices are text, json, stream"),
        (("claude", "-p", "--output-format", "stream-json"), 1, "requires --verbose"),
        (("codex", "exec", "--full-auto", "-"), 2, "error: unexpected argument '--full-auto'"),
        (("codex", "exec", "-a", "never", "-"), 2, "error: unexpected argument '-a'"),
        (("codex", "exec", "-m"), 2, "error: a value is required for '-m'"),
        (("codex", "exec", "-"), 1, "Not inside a trusted directory"),
    ],
)
def test_what_the_real_one_refuses_is_refused_and_recorded(
    bench: Bench, argv: tuple[str, ...], code: int, complaint: str
) -> None:
    found = bench.run(*argv)
    assert (found[0], found[1]) == (code, "")
    assert complaint in found[2]
    assert (bench.call.exit, bench.call.problem, bench.call.prompt) == (code, None, "")


@pytest.mark.parametrize(
    ("argv", "stdin", "prompt"),
    [
        (("claude", "-p", "Do it."), "", "Do it."),
        (("claude", "-p", "Do it."), "More.", "Do it.\nMore."),
        (("claude",), "Piped.", "Piped."),
        (("claude", "-p", "--allowedTools", "Read", "Write", "--", "Do it."), "", "Do it."),
        (("claude", "-pc", "--add-dir=/tmp", "Do it."), "", "Do it."),
        (("codex", "-a", "never", "exec", "--yolo", "-mgpt-5.5", "-"), "Piped.", "Piped."),
        (("codex", "exec", "--yolo"), "Piped.", "Piped."),
        (("codex", "e", "--yolo", "Do it."), "", "Do it."),
        (("codex", "exec", "--yolo", "Do it."), "M", "Do it.\n\n<stdin>\nM\n</stdin>"),
    ],
)
def test_the_prompt_comes_from_argument_and_stdin(
    bench: Bench, argv: tuple[str, ...], stdin: str, prompt: str
) -> None:
    bench.play(script.answer("fine"))
    assert bench.run(*argv, prompt=stdin)[0] == 0
    assert bench.call.prompt == prompt


def test_a_call_without_any_prompt_is_refused(bench: Bench) -> None:
    bench.play(script.answer("fine"))
    assert bench.run("claude", "-p", "--allowedTools", "Write", "Do it.", prompt="")[0] == 1
    assert bench.run("codex", "exec", "--yolo", prompt="")[0] == 1


def test_a_closed_stdin_is_an_empty_one(bench: Bench) -> None:
    bench.play(script.answer("fine"))
    assert bench.run("sh", "-c", "exec claude -p 'Do it.' <&-") == (0, "fine\n", "")
    assert bench.call.prompt == "Do it."


def test_an_agent_whose_reader_is_gone_fails(bench: Bench) -> None:
    bench.play(script.answer("x" * 200_000))
    bench.run("sh", "-c", "(claude -p 'Do it.'; echo $? > code) | true")
    assert (bench.project / "code").read_text() == "1\n"
    assert (bench.call.exit, bench.call.problem) == (1, None)


def test_codex_works_in_the_folder_that_it_is_given(bench: Bench) -> None:
    (bench.project / "inner").mkdir()
    bench.play(script.write_file("a.txt", "a"))
    assert bench.run(*CODEX, "-C", "inner")[0] == 0
    assert bench.call.cwd == bench.project / "inner"
    assert (bench.project / "inner/a.txt").exists()
