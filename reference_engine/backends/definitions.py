"""Agents as Markdown files with front matter, in the folders of both backends."""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from reference_engine.backends import store
from reference_engine.backends.errors import AgentBackendError, AgentNotFoundError

CODEX_TOOLS = frozenset({"Bash", "Edit", "Glob", "Grep", "Read", "WebFetch", "WebSearch", "Write"})
"""The tools of Claude for which Codex has one of its own."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PARTS = re.compile(r"\A---\n(.*?)^---\n?(.*)\Z", re.DOTALL | re.MULTILINE)


class Definition(BaseModel):
    """An agent: what it is for, the tools it may use (None: all), and its prompt."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    name: str = Field(pattern=NAME.pattern)
    description: str = ""
    tools: list[str] | None = None
    model: str | None = None
    prompt: str = ""

    @field_validator("tools", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Claude writes `A, B`, Codex a list."""
        if isinstance(value, str):
            return [tool.strip() for tool in value.split(",") if tool.strip()]
        return value


def names(folder: Path) -> list[str]:
    """The agents in a folder; none where there is no folder."""
    return sorted(path.stem for path in folder.glob("*.md"))


def load(folder: Path, name: str) -> Definition:
    """Read an agent; AgentNotFoundError, or AgentBackendError where the file is malformed."""
    if not NAME.fullmatch(name):
        raise AgentNotFoundError(f"{name!r} is no agent's name")
    path = folder / f"{name}.md"
    if not path.is_file():
        there = ", ".join(names(folder)) or "none"
        raise AgentNotFoundError(f"there is no agent {name!r} in {folder}; there are: {there}")
    return _parse(path)


def convert(source: Path, target: Path) -> list[str]:
    """Write Claude's agents as Codex has them: tools as a list of those that Codex knows."""
    for name in names(source):
        agent = load(source, name)
        told = agent.model_dump(exclude={"prompt"}, exclude_none=True)
        if agent.tools is not None:
            told["tools"] = [tool for tool in agent.tools if tool in CODEX_TOOLS]
        head = yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
        store.write_text(target / f"{name}.md", f"---\n{head}---\n{agent.prompt}")
    return names(source)


def _parse(path: Path) -> Definition:
    parts = _PARTS.match(path.read_text("utf-8", errors="replace"))
    try:
        head = yaml.safe_load(parts.group(1)) if parts else None
        if parts is None or not isinstance(head, dict):
            raise ValueError("no front matter between two lines of ---")
        return Definition(**{**head, "name": path.stem, "prompt": parts.group(2)})
    except (ValueError, ValidationError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        raise AgentBackendError(f"{path} does not define an agent: {reason}") from None
