"""Git as a witness: refs, reachable commits, worktrees, and what is not committed."""

from dataclasses import dataclass
from pathlib import Path

import git


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


def look(folder: Path) -> GitView:
    """Look at the repository in that folder."""
    command = git.Git(folder)
    refs = _refs(folder)
    return GitView(
        refs=refs,
        commits=_reachable(command, frozenset(refs.values())),
        uncommitted=tuple(_lines(command.status("--porcelain=v1", "-uall"))),
        worktrees=tuple(_worktrees(folder)),
    )


def _refs(folder: Path) -> dict[str, str]:
    """Read from the files, which is ten times as fast as to ask git; a lock is no ref."""
    with git.Repo(folder, expand_vars=False) as repository:
        paths = (str(ref.path) for ref in repository.references)
        names = ["HEAD", *(path for path in paths if not path.endswith(".lock"))]
        return {
            name: git.SymbolicReference.dereference_recursive(repository, name) for name in names
        }


def _reachable(command: git.Git, heads: frozenset[str]) -> frozenset[str]:
    """Asked once for the same heads: a commit's name tells all of its history."""
    if heads not in _REACHABLE:
        _REACHABLE[heads] = frozenset(_lines(command.rev_list(*sorted(heads))))
    return _REACHABLE[heads]


_REACHABLE: dict[frozenset[str], frozenset[str]] = {}


def _worktrees(folder: Path) -> list[str]:
    linked = folder / ".git" / "worktrees"
    return sorted(each.name for each in linked.iterdir()) if linked.is_dir() else []


def _lines(text: str) -> list[str]:
    return text.splitlines()
