"""What agents leave in a worktree, and what the user's repository has: taken as it is meant."""

import asyncio
import os
import subprocess
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from reference_engine.orchestrator import checkouts, locks, nested
from reference_engine.orchestrator.belongings import Belongings
from reference_engine.orchestrator.checkouts import UserInTheWay
from reference_engine.orchestrator.errors import StepFailed
from reference_engine.orchestrator.git import GitFailed
from reference_engine.orchestrator.git import git as engines_git
from reference_engine.orchestrator.repository import Repository, prepare
from reference_engine.orchestrator.worktree import Worktree
from reference_engine.pipelines.errors import UsageError
from tests.reference_engine.orchestrator.test_recovery import commit, git, merge_beside


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "user.name", "Pat")
    git(folder, "config", "user.email", "pat@example.com")
    commit(folder, old="old\n")
    return folder


def do(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def opened(project: Path) -> Worktree:
    worktree = Worktree(Repository(project, "main"), project.parent / "loop-1", "engine/loop-1")
    do(worktree.open("main"))
    return worktree


def merge(worktree: Worktree) -> None:
    """Merge a new file into the base branch."""
    (worktree.folder / "new").write_text("new\n")
    do(worktree.commit("Add it"))
    assert do(worktree.repository.merge(worktree.branch, "Merge", lambda _: None)) is None


def test_every_checkout_of_the_base_branch_moves_along(project: Path, tmp_path: Path) -> None:
    others = [tmp_path / "one", tmp_path / "two"]
    for folder in others:
        git(project, "worktree", "add", "--quiet", "--force", str(folder), "main")
    merge(opened(project))
    for folder in (project, *others):
        assert git(folder, "status", "--porcelain") == ""
        assert (folder / "new").read_text() == "new\n"


def test_a_branch_that_is_being_rebased_does_not_move(project: Path) -> None:
    sign = project / ".git" / "rebase-merge" / "head-name"
    sign.parent.mkdir()
    sign.write_text("refs/heads/main\n")
    with pytest.raises(UserInTheWay, match="main is being rebased"):
        merge(opened(project))


def test_what_a_hook_refuses_leaves_the_checkout_as_it_was(project: Path) -> None:
    worktree = opened(project)
    hook = project / ".git" / "hooks" / "reference-transaction"
    hook.write_text("#!/bin/sh\n! grep -q refs/heads/main\n")
    hook.chmod(0o755)
    with pytest.raises(UserInTheWay):
        merge(worktree)
    assert git(project, "status", "--porcelain") == ""


@pytest.mark.parametrize("there", [b"", b"ne", b"new\r\n"])
def test_line_ends_are_compared_as_they_are_written(project: Path, there: bytes) -> None:
    commit(project, **{".gitattributes": "* text eol=crlf\n"})
    beside = merge_beside(project, new="new\n")
    (project / "new").write_bytes(there)
    do(Repository(project, "main").undo(beside))
    assert git(project, "status", "--porcelain") == ""


def test_work_on_an_older_commit_is_not_taken_for_all(project: Path) -> None:
    worktree = opened(project)
    (worktree.folder / "first").write_text("first\n")
    do(worktree.commit("First"))
    git(worktree.folder, "checkout", "--quiet", "--detach", "HEAD~1")
    with pytest.raises(StepFailed, match="you left the branch"):
        do(worktree.commit("Second"))


@pytest.mark.parametrize("how", ["folder", "worktree", "branch"])
def test_a_worktree_that_is_gone_is_made_again(project: Path, how: str) -> None:
    worktree = opened(project)
    (worktree.folder / "kept").write_text("kept\n")
    do(worktree.commit("Keep it"))
    if how == "folder":
        subprocess.run(["rm", "-rf", str(worktree.folder)], check=True)
    else:
        git(project, "worktree", "remove", "--force", str(worktree.folder))
    if how == "branch":
        git(project, "branch", "-D", worktree.branch)
    do(worktree.mend("main"))
    assert (worktree.folder / "kept").exists() == (how != "branch")
    assert git(worktree.folder, "symbolic-ref", "--short", "HEAD") == worktree.branch


def test_a_branch_of_the_users_is_not_removed(project: Path) -> None:
    git(project, "branch", "engine/loop-1")
    worktree = Worktree(Repository(project, "main"), project.parent / "loop-1", "engine/loop-1")
    commit(project, more="more\n")
    do(worktree.remove(at=git(project, "rev-parse", "main")))
    assert git(project, "rev-parse", "--verify", "engine/loop-1")


@pytest.mark.parametrize("name", ["orchestrator", "orchestrator/run-1"])
def test_a_branch_that_leaves_no_room_is_told_at_once(project: Path, name: str) -> None:
    git(project, "branch", name)
    with pytest.raises(UsageError, match=f"your branch {name} leaves no room"):
        do(prepare(project, "run-1"))


def library(worktree: Worktree, *, committed: bool = True) -> Path:
    folder = worktree.folder / "library"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "code").write_text("code\n")
    if committed:
        commit(folder, code="code\n")
    return folder


