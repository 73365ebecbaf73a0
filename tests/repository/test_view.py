"""Git as a witness tells the same as git itself."""

import subprocess
from pathlib import Path

import pytest

from proving_ground.repository.view import look_at_repository


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "it's $HOME"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "one")
    return folder


def git(folder: Path, *argv: str) -> str:
    settings = ("-c", "user.name=Pat", "-c", "user.email=pat@example.com")
    command = ["git", *settings, *argv]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def commit(folder: Path, message: str) -> None:
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


def refs(folder: Path) -> dict[str, str]:
    told = (line.split() for line in git(folder, "show-ref", "--head").splitlines())
    return {name: commit for commit, name in told}


def test_branches_loose_and_packed(repository: Path) -> None:
    git(repository, "branch", "side/one")
    git(repository, "pack-refs", "--all")
    commit(repository, "two")
    git(repository, "branch", "side/two")
    view = look_at_repository(repository)
    assert view.refs == refs(repository)
    assert view.branches == {"main", "side/one", "side/two"}
    assert len(view.commits) == 2


def test_a_commit_that_no_branch_leads_to_any_more(repository: Path) -> None:
    commit(repository, "two")
    before = look_at_repository(repository)
    git(repository, "reset", "--quiet", "--hard", "HEAD~1")
    assert before.commits - look_at_repository(repository).commits == {before.refs["HEAD"]}


def test_a_head_without_a_branch(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    commit(repository, "two")
    assert look_at_repository(repository).refs == refs(repository)


def test_worktrees_and_what_is_not_committed(repository: Path) -> None:
    git(repository, "worktree", "add", "--quiet", "../other")
    (repository / "new").touch()
    view = look_at_repository(repository)
    assert view.worktrees == ("other",)
    assert view.uncommitted == ("?? new",)


@pytest.mark.parametrize(
    ("note", "content"), [("gitdir", ""), ("gitdir", None), ("HEAD", None)], ids=str
)
def test_a_worktree_that_is_half_made_is_no_checkout(
    repository: Path, note: str, content: str | None
) -> None:
    git(repository, "worktree", "add", "--quiet", "../other")
    notes = repository / ".git/worktrees/other"
    assert list(look_at_repository(repository).elsewhere) == [str(repository.parent / "other")]
    (notes / note).unlink() if content is None else (notes / note).write_text(content)
    assert not look_at_repository(repository).elsewhere


PROGRAMS = {
    "core.fsmonitor": "{script}",
    "core.hooksPath": "{folder}",
    "diff.external": "{script}",
    "filter.any.clean": "{script}",
    "filter.any.process": "{script}",
    "core.sshCommand": "{script}",
    "include.path": "{folder}/included",
}


@pytest.mark.parametrize("setting", PROGRAMS)
def test_no_program_is_run_that_the_repository_names(repository: Path, setting: str) -> None:
    ran, script = repository.parent / "ran", repository.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n")
    script.chmod(0o755)
    for hook in ("post-index-change", "query-watchman", "reference-transaction"):
        (repository.parent / hook).symlink_to(script)
    (repository.parent / "included").write_text(f'[core]\nfsmonitor = "{script}"\n')
    (repository / "file").write_text("one\n")
    (repository / ".gitattributes").write_text("* filter=any\n")
    git(repository, "add", ".")
    commit(repository, "two")
    (repository / "file").write_text("two\n")
    value = PROGRAMS[setting].format(script=script, folder=repository.parent)
    git(repository, "config", setting, value)
    ran.unlink(missing_ok=True)
    assert look_at_repository(repository).uncommitted == (" M file",)
    assert not ran.exists()


def test_no_program_is_run_that_a_repository_in_the_repository_names(repository: Path) -> None:
    ran, script = repository.parent / "ran", repository.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    script.chmod(0o755)
    git(repository, "init", "--quiet", "inner")
    commit(repository / "inner", "one")
    git(repository, "add", "inner")
    git(repository / "inner", "config", "core.fsmonitor", str(script))
    look_at_repository(repository)
    assert not ran.exists()


def test_values_that_decide_how_files_compare_are_obeyed(repository: Path) -> None:
    (repository / "file").write_bytes(b"one\r\n")
    git(repository, "config", "core.autocrlf", "true")
    git(repository, "add", "file")
    commit(repository, "two")
    (repository / "file").write_bytes(b"one\r\n")
    assert look_at_repository(repository).uncommitted == ()


def test_a_repository_without_commits(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "new")
    (tmp_path / "new" / "file").touch()
    assert look_at_repository(tmp_path / "new").uncommitted == ("?? file",)
