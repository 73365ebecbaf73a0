"""Git as a witness: refs, reachable commits, worktrees, and what is not committed.

The engine on trial may have written the repository's configuration, which can name programs
(`core.fsmonitor`, hooks, filters, an external diff). So git is shown the objects, the index and the
files, but a git directory of the witness's own, whose configuration holds nothing but plain values.
"""

import configparser
import os
import stat
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import git
import gitdb
from git.config import GitConfigParser

from proving_ground.errors import EvidenceUnreadable, GitFailed
from proving_ground.evidence.witness import (
    TOGETHER,
    files_below,
    kind_of,
    looking_at,
    read_regular_file,
    read_regular_text,
)
from proving_ground.facts import Repository
from proving_ground.limits import LIMITS, MIB
from proving_ground.repository.process import run_git


@dataclass(frozen=True)
class Checkout:
    """A checkout: the branch (the full name of its ref) or else commit, and its status lines."""

    head: str
    uncommitted: tuple[str, ...]


@dataclass(frozen=True)
class GitView:
    """A project's repository at one moment.

    `refs` maps each ref's full name (and HEAD) to its commit, `commits` holds every commit
    reachable from a ref, `uncommitted` the porcelain status lines, `worktrees` the folders. `head`
    is the branch (the full name of its ref) or else the commit that is checked out, `elsewhere`
    the checkouts in folders beside the project, and `settings` maps the files that hold the user's
    settings, hooks among them, to a digest of each. `unfinished` are the locks below `.git`, and
    what git keeps there while a merge, a rebase or the like goes on in the project's checkout.
    """

    refs: dict[str, str]
    commits: frozenset[str]
    uncommitted: tuple[str, ...]
    worktrees: tuple[str, ...]
    head: str = ""
    elsewhere: Mapping[str, Checkout] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    unfinished: frozenset[str] = frozenset()

    @property
    def branches(self) -> frozenset[str]:
        """The short names of the local branches."""
        prefix = "refs/heads/"
        return frozenset(ref[len(prefix) :] for ref in self.refs if ref.startswith(prefix))

    def changed(self, before: "GitView", after: "GitView") -> "GitView":
        """The same with what the user has changed between two looks, and nobody else."""
        refs = {
            n: commit for n, commit in self.refs.items() if n in after.refs or n not in before.refs
        }
        new = {n: commit for n, commit in after.refs.items() if before.refs.get(n) != commit}
        return replace(
            after,
            refs=refs | new,
            commits=(self.commits - (before.commits - after.commits)) | after.commits,
            uncommitted=_changed(self.uncommitted, before.uncommitted, after.uncommitted),
            worktrees=_changed(self.worktrees, before.worktrees, after.worktrees),
            unfinished=frozenset(_changed(self.unfinished, before.unfinished, after.unfinished)),
        )

    def facts(self, earlier: "GitView") -> Repository:
        """What is reported of it, beside how it was earlier."""
        return Repository(
            branches=tuple(sorted(self.branches)),
            commits=len(self.commits - earlier.commits),
            uncommitted=self.uncommitted,
            worktrees=self.worktrees,
        )


def _changed(
    told: Collection[str], before: Collection[str], after: Collection[str]
) -> tuple[str, ...]:
    return tuple(sorted(({*told} - ({*before} - {*after})) | ({*after} - {*before})))


def look_at_repository(folder: Path) -> GitView:
    """Look at the repository in that folder; nothing that it configures is run.

    EvidenceUnreadable where there is none any more.
    """
    with looking_at("the project's git repository", "yours-is-yours", GIT_ERRORS):
        return _look(folder, check_repository(folder))


class Objects(git.GitDB):  # type: ignore[misc]
    """Git's objects, read without starting git: EvidenceUnreadable for one that is too large.

    A few bytes on disk may stand for any number of them; all that is read of it is counted.
    """

    def __init__(self, root_path: str):
        super().__init__(root_path)
        self._left = TOGETHER

    def stream(self, sha: bytes) -> Any:
        """An object's bytes, once it is known how many they are."""
        size = self.info(sha).size
        self._left -= size
        if size > LIMITS.file_bytes or self._left < 0:
            told = f"an object of {size / MIB:.0f} MiB" if self._left >= 0 else "too many objects"
            raise EvidenceUnreadable(f"git keeps {told} (docs/faults.md, Limits)")
        return super().stream(sha)


GIT_ERRORS = (
    AssertionError,  # of a ref that is empty, as a loss of power leaves it
    GitFailed,
    git.GitError,
    configparser.Error,
    gitdb.exc.ODBError,
    zlib.error,
)
"""What git and its readers say of a repository that is none."""


