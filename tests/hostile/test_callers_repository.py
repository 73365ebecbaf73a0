"""The repository and the environment of whoever starts the suite are none of its business."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proving_ground.processes import sandbox
from proving_ground.processes.client import SupervisorClient
from proving_ground.root import ROOT

ONE = ("features/pipelines/single_stage.feature", "--tags=@flow-1", "--format=null")
BEHAVE = f"cd '{ROOT}' && '{sys.executable}' -m behave {' '.join(ONE)} 2>&1"


def git(folder: Path, *argv: str) -> str:
    settings = ("-c", "user.name=Pat", "-c", "user.email=pat@example.com")
    env = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "GIT_EDITOR": "true"}
    command = ["git", *settings, *argv]
    ran = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture
def users(tmp_path: Path) -> Path:
    """A user's repository of two commits, with a change that is not committed."""
    folder = tmp_path / "user"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    for name in ("one", "two"):
        (folder / name).write_text(name)
        git(folder, "add", name)
        git(folder, "commit", "--quiet", "--message", name)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """All of a folder, but what git itself notes of each of its own commands."""
    own = ("logs", "index", "COMMIT_EDITMSG", "ORIG_HEAD", "objects", "REBASE_HEAD")
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = {path.relative_to(folder): path for path in files}
    return {str(n): path.read_bytes() for n, path in named.items() if not {*n.parts} & {*own}}


def by_rebase(users: Path) -> str:
    return git(users, "rebase", "--exec", BEHAVE, "HEAD~1")


def by_alias(users: Path) -> str:
    git(users, "config", "alias.try", f"!{BEHAVE}")
    return git(users, "try")


def by_hook(folder: Path, hooks: Path) -> str:
    hook = hooks / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{BEHAVE}\n")
    hook.chmod(0o755)
    return git(folder, "commit", "--allow-empty", "--message", "three")


def by_hook_in_a_worktree(users: Path) -> str:
    git(users, "worktree", "add", "--quiet", "../linked")
    return by_hook(users.parent / "linked", users)


WAYS: dict[str, Callable[[Path], str]] = {
    "rebase": by_rebase,
    "alias": by_alias,
    "hook": lambda users: by_hook(users, users),
    "hook in a worktree": by_hook_in_a_worktree,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_run_below_git_leaves_the_users_repository_alone(users: Path, way: str) -> None:
    before = everything(users)
    said = WAYS[way](users)
    assert " PASS (" in said
    after = everything(users)
    added = {name: text for name, text in after.items() if name not in before}
    expected = {n for n in added if n.startswith((".git/worktrees", ".git/hooks", ".git/refs"))}
    assert set(added) == expected
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed <= {".git/config"} | {".git/refs/heads/main"}
    assert b"bare = true" not in after[".git/config"]
    assert b"worktree" not in after[".git/config"]


def test_what_an_engine_can_read_of_the_supervisor_holds_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    supervisor = SupervisorClient()
    try:
        found = Path(f"/proc/{supervisor.process.pid}/environ").read_bytes()
    finally:
        supervisor.close()
    assert b"SECRET_TOKEN" not in found


@pytest.mark.skipif(bool(sandbox.obstacle()), reason=str(sandbox.obstacle()))
def test_a_checkout_that_is_read_only_stays_as_it_is(tmp_path: Path) -> None:
    """Only `tmp_path` can be written to, as where another user owns the checkout."""
    script = (
        "import os, sys\n"
        "from proving_ground.processes import sandbox\n"
        "sandbox.enter(); sandbox.confine(sys.argv[1])\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'behave', *sys.argv[2:]])"
    )
    env = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script, str(tmp_path), *ONE]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert " PASS (" in ran.stdout, ran.stdout + ran.stderr
    assert ran.returncode == 0
