"""What a user's repository may be like: one word of a scenario each, tried by any scenario."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

from proving_ground.repository.process import run_git
from proving_ground.repository.project import AUTHOR, ELSEWHERE, Project

HOUR_S = 3600


@dataclass(frozen=True)
class Place:
    """A project, and how the names of branches begin that the engine makes in it."""

    project: Project
    branches: str

    @property
    def folder(self) -> Path:
        """The user's repository."""
        return self.project.folder

    def git(self, *argv: str, at: Path | None = None, **variables: str) -> str:
        """What a git of the user's prints."""
        return run_git(at or self.folder, *argv, **AUTHOR, **variables)


Surroundings = Callable[[Place], Project | None]
"""Brings them about, before a run; a project, where it is not the same that it was."""


def _settings(place: Place, **told: str) -> None:
    for name, value in told.items():
        place.git("config", name.replace("_", "."), value)


def _hook(place: Place, name: str, *lines: str) -> None:
    hook = place.folder / ".git" / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("\n".join(("#!/bin/sh", *lines, "")))
    hook.chmod(0o755)


def _refusing(name: str) -> Surroundings:
    return lambda place: _hook(place, name, "echo 'Not without a ticket' >&2", "exit 1")


def _attributes(place: Place, line: str, **settings: str) -> None:
    _settings(place, **settings)
    (place.folder / ".gitattributes").write_text(f"{line}\n")
    place.git("add", ".gitattributes")
    place.git("commit", "--quiet", "--message", "Add attributes")


def _base_elsewhere(place: Place) -> None:
    place.git("checkout", "--quiet", "-b", "topic")
    place.git("worktree", "add", "--quiet", str(_elsewhere(place)), "main")


def _elsewhere(place: Place) -> Path:
    return place.project.root / ELSEWHERE / "worktree"


def _other_work(place: Place) -> None:
    """A worktree with a branch of its own, in the middle of something, and a stash."""
    place.git("worktree", "add", "--quiet", "-b", "feature", str(_elsewhere(place)))
    (_elsewhere(place) / "LICENSE").write_text("Changed.\n")
    (_elsewhere(place) / "new.txt").write_text("New.\n")
    place.git("add", "LICENSE", at=_elsewhere(place))
    place.git("stash", "store", "--message", "Later", place.git("stash", "create").strip())
    place.git("tag", "v1")


def _branch_in_the_way(place: Place) -> None:
    place.git("branch", f"{place.branches}loop-1")


def _submodule(place: Place) -> None:
    library = place.project.root / ELSEWHERE / "library"
    library.mkdir(parents=True)
    place.git("init", "--quiet", "--template=", at=library)
    (library / "code.txt").write_text("Code.\n")
    place.git("add", "code.txt", at=library)
    place.git("commit", "--quiet", "--message", "Add code", at=library)
    local = ("-c", "protocol.file.allow=always")
    place.git(*local, "submodule", "--quiet", "add", str(library), "library")
    place.git("commit", "--quiet", "--message", "Add a library")


def _callers_variables(place: Place) -> Project:
    other = place.project.root / ELSEWHERE / "other"
    other.mkdir(parents=True)
    place.git("init", "--quiet", "--template=", at=other)
    told = {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git" / "index"),
    }
    return replace(place.project, inherited=told)


def _left_lock(place: Place) -> None:
    lock = place.folder / ".git" / "index.lock"
    lock.touch()
    long_ago = time.time() - HOUR_S
    os.utime(lock, (long_ago, long_ago))


def _no_commit(place: Place) -> None:
    place.git("update-ref", "-d", "HEAD")


def _no_branch(place: Place) -> None:
    place.git("checkout", "--quiet", "--detach")


SURROUNDINGS: Mapping[str, Surroundings] = {
    "conflicts that show the base as well": lambda p: _settings(p, merge_conflictStyle="diff3"),
    "a hook that refuses commits": _refusing("pre-commit"),
    "a hook that refuses messages": _refusing("prepare-commit-msg"),
    "a hook that refuses checkouts": _refusing("post-checkout"),
    "a hook that refuses changes of branches": lambda place: _hook(
        place,
        "reference-transaction",
        'test "$1" = prepared && grep -q refs/heads/main || exit 0',
        "echo 'Not without a ticket' >&2",
        "exit 1",
    ),
    "a hook that never ends": lambda place: _hook(place, "pre-commit", "sleep 600"),
    "no hooks any more": lambda place: rmtree(place.folder / ".git" / "hooks"),
    "signatures that fail": lambda p: _settings(p, commit_gpgSign="true", gpg_program="false"),
    "line ends of another system": lambda place: _attributes(place, "*.txt text eol=crlf"),
    "filters of its own": lambda place: _attributes(
        place,
        "*.txt filter=marked",
        filter_marked_clean="sed s/^/@/",
        filter_marked_smudge="sed s/^@//",
    ),
    "its base branch in another worktree": _base_elsewhere,
    "other work in progress": _other_work,
    "a branch where a loop's would be": _branch_in_the_way,
    "a submodule": _submodule,
    "the variables of another repository's hook": _callers_variables,
    "a lock that somebody left": _left_lock,
    "no commit": _no_commit,
    "no branch checked out": _no_branch,
}
"""Each under its name, as in: the repository has conflicts that show the base as well."""
