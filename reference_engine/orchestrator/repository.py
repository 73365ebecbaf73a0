"""The user's repository: merges that never leave the base branch half done."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from reference_engine.orchestrator import checkouts
from reference_engine.orchestrator.belongings import Belongings
from reference_engine.orchestrator.checkouts import UserInTheWay
from reference_engine.orchestrator.git import GitFailed, check_git, git, git_bytes, git_code
from reference_engine.pipelines.errors import UsageError


@dataclass(frozen=True)
class Repository:
    """The user's repository; `base` is the branch that the work is merged into."""

    project: Path
    base: str
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)
    """Held while worktrees are made or removed, for two git commands would meet at that."""

    @cached_property
    def belongings(self) -> Belongings:
        """What is the user's in it, and within reach of agents."""
        return Belongings(self.project)

    async def head(self) -> str:
        """The base branch's commit."""
        return await git(self.project, "rev-parse", f"refs/heads/{self.base}")

    async def contains(self, commit: str) -> bool:
        """Whether the base branch holds that commit."""
        args = ("merge-base", "--is-ancestor", commit, f"refs/heads/{self.base}")
        return await git_code(self.project, *args, accept=(0, 1, 128)) == 0

    async def has_branch(self, name: str) -> bool:
        """Whether there is a branch of that name, or one below it."""
        return bool(await git(self.project, "for-each-ref", f"refs/heads/{name}"))

    async def merge(
        self, branch: str, message: str, announce: Callable[[str | None], None]
    ) -> list[str] | None:
        """Merge the branch with a commit of two parents; None, or else the files in conflict.

        The merge is made beside the checkout, which then only moves forward: whatever happens,
        the base branch is never in the middle of a merge. `announce` hears of the commit before
        that (and that there is none where the user is in the way), so that `undo` can clear away
        what a crash in the middle of the move leaves.
        """
        while True:
            base = await self.head()
            args = ("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z")
            code, told = await git_bytes(self.project, *args, base, branch, accept=(0, 1))
            tree, *files = (os.fsdecode(each) for each in told.split(b"\0")[:-1])
            if code:
                return files
            commit = await committed(self.project, tree, (base, branch), message)
            announce(commit)
            try:
                if await self._forward(base, commit):
                    return None
            except UserInTheWay:
                announce(None)
                raise

    async def undo(self, commit: str) -> None:
        """Take back what of a merge has reached checkouts, but not the base branch.

        Everything is left alone where the base branch has moved on to another commit.
        """
        base = await git(self.project, "rev-parse", f"{commit}^1")
        if await self.head() == base:
            for folder in await checkouts.of_branch(self.project, self.base):
                await checkouts.put_back(folder, base, commit)

    async def _forward(self, base: str, commit: str) -> bool:
        """Move the base branch and all its checkouts on; False where it has moved since."""
        found = await checkouts.of_branch(self.project, self.base)
        try:
            for folder in found[1:]:
                await checkouts.take_along(folder, base, commit, only_try=True)
            if found:
                await git(found[0], "merge", "--ff-only", "--quiet", commit)
            else:
                await git(self.project, "update-ref", f"refs/heads/{self.base}", commit, base)
        except GitFailed as error:
            if await self.head() != base:
                return False
            with suppress(GitFailed):
                for folder in found[:1]:
                    await checkouts.take_along(folder, commit, base)
            raise UserInTheWay(f"the base branch cannot move on: {error}") from None
        for folder in found[1:]:
            await checkouts.take_along(folder, base, commit)
        for folder in found:
            await checkouts.sync(folder, base, commit)
        return True


async def committed(folder: Path, tree: str, parents: tuple[str, ...], message: str) -> str:
    """A commit of that tree, which no hook hears of; signed, if the user's commits are."""
    wanted = ("config", "--type=bool", "--get", "commit.gpgSign")
    signed = ["-S"] if await git(folder, *wanted, accept=(0, 1)) == "true" else []
    told = [word for parent in parents for word in ("-p", parent)]
    return await git(folder, "commit-tree", *signed, tree, *told, "-m", message)


def hide(folder: Path) -> None:
    """Make that folder, in which the user's git shall see nothing."""
    sign = folder / ".gitignore"
    if not sign.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / ".gitignore.new"
        new.write_text("*\n")
        new.replace(sign)


def branch_prefix(run: str) -> str:
    """How the names of a run's branches begin."""
    return f"orchestrator/{run}"


async def prepare(project: Path, run: str) -> Repository:
    """The repository in that folder, on its current branch; UsageError where that will not do."""
    await check_git()
    base = await git(project, "symbolic-ref", "--short", "-q", "HEAD", accept=(0, 1, 128))
    if not base:
        raise UsageError(f"{project} is no git repository with a branch checked out")
    if await git_code(project, "rev-parse", "-q", "--verify", "HEAD", accept=(0, 1, 128)):
        raise UsageError(f"{project} has no commit yet: make the first one, and run this again")
    told = await git(project, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")
    for name in told.splitlines():
        if f"{branch_prefix(run)}/".startswith(f"{name}/"):
            raise UsageError(f"your branch {name} leaves no room for those of this run; rename it")
    return Repository(project, base)