@pytest.mark.parametrize("state", ["empty", "committed", "linked"])
def test_a_repository_inside_is_told(project: Path, state: str) -> None:
    worktree = opened(project)
    library(worktree, committed=state != "empty")
    if state == "linked":
        git(worktree.folder, "add", "--all")
        git(worktree.folder, "commit", "--quiet", "--message", "Add it")
    with pytest.raises(StepFailed, match="library: it is a git repository of its own"):
        do(worktree.commit("Add it"))


def test_what_is_a_repository_no_longer_is_committed_file_by_file(project: Path) -> None:
    worktree = opened(project)
    folder = library(worktree)
    do(worktree.tree())
    (folder / ".git").rename(project.parent / "taken")
    do(worktree.commit("Add it"))
    assert git(worktree.folder, "ls-files") == "library/code\nold"


def test_a_submodule_with_commits_of_its_own_is_told(project: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    git(source, "init", "--quiet")
    commit(source, code="code\n")
    local = ("-c", "protocol.file.allow=always", "submodule", "--quiet")
    git(project, *local, "add", str(source), "library")
    git(project, "commit", "--quiet", "--message", "Add a library")
    worktree = opened(project)
    do(nested.check(worktree.folder))
    git(worktree.folder, *local, "update", "--init")
    do(nested.check(worktree.folder))
    (worktree.folder / "library" / "code").write_text("changed\n")
    with pytest.raises(StepFailed, match="library"):
        do(nested.check(worktree.folder))
    git(worktree.folder / "library", "commit", "--quiet", "--all", "--message", "Only here")
    with pytest.raises(StepFailed, match="library"):
        do(nested.check(worktree.folder))


def test_settings_and_hooks_are_put_back_and_told(project: Path) -> None:
    hook, told = project / ".git" / "hooks" / "pre-commit", list[str]()
    before = (project / ".git" / "config").read_bytes()
    with Belongings(project).watched(told.append):
        git(project, "config", "user.name", "Agent")
        hook.write_text("exit 1\n")
    assert (project / ".git" / "config").read_bytes() == before
    assert not hook.exists()
    assert len(told) == 2


def test_what_the_user_sets_while_no_agent_works_stays(project: Path) -> None:
    belongings = Belongings(project)
    with belongings.watched(print):
        pass
    git(project, "config", "pull.rebase", "true")
    with belongings.watched(print):
        pass
    assert git(project, "config", "pull.rebase") == "true"


def test_a_lock_is_left_when_nobody_can_hold_it(project: Path) -> None:
    lock = project / ".git" / "index.lock"
    lock.touch()
    assert not locks.is_left(lock)
    long_ago = time.time() - 60
    os.utime(lock, (long_ago, long_ago))
    with lock.open():
        assert not locks.is_left(lock)
    assert locks.is_left(lock)
    (project / "new").write_text("new\n")
    do(engines_git(project, "add", "new"))
    assert git(project, "diff", "--cached", "--name-only") == "new"


def test_the_lock_of_a_commit_that_is_being_written_is_never_taken(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE_S", 0.2)
    gate, lock = project.parent / "gate", project / ".git" / "index.lock"
    os.mkfifo(gate)
    (project / "old").write_text("changed\n")
    env = {**os.environ, "GIT_EDITOR": f"cat '{gate}' >"}
    with subprocess.Popen(["git", "commit", "-a", "-q"], cwd=project, env=env) as process:
        with gate.open("w") as message:
            long_ago = time.time() - 60
            os.utime(lock, (long_ago, long_ago))
            with pytest.raises(GitFailed, match=rf"held by process {process.pid} \(git commit"):
                do(engines_git(project, "add", "old"))
            assert lock.exists()
            message.write("Change it\n")
        assert process.wait(10) == 0
    assert git(project, "log", "-1", "--format=%s") == "Change it"


def test_the_checkouts_of_a_branch_are_found_whatever_their_names(project: Path) -> None:
    odd = project.parent / 'a "b"\nc'
    git(project, "checkout", "--quiet", "-b", "other")
    git(project, "worktree", "add", "--quiet", str(odd), "main")
    assert do(checkouts.of_branch(project, "main")) == [odd]
