"""What a crash leaves in the user's repository, and what of it is not touched."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from reference_engine.orchestrator.repository import Repository

IDENTITY = ("-c", "user.name=Pat", "-c", "user.email=pat@example.com")


def git(folder: Path, *argv: str) -> str:
    command = ["git", *IDENTITY, *argv]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, old="old\n")
    return tmp_path


def commit(project: Path, **files: str) -> str:
    for name, text in files.items():
        (project / name).write_text(text)
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "More")
    return git(project, "rev-parse", "HEAD")


def merge_beside(project: Path, **files: str) -> str:
    """A merge that brings these files, of which nothing has reached the checkout."""
    before = git(project, "rev-parse", "HEAD")
    tree = git(project, "rev-parse", f"{commit(project, **files)}^{{tree}}")
    git(project, "reset", "--quiet", "--hard", before)
    return git(project, "commit-tree", tree, "-p", before, "-p", before, "-m", "Merge")


def undo(project: Path, merge: str) -> None:
    asyncio.run(Repository(project, "main").undo(merge))


@pytest.mark.parametrize("text", ["", "ne", "new\n"])
def test_what_has_reached_the_checkout_is_taken_back(project: Path, text: str) -> None:
    merge = merge_beside(project, new="new\n", old="newer\n")
    (project / "new").write_text(text)
    (project / "old").write_text("newer\n")
    git(project, "add", "old")
    undo(project, merge)
    assert git(project, "status", "--porcelain") == ""
    assert (project / "old").read_text() == "old\n"


def test_what_the_user_has_changed_is_left_alone(project: Path) -> None:
    merge = merge_beside(project, new="new\n", old="newer\n")
    (project / "new").write_text("mine\n")
    (project / "old").write_text("old\nand mine\n")
    undo(project, merge)
    assert (project / "new").read_text() == "mine\n"
    assert (project / "old").read_text() == "old\nand mine\n"


@pytest.mark.parametrize("move", [("commit", "--allow-empty", "-m", "On"), ("switch", "-c", "on")])
def test_where_the_user_has_moved_on_nothing_is_touched(
    project: Path, move: tuple[str, ...]
) -> None:
    merge = merge_beside(project, new="new\n")
    git(project, *move)
    (project / "new").write_text("new\n")
    undo(project, merge)
    assert (project / "new").read_text() == "new\n"
