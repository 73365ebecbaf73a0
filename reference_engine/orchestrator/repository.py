"""The user's repository: merges that never leave the base branch half done."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from reference_engine.orchestrator.git import (
    GitFailed,
    check_git,
    git,
    git_bytes,
    git_code,
    git_list,
)
from reference_engine.pipelines.errors import EngineError

EXCLUDED = "/.orchestrator/"
_CHANGES = ("diff", "--name-only", "--no-renames", "-z")


class UserInTheWay(EngineError):
    """The base branch cannot move over what the user has not committed."""


@dataclass(frozen=True)
class Repository:
    """The user's repository; `base` is the branch that the work is merged into."""

    project: Path
    base: str
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)
    """Held while worktrees are made or removed, for two git commands would meet at that."""

    async def head(self) -> str:
        """The base branch's commit."""
        return await git(self.project, "rev-parse", f"refs/heads/{self.base}")

    async def contains(self, commit: str) -> bool:
        """Whether the base branch holds that commit."""
        args = ("merge-base", "--is-ancestor", commit, f"refs/heads/{self.base}")
        return await git_code(self.project, *args, accept=(0, 1, 128)) == 0

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
            parents = ("-p", base, "-p", branch)
            commit = await git(self.project, "commit-tree", tree, *parents, "-m", message)
            announce(commit)
            try:
                if await self._forward(base, commit):
                    return None
            except UserInTheWay:
                announce(None)
                raise

    async def undo(self, commit: str) -> None:
        """Take back what of a merge has reached the checkout, but not the base branch.

        What the user has changed since then is left alone, and so is everything where the user has
        moved on to another commit or branch.
        """
        base = await git(self.project, "rev-parse", f"{commit}^1")
        if await self._branch() != self.base or await self.head() != base:
            return
        for name in await git_list(self.project, *_CHANGES, base, commit):
            path, old = self.project / name, await self._content(base, name)
            found = path.read_bytes() if path.is_file() else None
            new = await self._content(commit, name)
            if found in (None, old) or (new is not None and new.startswith(found or b"")):
                await git(self.project, "reset", "--quiet", base, "--", name)
                if old is None:
                    path.unlink(missing_ok=True)
                elif found != old:
                    await git(self.project, "checkout", "--quiet", base, "--", name)

    async def _branch(self) -> str:
        """The branch that the user has checked out, empty where it is none."""
        return await git(self.project, "symbolic-ref", "--short", "-q", "HEAD", accept=(0, 1))

    async def _content(self, commit: str, name: str) -> bytes | None:
        argv = ("cat-file", "blob", f"{commit}:{name}")
        code, told = await git_bytes(self.project, *argv, accept=(0, 128))
        return None if code else told

    async def _forward(self, base: str, commit: str) -> bool:
        """Move the base branch on to the commit; False where it has moved since."""
        if await self._branch() != self.base:
            args = ("update-ref", f"refs/heads/{self.base}", commit, base)
            return await git_code(self.project, *args, accept=(0, 128)) == 0
        try:
            await git(self.project, "merge", "--ff-only", "--quiet", commit)
        except GitFailed as error:
            if await self.head() != base:
                return False
            raise UserInTheWay(f"the base branch cannot move on: {error}") from None
        for name in await git_list(self.project, *_CHANGES, base, commit):
            _sync(self.project / name)
        return True


def _sync(path: Path) -> None:
    """Have a file's bytes reach the disk, which git leaves open for those that it checks out."""
    if path.is_file() and not path.is_symlink():
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


async def prepare(project: Path) -> Repository:
    """The repository in that folder, on its current branch; EngineError where that will not do."""
    await check_git()
    base = await git(project, "symbolic-ref", "--short", "-q", "HEAD", accept=(0, 1, 128))
    if not base:
        raise GitFailed(f"{project} is no git repository with a branch checked out")
    exclude = Path(await git(project, "rev-parse", "--git-path", "info/exclude"))
    exclude = project / exclude
    exclude.parent.mkdir(exist_ok=True)
    told = exclude.read_text() if exclude.exists() else ""
    if EXCLUDED not in told.splitlines():
        with exclude.open("a") as file:
            file.write(("" if told.endswith("\n") or not told else "\n") + f"{EXCLUDED}\n")
    return Repository(project, base)
