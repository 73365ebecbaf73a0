"""Memories out of a conversation, by way of an agent."""

import json
import re
from typing import Any

from pydantic import BaseModel, ValidationError

from reference_engine.backends.errors import BackendOperationError
from reference_engine.backends.memory import KINDS, Memory

ROLE = "memory extractor"

PROMPT = """\
# Role: {role}
Read the conversation below and tell what is worth remembering in later sessions.
Answer with JSON alone: {{"memories": [{{"type": TYPE, "content": TEXT}}]}}
TYPE is one of: {kinds}

{conversation}
"""


class Message(BaseModel):
    """One message of a conversation."""

    role: str
    content: str
    timestamp: str | None = None


def prompt(messages: list[Message], count: int, length: int) -> str:
    """Ask about the last `count` messages, each cut to `length` characters."""
    lines = (f"{each.role}: {each.content[:length]}" for each in messages[-count:])
    return PROMPT.format(role=ROLE, kinds=", ".join(KINDS), conversation="\n".join(lines))


def parse(answer: str) -> tuple[list[Memory], list[str]]:
    """The memories in an agent's answer, and what of it is none; each stands for itself."""
    memories: list[Memory] = []
    refused: list[str] = []
    for entry in _entries(answer):
        try:
            memories.append(Memory(category=entry["type"], content=entry["content"]))
        except (ValidationError, LookupError, TypeError):
            refused.append(json.dumps(entry, ensure_ascii=False))
    return memories, refused


def _entries(answer: str) -> list[Any]:
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        entries = json.loads(found.group() if found else answer)["memories"]
    except (ValueError, LookupError, TypeError):
        raise BackendOperationError(f"the agent's answer holds no memories: {answer!r}") from None
    if not isinstance(entries, list):
        raise BackendOperationError(f"the agent's memories are no list: {entries!r}")
    return entries
