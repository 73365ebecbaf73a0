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
    told = (line.split(" ", 1) for line in _lines(command.show_ref("--head")))
    refs = {ref: commit for commit, ref in told}
    return GitView(
        refs=refs,
        commits=frozenset(_lines(command.rev_list("--all", "HEAD"))),
        uncommitted=tuple(_lines(command.status("--porcelain=v1", "-uall"))),
        worktrees=tuple(_worktrees(folder)),
    )


def _worktrees(folder: Path) -> list[str]:
    linked = folder / ".git" / "worktrees"
    return sorted(each.name for each in linked.iterdir()) if linked.is_dir() else []


def _lines(text: str) -> list[str]:
    return text.splitlines()
