"""The model in Anthropic's Messages API: a message as the events of its stream."""

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from proving_ground.agents.model_api.messages import Message, command_of, told_text
from proving_ground.agents.script import Act

Event = dict[str, Any]

ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}
_INPUTS = {"content": "content", "old": "old_string", "new": "new_string"}
_STOPS = {"refusal": "refusal", "max_tokens": "max_tokens"}
_USAGE: Event = {
    "input_tokens": 100,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 0,
    "output_tokens": 20,
    "service_tier": "standard",
}


def error(status: int, told: Act) -> Event:
    """The body of an answer that is an error."""
    kind = told.get("type") or ERRORS.get(status, "api_error")
    said = {"type": kind, "message": told.get("message", f"error {status}")}
    return {"type": "error", "error": said, "request_id": "req_scripted"}


def stream(message: Message, request: Event, number: int) -> Iterator[Event]:
    """The events of one answer; `number` makes its ids unlike all others."""
    head: Event = {"id": f"msg_scripted{number:04d}", "type": "message", "role": "assistant"}
    head.update(model=request.get("model"), content=[], stop_reason=None, stop_sequence=None)
    yield {"type": "message_start", "message": {**head, "usage": {**_USAGE, "output_tokens": 1}}}
    blocks = _blocks(message, request, number)
    for index, block in enumerate(blocks):
        yield from _block(index, block)
        if message.failure == "cut":
            return
    calls = any(block["type"] == "tool_use" for block in blocks)
    stop = _STOPS.get(str(message.failure)) or ("tool_use" if calls else "end_turn")
    ended = {"stop_reason": stop, "stop_sequence": None}
    used = {"output_tokens": _USAGE["output_tokens"]}
    yield {"type": "message_delta", "delta": ended, "usage": used}
    yield {"type": "message_stop"}


def whole(message: Message, request: Event, number: int) -> Event:
    """The same answer in one piece, for requests that want no stream."""
    blocks = _blocks(message, request, number)
    head = {"id": f"msg_scripted{number:04d}", "type": "message", "role": "assistant"}
    ended = {"stop_reason": "end_turn", "stop_sequence": None, "usage": _USAGE}
    return {**head, "model": request.get("model"), "content": blocks, **ended}


def _block(index: int, block: Event) -> Iterator[Event]:
    if block["type"] == "tool_use":
        empty, told = {**block, "input": {}}, json.dumps(block["input"])
        delta = {"type": "input_json_delta", "partial_json": told}
    else:
        empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
    yield {"type": "content_block_start", "index": index, "content_block": empty}
    yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _blocks(message: Message, request: Event, number: int) -> list[Event]:
    return [_said(act, request, f"{number:04d}{i}") for i, act in enumerate(message.blocks)]


def _said(act: Act, request: Event, key: str) -> Event:
    if "text" in act:
        return {"type": "text", "text": told_text(act)}
    if "think" in act:
        return {"type": "text", "text": act["think"]}
    name, given = _call(act, request)
    return {"type": "tool_use", "id": f"toolu_scripted{key}", "name": name, "input": given}


def _call(act: Act, request: Event) -> tuple[str, Event]:
    for name, changed in (("write", "Write"), ("read", "Read"), ("edit", "Edit")):
        if name in act:
            path = str(PurePosixPath(request["folder"], act[name]))
            given = {_INPUTS[key]: act[key] for key in _INPUTS if key in act}
            return changed, {"file_path": path, **given}
    if "delete" in act or "run" in act:
        command = f"rm {act['delete']}" if "delete" in act else command_of(act)
        return "Bash", {"command": command}
    if "structured" in act:
        return "StructuredOutput", act["structured"]
    return _offered(act["tool"], request.get("tools", ())), act.get("args", {})


def _offered(tool: str, offered: Sequence[Event]) -> str:
    """The full name of an MCP server's tool, as the request offers it."""
    names = [str(each.get("name")) for each in offered]
    return next((name for name in names if name.endswith(f"__{tool}")), f"mcp__srv__{tool}")
