"""The model in OpenAI's Responses API: a message as the events of its stream."""

import json
from collections.abc import Iterator
from typing import Any

from proving_ground.agents.model_api.messages import Message, command_of, told_text
from proving_ground.agents.script import Act

Event = dict[str, Any]

_USAGE: Event = {
    "input_tokens": 100,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 20,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 120,
}
_BROKEN = {
    "refusal": {"code": "invalid_prompt", "message": "the request was refused"},
    "max_tokens": {"code": "context_length_exceeded", "message": "the context is full"},
}


def error(status: int, told: Act) -> Event:
    """The body of an answer that is an error."""
    said = {"type": told.get("type", "server_error"), "code": None, "param": None}
    return {"error": {**said, "message": told.get("message", f"error {status}")}}


def stream(message: Message, request: Event, number: int) -> Iterator[Event]:
    """The events of one answer; `number` makes its ids unlike all others."""
    for place, event in enumerate(_events(message, request, number)):
        yield {**event, "sequence_number": place}


def _events(message: Message, request: Event, number: int) -> Iterator[Event]:
    base: Event = {"id": f"resp_scripted{number:04d}", "object": "response", "output": []}
    base.update(created_at=0, status="in_progress", model=request.get("model"))
    yield {"type": "response.created", "response": base}
    if message.failure in _BROKEN:
        broken = {**base, "status": "failed", "error": _BROKEN[str(message.failure)]}
        yield {"type": "response.failed", "response": broken}
        return
    items = [_item(act, request, f"{number:04d}{i}") for i, act in enumerate(message.blocks)]
    for index, item in enumerate(items):
        yield from _told(index, item)
        if message.failure == "cut":
            return
    done = {**base, "status": "completed", "output": items, "usage": _USAGE}
    yield {"type": "response.completed", "response": done}


def _told(index: int, item: Event) -> Iterator[Event]:
    at = {"output_index": index}
    begun = item
    if item["type"] == "message":
        begun = {**item, "content": [], "status": "in_progress"}
    yield {"type": "response.output_item.added", **at, "item": begun}
    if item["type"] == "message":
        delta = {"item_id": item["id"], "content_index": 0, "delta": item["content"][0]["text"]}
        yield {"type": "response.output_text.delta", **at, **delta}
    yield {"type": "response.output_item.done", **at, "item": item}


def _item(act: Act, request: Event, key: str) -> Event:
    if "text" in act or "structured" in act:
        text = told_text(act) if "text" in act else json.dumps(act["structured"])
        part = {"type": "output_text", "text": text, "annotations": []}
        told = {"role": "assistant", "status": "completed", "content": [part]}
        return {"type": "message", "id": f"msg_{key}", **told}
    if "think" in act:
        summary = [{"type": "summary_text", "text": act["think"]}]
        return {"type": "reasoning", "id": f"rs_{key}", "summary": summary}
    call = {"call_id": f"call_{key}", "status": "completed"}
    patch = _patch(act)
    if patch is not None:
        told = {"id": f"ctc_{key}", "name": "apply_patch", "input": patch}
        return {"type": "custom_tool_call", **call, **told}
    name, given, namespace = _function(act, request)
    told = {"id": f"fc_{key}", "name": name, "arguments": json.dumps(given), **namespace}
    return {"type": "function_call", **call, **told}


def _patch(act: Act) -> str | None:
    """The act as a patch; None where it is no change of files."""
    if "patch" in act:
        body = act["patch"].rstrip("\n")
    elif "write" in act:
        added = "".join(f"\n+{line}" for line in act["content"].splitlines())
        body = f"*** Add File: {act['write']}{added}"
    elif "edit" in act:
        body = f"*** Update File: {act['edit']}\n@@\n-{act['old']}\n+{act['new']}"
    elif "delete" in act:
        body = f"*** Delete File: {act['delete']}"
    else:
        return None
    return f"*** Begin Patch\n{body}\n*** End Patch"


def _function(act: Act, request: Event) -> tuple[str, Event, Event]:
    if "run" in act:
        return "exec_command", {"cmd": command_of(act)}, {}
    if "read" in act:
        return "exec_command", {"cmd": f"cat {act['read']}"}, {}
    return act["tool"], act.get("args", {}), {"namespace": _namespace(act["tool"], request)}


def _namespace(tool: str, request: Event) -> str:
    """The MCP server that offers the tool, as the request names it."""
    for offered in request.get("tools", ()):
        if tool in [each.get("name") for each in offered.get("tools", ())]:
            return str(offered.get("name"))
    return "mcp__srv"
