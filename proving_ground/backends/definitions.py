"""Agents as people write them: Markdown with front matter, in the form of either backend."""

import re
from pathlib import Path

import yaml

from proving_ground.errors import EngineFault
from proving_ground.evidence.witness import read_regular_text


def write(
    project: Path, backend: str, name: str, tools: str = "", model: str = "", text: str = ""
) -> None:
    """Define an agent; Claude lists its tools with commas, Codex as a list.

    `text` is the whole file, if it is to be another than such a definition.
    """
    head: dict[str, object] = {"name": name, "description": f"The {name}."}
    if tools:
        head["tools"] = tools if backend == "claude" else [t.strip() for t in tools.split(",")]
    if model:
        head["model"] = model
    front = yaml.safe_dump(head, sort_keys=False)
    path = project / f".{backend}" / "agents" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"---\n{front}---\n{motto(name)}\n")


def motto(name: str) -> str:
    """What the definition of an agent tells it."""
    return f"You are the {name}. Be thorough."


def who(prompt: str) -> str:
    """Whom a prompt makes the backend be; empty where it makes it nobody."""
    found = re.search(motto("(.+)"), prompt)
    return found[1] if found else ""


def tools(project: Path, backend: str, name: str) -> str:
    """The tools that an agent may use, in words; AssertionError where they are no list."""
    text = read_regular_text(project / f".{backend}" / "agents" / f"{name}.md")
    told = yaml.safe_load(text.split("---\n")[1]).get("tools")
    if not (told is None or isinstance(told, list)):
        raise EngineFault(f"tools are no list: {told!r}")
    return "all" if told is None else ", ".join(told) or "none"
