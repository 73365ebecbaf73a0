"""The agent that writes scenarios from a plan: Claude takes it, and Codex once it is converted."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from proving_ground.cli import main
from proving_ground.root import ROOT

AGENT = ROOT / ".claude" / "agents" / "integration-test-implementer.md"
CALL = Path(sys.executable).with_name("reference-backends-call")
CLAUDE_TOOLS = {"Bash", "Edit", "Glob", "Grep", "Read", "Write"}


def parts(path: Path) -> tuple[dict[str, Any], str]:
    _, head, prompt = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head), prompt


@pytest.fixture
def converted(tmp_path: Path) -> Path:
    folder = tmp_path / ".claude" / "agents"
    folder.mkdir(parents=True)
    (folder / AGENT.name).write_bytes(AGENT.read_bytes())
    (tmp_path / ".codex").mkdir()
    call = [CALL, "convert_agents", json.dumps({"backend": "codex"})]
    env = {"PATH": str(stand_in(tmp_path)), "HOME": str(tmp_path)}
    done = subprocess.run(call, cwd=tmp_path, env=env, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path / ".codex" / "agents" / AGENT.name


def stand_in(folder: Path) -> Path:
    programs = folder / "bin"
    programs.mkdir()
    (programs / "codex").write_text("#!/bin/sh\n")
    (programs / "codex").chmod(0o755)
    return programs


def test_claude_takes_it() -> None:
    head, prompt = parts(AGENT)
    assert head["name"] == AGENT.stem and re.fullmatch(r"[a-z][a-z-]*", head["name"])
    assert {tool.strip() for tool in head["tools"].split(",")} <= CLAUDE_TOOLS
    assert head["model"] in {"sonnet", "opus", "haiku", "inherit"}
    assert head["description"].startswith("Use this agent")
    assert head["description"].count("<example>") == head["description"].count("</example>") == 3
    assert prompt.count("- [ ]") == 9


def test_codex_takes_it_once_it_is_converted(converted: Path) -> None:
    (head, prompt), (told, said) = parts(AGENT), parts(converted)
    assert said.strip() == prompt.strip()
    assert (told["name"], told["description"]) == (head["name"], head["description"])
    assert told["tools"] == [tool.strip() for tool in head["tools"].split(",")]


def test_the_commands_that_it_tells_of_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"`proving-ground (\w+(?: \w+)?)", AGENT.read_text("utf-8")))
    assert {"plan check", "plan scaffold", "plan prove", "plan verify", "lint"} <= named
    for command in named:
        words = command.split()
        with pytest.raises(SystemExit) as ended:
            main([*words[: 2 if words[0] == "plan" else 1], "--help"])
        assert ended.value.code == 0, capsys.readouterr().err


def test_its_patterns_are_made_of_steps_that_exist() -> None:
    from proving_ground.suite.steps import catalogue  # noqa: PLC0415 - the steps are loaded once

    _, prompt = parts(AGENT)
    lines = re.findall(r"^ {6}(?:Given|When|Then|And) (.+)$", prompt, re.MULTILINE)
    known = [re.compile(text.regex) for text in catalogue.load()]
    assert len(lines) > 6
    assert [line for line in lines if not any(each.match(line) for each in known)] == []
