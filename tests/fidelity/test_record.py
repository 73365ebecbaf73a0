"""A recorded call, as a script: what was recorded of one stand-in another one plays."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from proving_ground.agents.install import install
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.agents.script import Script

ACTS: tuple[dict[str, Any], ...] = (
    {"text": "First."},
    {"write": "a.txt", "content": "A\n"},
    {"run": "echo out"},
    {"delete": "b.txt"},
    {"text": "Done."},
)


@pytest.mark.parametrize(
    "call",
    [
        ("claude", "-p", "--dangerously-skip-permissions", "hello"),
        ("codex", "exec", "--yolo", "hello"),
    ],
)
def test_what_was_recorded_is_what_was_played(tmp_path: Path, call: tuple[str, ...]) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "b.txt").write_text("b\n")
    given: dict[str, Any] = {"project": project, "state_files": (), "patterns": PromptPatterns()}
    agents = install(tmp_path / "agents", Script((), ACTS), **given)
    path = f"{agents.bin}{os.pathsep}/usr/bin{os.pathsep}/bin"
    env = {"PATH": path, "HOME": str(tmp_path), "IS_SANDBOX": "1"}
    argv = [sys.executable, "-m", "proving_ground.cli", "record", "--", *call]
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    told = subprocess.check_output(argv, cwd=project, env=env, stdin=subprocess.DEVNULL, text=True)
    acts = [*ACTS]
    if call[0] == "claude":
        acts[3] = {"run": "rm b.txt"}
    assert yaml.safe_load(told) == acts


def test_what_is_no_agent_is_no_call() -> None:
    argv = [sys.executable, "-m", "proving_ground.cli", "record", "--", "true"]
    ran = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no call of an agent" in ran.stderr
