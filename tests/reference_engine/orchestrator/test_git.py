"""What the reference orchestrator says where git is not there, or too old."""

import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *options: str, git: str | None) -> subprocess.CompletedProcess[str]:
    """Run the orchestrator in a folder where `git --version` tells what `git` says."""
    tools = folder / "bin"
    tools.mkdir()
    if git is not None:
        (tools / "git").write_text(f"#!/bin/sh\necho '{git}'\n")
        (tools / "git").chmod(0o755)
    (folder / "spec.md").write_text("Add a feature.")
    command = [sys.executable, "-m", "reference_engine.orchestrator", *options, "--run", "one"]
    env = {"PATH": str(tools), "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("options", [("run", "--spec", "spec.md"), ("resume",)])
@pytest.mark.parametrize(
    ("git", "found"),
    [
        ("git version 2.37.9", "git version 2.37.9"),
        ("git version 1.8.3.1", "git version 1.8.3.1"),
        (None, "no git on PATH"),
    ],
)
def test_a_git_that_cannot_merge_is_named(
    tmp_path: Path, options: tuple[str, ...], git: str | None, found: str
) -> None:
    ended = run(tmp_path, *options, git=git)
    assert ended.returncode == 1
    assert ended.stderr == f"error: git 2.38 or newer is needed, and there is: {found}\n"


@pytest.mark.parametrize(
    "git", ["git version 2.38.0", "git version 2.39.5 (Apple Git-154)", "git version 3.0.1"]
)
def test_a_newer_git_is_taken(tmp_path: Path, git: str) -> None:
    ended = run(tmp_path, "resume", git=git)
    assert ended.stderr == "error: there is no run one\n"
