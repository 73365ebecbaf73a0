"""Git as a witness: refs, reachable commits, worktrees, and what is not committed.

The engine on trial may have written the repository's configuration, which can name programs
(`core.fsmonitor`, hooks, filters, an external diff). So git is shown the objects, the index and the
files, but a git directory of the witness's own, whose configuration holds nothing but plain values.
"""

import configparser
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import git
import gitdb
from git.config import GitConfigParser

from proving_ground.errors import EvidenceUnreadable, GitFailed
from proving_ground.evidence.witness import files_below, kind_of, looking_at
from proving_ground.facts import Repository
from proving_ground.limits import LIMITS, MIB
from proving_ground.repository.process import run_git


@dataclass(frozen=True)
class GitView:
    """A project's repository at one moment.

    `refs` maps each ref's full name (and HEAD) to its commit, `commits` holds every commit
    reachable from a ref, `uncommitted` the porcelain status lines, `worktrees` the folders.
    """

    refs: dict[str, str]
    commits: frozenset[str]
    uncommitted: tuple[str, ...]
    worktrees: tuple[str, ...]

    @property
    def branches(self) -> frozenset[str]:
        """The short names of the local branches."""
        prefix = "refs/heads/"
        return frozenset(ref[len(prefix) :] for ref in self.refs if ref.startswith(prefix))

    def facts(self, earlier: "GitView") -> Repository:
        """What is reported of it, beside how it was earlier."""
        return Repository(
            branches=tuple(sorted(self.branches)),
            commits=len(self.commits - earlier.commits),
            uncommitted=self.uncommitted,
            worktrees=self.worktrees,
        )


def look_at_repository(folder: Path) -> GitView:
    """Look at the repository in that folder; nothing that it configures is run.

    EvidenceUnreadable where there is none any more.
    """
    with looking_at("the project's git repository", "yours-is-yours", GIT_ERRORS):
        check_repository(folder)
        return _look(folder)


GIT_ERRORS = (
    AssertionError,  # of a ref that is empty, as a loss of power leaves it
    GitFailed,
    git.GitError,
    configparser.Error,
    gitdb.exc.ODBError,
    zlib.error,
)
"""What git and its readers say of a repository that is none."""


def check_repository(folder: Path) -> None:
    """EvidenceUnreadable where `.git` holds what git or its readers would wait for, or drown in."""
    repository = folder / ".git"
    if repository.is_symlink() or not repository.is_dir():
        raise EvidenceUnreadable(f"{repository} is no folder any more")
    for name, entry in files_below(repository):
        found = entry.stat()
        if not stat.S_ISREG(found.st_mode):
            raise EvidenceUnreadable(f".git/{name} is {kind_of(found.st_mode)}")
        if found.st_size > LIMITS.file_bytes:
            raise EvidenceUnreadable(f".git/{name} has {found.st_size / MIB:.0f} MiB")


def _look(folder: Path) -> GitView:
    refs = _refs(folder)
    with _own_git_directory(folder, refs.get("HEAD")) as variables:
        status = run_git(folder, *STATUS, **variables)
        return GitView(
            refs=refs,
            commits=_reachable(folder, frozenset(refs.values()), variables),
            uncommitted=tuple(status.splitlines()),
            worktrees=tuple(_worktrees(folder)),
        )


STATUS = ("status", "--porcelain=v1", "--untracked-files=all", "--ignore-submodules=dirty")
"""A submodule's own files are not looked at: git would obey the submodule's configuration."""

PLAIN_VALUES = {
    "core": ("autocrlf", "eol", "filemode", "ignorecase", "symlinks"),
    "extensions": ("objectformat",),
}
"""What of a repository's configuration decides how files compare, and names no program."""


@contextmanager
def _own_git_directory(folder: Path, head: str | None) -> Iterator[dict[str, str]]:
    """Git's variables that show it that repository by way of a git directory of our own."""
    theirs = folder / ".git"
    with TemporaryDirectory(prefix="witness-", dir=folder.parent) as place:
        ours = Path(place)
        for name in ("refs", "info"):
            (ours / name).mkdir()
        (ours / "HEAD").write_text(f"{head or 'ref: refs/heads/unborn'}\n")
        (ours / "config").write_text(_plain_configuration(theirs / "config"))
        if (theirs / "info" / "exclude").is_file():
            copyfile(theirs / "info" / "exclude", ours / "info" / "exclude")
        for shared in theirs.glob("sharedindex.*"):
            (ours / shared.name).symlink_to(shared)
        yield {
            "GIT_DIR": place,
            "GIT_WORK_TREE": str(folder),
            "GIT_INDEX_FILE": str(theirs / "index"),
            "GIT_OBJECT_DIRECTORY": str(theirs / "objects"),
        }


def _plain_configuration(path: Path) -> str:
    with GitConfigParser(str(path), merge_includes=False) as theirs:
        version = 1 if theirs.has_option("extensions", "objectformat") else 0
        lines = ["[core]", f"repositoryformatversion = {version}", "bare = false"]
        for section, names in PLAIN_VALUES.items():
            told = [name for name in names if theirs.has_option(section, name)]
            lines += [f"[{section}]", *(f"{name} = {theirs.get(section, name)}" for name in told)]
    return "\n".join(lines) + "\n"


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
    if heads not in _REACHABLE:
        told = run_git(folder, "rev-list", *sorted(heads), **variables)
        _REACHABLE[heads] = frozenset(told.splitlines())
    return _REACHABLE[heads]


_REACHABLE: dict[frozenset[str], frozenset[str]] = {}


def _worktrees(folder: Path) -> list[str]:
    linked = folder / ".git" / "worktrees"
    return sorted(each.name for each in linked.iterdir()) if linked.is_dir() else []
