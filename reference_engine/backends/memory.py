"""What sessions leave to later sessions, of whichever backend."""

import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from reference_engine.backends import store

RECENT = 5
RELEVANT = 5

Kind = Literal["learning", "decision", "issue_solved", "preference", "pattern"]
KINDS: tuple[Kind, ...] = ("learning", "decision", "issue_solved", "preference", "pattern")


class Memory(BaseModel):
    """One thing worth remembering."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    content: str = Field(min_length=1)
    category: Kind
    id: str = Field(default_factory=lambda: uuid.uuid4().hex)
    timestamp: datetime = Field(default_factory=lambda: datetime.now(UTC))


class Memories(BaseModel):
    """The content of memory.json."""

    model_config = ConfigDict(extra="forbid")
    memories: list[Memory] = []


class MemoryStore:
    """The memories of a project, in one file that all backends share."""

    def __init__(self, folder: Path):
        self.path = folder / "memory.json"

    def all(self) -> list[Memory]:
        """Every memory, oldest first."""
        return store.read(self.path, Memories).memories

    def add(self, new: list[Memory]) -> None:
        """Keep these, too; what is there stays."""
        with store.locked(self.path):
            store.write(self.path, Memories(memories=[*self.all(), *new]))

    def load(self, prompt: str) -> list[Memory]:
        """What bears on the prompt, best first, then what is recent; none of it twice."""
        known = self.all()
        recent = sorted(known, key=lambda each: each.timestamp, reverse=True)[:RECENT]
        chosen = {memory.id: memory for memory in [*_relevant(known, prompt), *recent]}
        return list(chosen.values())


def _relevant(known: list[Memory], prompt: str) -> list[Memory]:
    asked = _words(prompt)
    scored = [(len(asked & _words(memory.content)), memory) for memory in known]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [memory for _, memory in found[:RELEVANT]]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


def as_context(memories: list[Memory]) -> str:
    """The memories as an agent reads them; empty where there are none."""
    if not memories:
        return ""
    lines = (f"- ({memory.category}) {memory.content}" for memory in memories)
    return "\n".join(["## What earlier sessions have learned", "", *lines, ""])
