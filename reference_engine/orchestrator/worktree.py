"""A loop's worktree: its own checkout, on its own branch, which is merged or given up."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from reference_engine.orchestrator.git import git, git_code
from reference_engine.orchestrator.repository import Repository
from reference_engine.orchestrator.resolution import OpenMerge, opened


@dataclass(frozen=True)
class Worktree:
    """A loop's own checkout, on its own branch."""

    repository: Repository
    folder: Path
    branch: str

    async def open(self, start: str) -> None:
        """Make it, with its branch."""
        project, folder = self.repository.project, str(self.folder)
        async with self.repository.turn:
            await git(project, "worktree", "add", "-q", "-b", self.branch, folder, start)

    async def mend(self, start: str) -> None:
        """Make it anew where a loss of power has left nothing that git can work in.

        What was committed on its branch is kept; a branch that is lost begins anew at `start`.
        """
        if await self._is_whole():
            return
        project, folder = self.repository.project, str(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        async with self.repository.turn:
            await git(project, "worktree", "prune")
            add = ("worktree", "add", "--quiet", folder)
            if await git_code(project, *add, self.branch, accept=(0, 128)):
                await git(project, "update-ref", "--no-deref", f"refs/heads/{self.branch}", start)
                await git(project, *add, self.branch)

    async def _is_whole(self) -> bool:
        if not (self.folder / ".git").is_file():
            return False
        return not await git_code(self.folder, "status", "--porcelain", accept=(0, 128))

    async def clean(self) -> None:
        """Forget whatever is not committed, even a merge that has begun."""
        await git(self.folder, "reset", "--quiet", "--hard")
        await git(self.folder, "clean", "--quiet", "--force", "-d")

    async def tree(self) -> str:
        """The git tree of everything in it, committed or not."""
        await git(self.folder, "add", "--all")
        return await git(self.folder, "write-tree", accept=(0, 128))

    async def commit(self, message: str) -> None:
        """Commit all there is, if there is any, on the loop's branch even if the agent left it."""
        at = await git(self.folder, "symbolic-ref", "--short", "-q", "HEAD", accept=(0, 1))
        if at != self.branch:
            await git(self.folder, "checkout", "-q", "-B", self.branch)
        await git(self.folder, "add", "--all")
        told = ("--quiet", "--no-verify", "--message", message)
        await git(self.folder, "commit", *told, accept=(0, 1))

    async def changes(self, since: str) -> bool:
        """Whether its branch holds other content than the commit that it started from."""
        args = ("diff", "--quiet", since, "HEAD")
        return bool(await git_code(self.folder, *args, accept=(0, 1)))

    async def begin_merge(self) -> OpenMerge:
        """Merge the base branch into it, and leave the conflicts for an agent."""
        ours, theirs = await git(self.folder, "rev-parse", "HEAD"), await self.repository.head()
        argv = ("merge", "--quiet", "--no-ff", "--no-commit", theirs)
        await git_code(self.folder, *argv, accept=(0, 1))
        return await opened(self.folder, ours, theirs)

    async def give_up(self, merge: OpenMerge) -> None:
        """Put it and its branch back to what they were before the merge."""
        await git(self.folder, "symbolic-ref", "HEAD", f"refs/heads/{self.branch}")
        await git(self.folder, "reset", "--quiet", "--hard", merge.ours)
        await self.clean()

    async def remove(self) -> None:
        """Remove it with its branch, as far as they are there."""
        project = self.repository.project
        async with self.repository.turn:
            shutil.rmtree(self.folder, ignore_errors=True)
            await git(project, "worktree", "prune")
            await git(project, "branch", "-q", "-D", self.branch, accept=(0, 1))
