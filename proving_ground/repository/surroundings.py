"""What a user's repository may be like: one word of a scenario each, tried by any scenario."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from proving_ground.repository.process import run_git
from proving_ground.repository.project import AUTHOR, ELSEWHERE, Project

HOUR_S = 3600


@dataclass(frozen=True)
class Repository:
    """The user's repository, and how the names of branches begin that the engine makes in it."""

    project: Project
    branches: str

    @property
    def folder(self) -> Path:
        """The user's repository."""
        return self.project.folder

    def git(self, *argv: str, at: Path | None = None, **variables: str) -> str:
        """What a git of the user's prints."""
        return run_git(at or self.folder, *argv, **AUTHOR, **variables)


Surroundings = Callable[[Repository], None]
"""Brings them about, before a run."""


def _settings(repository: Repository, **told: str) -> None:
    for name, value in told.items():
        repository.git("config", name.replace("_", "."), value)


def _hook(repository: Repository, name: str, *lines: str) -> None:
    hook = repository.folder / ".git" / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("\n".join(("#!/bin/sh", *lines, "")))
    hook.chmod(0o755)


def _refusing(name: str) -> Surroundings:
    return lambda repository: _hook(repository, name, "echo 'Not without a ticket' >&2", "exit 1")


def _attributes(repository: Repository, line: str, **settings: str) -> None:
    _settings(repository, **settings)
    (repository.folder / ".gitattributes").write_text(f"{line}\n")
    repository.git("add", ".gitattributes")
    repository.git("commit", "--quiet", "--message", "Add attributes")


def _base_elsewhere(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.git("worktree", "add", "--quiet", str(_elsewhere(repository)), "main")


def _elsewhere(repository: Repository) -> Path:
    return repository.project.root / ELSEWHERE / "worktree"


def _other_work(repository: Repository) -> None:
    """A worktree with a branch of its own, in the middle of something, and a stash."""
    repository.git("worktree", "add", "--quiet", "-b", "feature", str(_elsewhere(repository)))
    (_elsewhere(repository) / "LICENSE").write_text("Changed.\n")
    (_elsewhere(repository) / "new.txt").write_text("New.\n")
    repository.git("add", "LICENSE", at=_elsewhere(repository))
    later = repository.git("stash", "create", at=_elsewhere(repository)).strip()
    repository.git("stash", "store", "--message", "Later", later)
    repository.git("tag", "v1")


def _branch_in_the_way(repository: Repository) -> None:
    repository.git("branch", f"{repository.branches}loop-1")


def _submodule(repository: Repository) -> None:
    library = repository.project.root / ELSEWHERE / "library"
    library.mkdir(parents=True)
    repository.git("init", "--quiet", "--template=", at=library)
    (library / "code.txt").write_text("Code.\n")
    repository.git("add", "code.txt", at=library)
    repository.git("commit", "--quiet", "--message", "Add code", at=library)
    local = ("-c", "protocol.file.allow=always")
    repository.git(*local, "submodule", "--quiet", "add", str(library), "library")
    repository.git("commit", "--quiet", "--message", "Add a library")


def _left_lock(repository: Repository) -> None:
    lock = repository.folder / ".git" / "index.lock"
    lock.touch()
    long_ago = time.time() - HOUR_S
    os.utime(lock, (long_ago, long_ago))


def _no_commit(repository: Repository) -> None:
    repository.git("update-ref", "-d", "HEAD")


def _no_branch(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--detach")


SURROUNDINGS: Mapping[str, Surroundings] = {
    "conflicts that show the base as well": lambda p: _settings(p, merge_conflictStyle="diff3"),
    "a hook that refuses commits": _refusing("pre-commit"),
    "a hook that refuses messages": _refusing("prepare-commit-msg"),
    "a hook that refuses checkouts": _refusing("post-checkout"),
    "a hook that refuses changes of branches": lambda repository: _hook(
        repository,
        "reference-transaction",
        'test "$1" = prepared && grep -q refs/heads/main || exit 0',
        "echo 'Not without a ticket' >&2",
        "exit 1",
    ),
    "a hook that never ends": lambda repository: _hook(repository, "pre-commit", "sleep 600"),
    "no hooks any more": lambda repository: rmtree(repository.folder / ".git" / "hooks"),
    "signatures that fail": lambda p: _settings(p, commit_gpgSign="true", gpg_program="false"),
    "line ends of another system": lambda repository: _attributes(
        repository, "*.txt text eol=crlf"
    ),
    "filters of its own": lambda repository: _attributes(
        repository,
        "*.txt filter=marked",
        filter_marked_clean="sed s/^/@/",
        filter_marked_smudge="sed s/^@//",
    ),
    "its base branch in another worktree": _base_elsewhere,
    "other work in progress": _other_work,
    "a branch where a loop's would be": _branch_in_the_way,
    "a submodule": _submodule,
    "a lock that somebody left": _left_lock,
    "no commit": _no_commit,
    "no branch checked out": _no_branch,
}
"""Each under its name, as in: the repository has conflicts that show the base as well."""
