"""A loop's worktree: its own checkout, on its own branch, which is merged or given up."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from reference_engine.orchestrator import nested
from reference_engine.orchestrator.errors import StepFailed
from reference_engine.orchestrator.git import git, git_code, git_list
from reference_engine.orchestrator.repository import Repository, committed
from reference_engine.orchestrator.resolution import OpenMerge, opened

GONE = "you removed your worktree, with all that you had not committed; it is there again"


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
        """Make it anew where a loss of power, or an agent, has left nothing that git can work in.

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
        await git(self.folder, "add", "--all", "--ignore-errors", accept=(0, 1, 128))
        return await git(self.folder, "write-tree", accept=(0, 128))

    async def commit(self, message: str) -> None:
        """Commit all there is, if there is any, on the loop's branch even if the agent left it.

        StepFailed where an agent has to see to it first, GitFailed where git or a hook refuses.
        """
        await self._take_branch_along()
        await nested.check(self.folder)
        await git(self.folder, "add", "--all")
        if await git_code(self.folder, "diff", "--cached", "--quiet", "HEAD", accept=(0, 1)):
            await git(self.folder, "commit", "--quiet", "--message", message)

    async def _take_branch_along(self) -> None:
        """Let the branch be where the agent has gone, without a checkout or its hooks."""
        at = await git(self.folder, "symbolic-ref", "--short", "-q", "HEAD", accept=(0, 1))
        if at == self.branch:
            return
        ref = f"refs/heads/{self.branch}"
        ahead = ("merge-base", "--is-ancestor", ref, "HEAD")
        if await git_code(self.folder, *ahead, accept=(0, 1)):
            told = f"you left the branch {self.branch}, and work that is only there; go back to it"
            raise StepFailed("left_branch", told)
        await git(self.folder, "update-ref", ref, await git(self.folder, "rev-parse", "HEAD"))
        await git(self.folder, "symbolic-ref", "HEAD", ref)

    async def changes(self, since: str) -> bool:
        """Whether its branch holds other content than the commit that it started from."""
        args = ("diff", "--quiet", since, "HEAD")
        return bool(await git_code(self.folder, *args, accept=(0, 1)))

    async def ignored(self) -> list[str]:
        """What lies there that git ignores, and so will not be merged."""
        argv = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
        return await git_list(self.folder, *argv)

    async def begin_merge(self) -> OpenMerge:
        """Merge the base branch into it, and leave the conflicts for an agent."""
        ours, theirs = await git(self.folder, "rev-parse", "HEAD"), await self.repository.head()
        argv = ("merge", "--quiet", "--no-ff", "--no-commit", theirs)
        await git_code(self.folder, *argv, accept=(0, 1))
        return await opened(self.folder, ours, theirs)

    async def end_merge(self, merge: OpenMerge, message: str) -> None:
        """Commit what resolves it, with both sides as parents; no hook hears of merges."""
        await git(self.folder, "add", "--all")
        tree = await git(self.folder, "write-tree")
        commit = await committed(self.folder, tree, (merge.ours, merge.theirs), message)
        await self._reset(commit)

    async def give_up(self, merge: OpenMerge) -> None:
        """Put it and its branch back to what they were before the merge."""
        await self._reset(merge.ours)
        await self.clean()

    async def _reset(self, commit: str) -> None:
        await git(self.folder, "symbolic-ref", "HEAD", f"refs/heads/{self.branch}")
        await git(self.folder, "reset", "--quiet", "--hard", commit)

    async def remove(self, *, at: str | None = None) -> None:
        """Remove it with its branch, as far as they are there; `at`: only where that is there."""
        project = self.repository.project
        async with self.repository.turn:
            shutil.rmtree(self.folder, ignore_errors=True)
            await git(project, "worktree", "prune")
            gone = ("update-ref", "-d", f"refs/heads/{self.branch}", *([at] if at else []))
            await git(project, *gone, accept=(0, 1, 128))