def check_repository(folder: Path) -> tuple[str, ...]:
    """The paths of all files below `.git`, and of folders, which end in a slash.

    EvidenceUnreadable where it holds what git or its readers would wait for, or drown in.
    """
    repository = folder / ".git"
    if repository.is_symlink() or not repository.is_dir():
        raise EvidenceUnreadable(f"{repository} is no folder any more")
    found_below = tuple(files_below(repository, folders=True))
    for name, entry in found_below:
        if name.endswith("/"):
            continue
        found = entry.stat()
        if not stat.S_ISREG(found.st_mode):
            raise EvidenceUnreadable(f".git/{name} is {kind_of(found.st_mode)}")
        if found.st_size > LIMITS.file_bytes:
            raise EvidenceUnreadable(f".git/{name} has {found.st_size / MIB:.0f} MiB")
    return tuple(name for name, _ in found_below)


def _look(folder: Path, files: Collection[str]) -> GitView:
    refs, theirs = _refs_once(folder, files), folder / ".git"
    with _own_git_directory(folder, folder, theirs, refs.get("HEAD")) as variables:
        return GitView(
            refs=refs,
            commits=_reachable(folder, frozenset(refs.values()), variables),
            uncommitted=_status(folder, variables),
            worktrees=tuple(_worktrees(folder)),
            head=_head(theirs),
            elsewhere=dict(_elsewhere(folder, refs)),
            settings=dict(_settings(theirs)),
            unfinished=frozenset(_unfinished(theirs, files)),
        )


def _status(folder: Path, variables: dict[str, str]) -> tuple[str, ...]:
    return tuple(run_git(folder, *STATUS, **variables).splitlines())


def _head(git_directory: Path) -> str:
    return read_regular_text(git_directory / "HEAD").strip().removeprefix("ref: ")


def _elsewhere(project: Path, refs: dict[str, str]) -> Iterator[tuple[str, Checkout]]:
    """The checkouts that are not below the project, where engines put their own.

    One that a crash left half made, or from which its notes were taken, is none.
    """
    for name in _worktrees(project):
        theirs = project / ".git" / "worktrees" / name
        folder = _checkout(theirs)
        if folder and folder.is_dir() and not folder.is_relative_to(project):
            head = _head(theirs)
            with _own_git_directory(project, folder, theirs, refs.get(head, head)) as variables:
                yield str(folder), Checkout(head, _status(folder, variables))


def _checkout(theirs: Path) -> Path | None:
    """The folder of a linked worktree, as git notes it; None where the notes are not whole."""
    if not ((theirs / "gitdir").is_file() and (theirs / "HEAD").is_file()):
        return None
    link = read_regular_text(theirs / "gitdir").strip()
    return Path(link).parent if link else None


def _settings(git_directory: Path) -> Iterator[tuple[str, str]]:
    for pattern in SETTINGS:
        for path in git_directory.glob(pattern):
            if path.is_file():
                told = b"%d %s" % (path.stat().st_mode, read_regular_file(path))
                yield f".git/{path.relative_to(git_directory)}", sha256(told).hexdigest()


SETTINGS = (
    "config",
    "config.worktree",
    "hooks/*",
    "info/attributes",
    "info/exclude",
    "info/grafts",
    "info/sparse-checkout",
    "objects/info/alternates",
    "shallow",
)
"""The files below `.git` that tell git, and all who use it, how to behave and where to look."""


def _unfinished(git_directory: Path, files: Collection[str]) -> Iterator[str]:
    named = (name.removesuffix("/") for name in files)
    for name in [*(name for name in named if name.endswith(".lock")), *UNFINISHED]:
        if os.path.lexists(git_directory / name):
            yield f".git/{name}"


UNFINISHED = (
    "MERGE_HEAD",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "BISECT_LOG",
    "rebase-apply",
    "rebase-merge",
    "sequencer",
)
"""What git keeps below `.git` while it is in the middle of something, but for its locks."""


STATUS = ("status", "--porcelain=v1", "--untracked-files=all", "--ignore-submodules=dirty")
"""A submodule's own files are not looked at: git would obey the submodule's configuration."""

PLAIN_VALUES = {
    "core": ("autocrlf", "eol", "filemode", "ignorecase", "symlinks"),
    "extensions": ("objectformat",),
}
"""What of a repository's configuration decides how files compare, and names no program."""


