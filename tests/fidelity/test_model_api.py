"""The scripted model, asked over HTTP as the real CLIs ask it."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from proving_ground.agents.model_api.messages import Message, messages
from proving_ground.agents.model_api.server import ModelApi

TOOLS = {"tools": [{"name": "mcp__srv__echo"}], "stream": True}


def ask(api: ModelApi, path: str, **body: Any) -> list[dict[str, Any]]:
    told = json.dumps({**TOOLS, **body}).encode()
    with urllib.request.urlopen(urllib.request.Request(api.url + path, told)) as answer:
        lines = answer.read().decode().splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


def test_a_text_before_a_call_is_of_the_same_message() -> None:
    acts = [{"text": "First."}, {"run": ["true"]}, {"stderr": "x"}, {"text": "Last."}]
    first, last = messages(acts)
    assert (len(first.blocks), len(last.blocks)) == (2, 1)
    assert list(messages([{"fail": 429, "times": 2}])) == [
        Message((), 429, 2, {"fail": 429, "times": 2})
    ]


def test_claude_is_answered_message_by_message() -> None:
    with ModelApi([{"write": "a.txt", "content": "A"}, {"text": "Done."}], "/project") as api:
        first, second = ask(api, "/v1/messages"), ask(api, "/v1/messages")
        assert ask(api, "/v1/messages")[2]["delta"]["text"].startswith("The script has no more")
    told = json.loads(first[2]["delta"]["partial_json"])
    assert told == {"content": "A", "file_path": "/project/a.txt"}
    assert first[-2]["delta"]["stop_reason"] == "tool_use"
    assert second[2]["delta"] == {"type": "text_delta", "text": "Done."}
    assert second[-2]["delta"]["stop_reason"] == "end_turn"


def test_codex_is_answered_message_by_message() -> None:
    acts = [{"edit": "a.txt", "old": "x", "new": "y"}, {"tool": "echo", "args": {"text": "t"}}]
    with ModelApi(acts, "/project") as api:
        first, second = ask(api, "/v1/responses"), ask(api, "/v1/responses")
    patch = first[-1]["response"]["output"][0]["input"]
    assert patch == "*** Begin Patch\n*** Update File: a.txt\n@@\n-x\n+y\n*** End Patch"
    assert second[-1]["response"]["output"][0]["namespace"] == "mcp__srv"


def test_a_failure_comes_as_often_as_the_script_says() -> None:
    with ModelApi([{"fail": 529, "times": 2}, {"text": "Done."}], "/project") as api:
        for _ in range(2):
            with pytest.raises(urllib.error.HTTPError, match="529"):
                ask(api, "/v1/messages")
        assert ask(api, "/v1/messages")[2]["delta"]["text"] == "Done."
        assert [request["aside"] for request in api.requests] == [False] * 3


def test_a_request_without_tools_takes_no_message_from_the_script() -> None:
    with ModelApi([{"text": "Done."}], "/project") as api:
        assert ask(api, "/v1/messages", tools=[])[2]["delta"]["text"] == "ok"
        assert not api.asked.is_set()
        assert ask(api, "/v1/messages")[2]["delta"]["text"] == "Done."
        assert api.asked.is_set()


def test_a_stream_that_is_cut_has_no_end() -> None:
    with ModelApi([{"fail": "cut", "text": "Half"}], "/project") as api:
        assert ask(api, "/v1/messages")[-1]["type"] == "content_block_stop"
        assert ask(api, "/v1/responses")[-1]["type"] == "response.output_item.done"
