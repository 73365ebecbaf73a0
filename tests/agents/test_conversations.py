"""How the SDKs talk with claude: one message of JSON a line, asked for and answered in turn."""

import json
import subprocess
from typing import Any

import pytest

from proving_ground.agents.script import Act, answer, exit_with, raise_signal, write_stderr
from tests.agents.conftest import Bench

STREAMS = ("--output-format", "stream-json", "--verbose", "--input-format", "stream-json")


def start(bench: Bench, *argv: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        argv, stdin=pipe, stdout=pipe, stderr=pipe, cwd=bench.project, env=bench.env
    )


def say(process: subprocess.Popen[bytes], **message: Any) -> None:
    assert process.stdin
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def test_an_sdk_is_granted_what_it_asks_for_and_then_answered(bench: Bench) -> None:
    bench.play(answer("Done."))
    process = start(bench, "claude", *STREAMS)
    say(process, type="control_request", request_id="r-1", request={"subtype": "initialize"})
    granted = hear(process)["response"]
    assert (granted["subtype"], granted["request_id"]) == ("success", "r-1")
    content = [{"type": "text", "text": "Count the lines."}, {"type": "image", "source": {}}]
    say(process, type="user", message={"role": "user", "content": content})
    out, _ = process.communicate()
    kinds = [json.loads(line)["type"] for line in out.splitlines()]
    assert kinds == ["system", "assistant", "result"]
    assert (bench.call.prompt, bench.call.exit) == ("Count the lines.", 0)


@pytest.mark.parametrize(
    ("acts", "code"),
    [((write_stderr("Segmentation fault"), exit_with(1)), 1), ((raise_signal("SIGKILL"),), -9)],
)
def test_who_ends_after_a_word_gives_no_result(
    bench: Bench, acts: tuple[Act, ...], code: int
) -> None:
    """However soon the SDK leaves."""
    bench.play(answer("I will now"), *acts)
    process = start(bench, "claude", *STREAMS)
    say(process, type="user", message={"role": "user", "content": "Count the lines."})
    out, _ = process.communicate()
    kinds = [json.loads(line)["type"] for line in out.splitlines()]
    assert kinds == ["system", "assistant"]
    assert (process.returncode, bench.call.exit) == (code, code)


def test_what_is_said_next_waits_for_the_user(bench: Bench) -> None:
    bench.play(answer("First."), write_stderr("A word"), answer("Second."))
    process = start(bench, "claude", *STREAMS)
    for asked in ("Begin.", "Go on."):
        say(process, type="user", message={"role": "user", "content": asked})
    out, complaint = process.communicate()
    told = [json.loads(line) for line in out.splitlines()]
    assert [each["result"] for each in told if each["type"] == "result"] == ["First.", "Second."]
    assert complaint == b"A word\n"


def test_an_sdk_that_leaves_without_a_word_gets_no_answer(bench: Bench) -> None:
    bench.play()
    process = start(bench, "claude", *STREAMS)
    assert process.communicate() == (b"", b"")
    assert process.returncode == 0


def test_messages_come_in_one_by_one_only_where_they_go_out_so(bench: Bench) -> None:
    code, out, complaint = bench.run("claude", "-p", "--input-format", "stream-json")
    assert (code, out) == (1, "")
    assert "requires output-format=stream-json" in complaint