@contextmanager
def _own_git_directory(
    project: Path, folder: Path, worktree: Path, head: str | None
) -> Iterator[dict[str, str]]:
    """Git's variables that show it a checkout by way of a git directory of our own.

    `worktree` is the folder in which git keeps that checkout's index.
    """
    theirs = project / ".git"
    with TemporaryDirectory(prefix="witness-", dir=project.parent) as place:
        ours = Path(place)
        for name in ("refs", "info"):
            (ours / name).mkdir()
        (ours / "HEAD").write_text(f"{head or 'ref: refs/heads/unborn'}\n")
        (ours / "config").write_text(_plain_once(theirs / "config"))
        if (theirs / "info" / "exclude").is_file():
            copyfile(theirs / "info" / "exclude", ours / "info" / "exclude")
        for shared in theirs.glob("sharedindex.*"):
            (ours / shared.name).symlink_to(shared)
        yield {
            "GIT_DIR": place,
            "GIT_WORK_TREE": str(folder),
            "GIT_INDEX_FILE": str(worktree / "index"),
            "GIT_OBJECT_DIRECTORY": str(theirs / "objects"),
        }


def _plain_once(path: Path) -> str:
    """The plain values of a configuration, parsed only where the file is not as it ever was."""
    told = read_regular_file(path) if path.exists() else b""
    if told not in _PLAIN:
        _PLAIN[told] = _plain_configuration(path)
    return _PLAIN[told]


_PLAIN: dict[bytes, str] = {}


def _plain_configuration(path: Path) -> str:
    with GitConfigParser(str(path), merge_includes=False) as theirs:
        version = 1 if theirs.has_option("extensions", "objectformat") else 0
        lines = ["[core]", f"repositoryformatversion = {version}", "bare = false"]
        for section, names in PLAIN_VALUES.items():
            told = [name for name in names if theirs.has_option(section, name)]
            lines += [f"[{section}]", *(f"{name} = {theirs.get(section, name)}" for name in told)]
    return "\n".join(lines) + "\n"


def _refs_once(folder: Path, files: Collection[str]) -> dict[str, str]:
    """The refs, read anew only where one of the files that hold them is not as it ever was."""
    theirs = folder / ".git"
    names = [name for name in files if name.startswith("refs/") or name in HOLD_REFS]
    held = sorted(name for name in names if not name.endswith("/"))
    key = tuple((name, read_regular_file(theirs / name)) for name in held)
    if len(key) + sum(content.count(b"\n") for _, content in key) > MOST_REFS:
        raise EvidenceUnreadable(f"git keeps more than {MOST_REFS} refs (docs/faults.md, Limits)")
    if sum(len(content) for _, content in key) > LARGEST_KEY:
        return _refs(folder)
    if key not in _REFS:
        _REFS[key] = _refs(folder)
    return _REFS[key]


HOLD_REFS = frozenset({"HEAD", "commondir", "config", "packed-refs"})
"""The files from which refs are read, beside those below `refs`."""
MOST_REFS = 2000
"""Refs, and lines of the files that hold them: each is looked for in all of them."""
LARGEST_KEY = 1 << 16
"""Bytes of such files; refs in more of them are not kept in memory, since an engine may make any
number of them."""
_REFS: dict[tuple[tuple[str, bytes], ...], dict[str, str]] = {}


def _refs(folder: Path) -> dict[str, str]:
    """Read from the files, which is ten times as fast as to ask git; a lock is no ref."""
    with git.Repo(folder, expand_vars=False) as repository:
        paths = (str(ref.path) for ref in repository.references)
        names = ["HEAD", *(path for path in paths if not path.endswith(".lock"))]
        told = {name: _commit_of(repository, name) for name in names}
    return {name: commit for name, commit in told.items() if commit}


def _commit_of(repository: git.Repo, name: str) -> str | None:
    """The commit that a ref leads to; None where it leads to a branch without commits."""
    try:
        return str(git.SymbolicReference.dereference_recursive(repository, name))
    except ValueError:
        return None


def _reachable(folder: Path, heads: frozenset[str], variables: dict[str, str]) -> frozenset[str]:
    """Asked once for the same heads: a commit's name tells all of its history."""
    if not heads:
        return heads
    if heads in _REACHABLE:
        return _REACHABLE[heads]
    told = run_git(folder, "rev-list", "--stdin", **variables, told="\n".join(sorted(heads)))
    found = frozenset(told.splitlines())
    if len(found) < MANY:
        _REACHABLE[heads] = found
    return found


_REACHABLE: dict[frozenset[str], frozenset[str]] = {}
MANY = 1000
"""Commits; as many as that are not kept in memory, since an engine may make any number."""


def _worktrees(folder: Path) -> list[str]:
    linked = folder / ".git" / "worktrees"
    return sorted(each.name for each in linked.iterdir()) if linked.is_dir() else []
