"""Git: worktrees for the loops, and merges that never leave the base branch half done."""

import asyncio
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, PIPE

from reference_engine.pipelines.errors import EngineError

EXCLUDED = "/.orchestrator/"
_OPTIONS = ("-c", "maintenance.auto=false", "--literal-pathspecs")
"""Housekeeping is left to the user's own git, for here every commit would wait for it."""
NEEDED = (2, 38)
"""The first git that merges without a checkout, by `merge-tree --write-tree`."""


class GitFailed(EngineError):
    """A git command failed; the message is git's own."""


class GitTooOld(EngineError):
    """This machine's git cannot do what is needed."""


class UserInTheWay(EngineError):
    """The base branch cannot move over what the user has not committed."""


async def git(cwd: Path, *argv: str, accept: tuple[int, ...] = (0,)) -> str:
    """Run git there, and return what it prints; GitFailed for an exit code not in `accept`."""
    return (await _git(cwd, *argv, accept=accept))[1]


async def _git(cwd: Path, *argv: str, accept: tuple[int, ...]) -> tuple[int, str]:
    code, told = await _run(cwd, *argv, accept=accept)
    return code, told.decode(errors="replace").rstrip("\n")


async def _run(cwd: Path, *argv: str, accept: tuple[int, ...]) -> tuple[int, bytes]:
    process = await asyncio.create_subprocess_exec(
        *("git", *_OPTIONS, *argv), cwd=cwd, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    code = process.returncode or 0
    if code not in accept:
        raise GitFailed(f"git {argv[0]}: {err.decode(errors='replace').strip()}")
    return code, out


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
        return (await _git(self.project, *args, accept=(0, 1, 128)))[0] == 0

    async def merge(
        self, branch: str, message: str, announce: Callable[[str | None], None]
    ) -> list[str]:
        """Merge the branch with a commit of two parents; returns the files in conflict, if any.

        The merge is made beside the checkout, which then only moves forward: whatever happens,
        the base branch is never in the middle of a merge. `announce` hears of the commit before
        that (and that there is none where the user is in the way), so that `undo` can clear away
        what a crash in the middle of the move leaves.
        """
        while True:
            base = await self.head()
            args = ("merge-tree", "--write-tree", "--name-only", "--no-messages", base, branch)
            code, told = await _git(self.project, *args, accept=(0, 1))
            tree, *files = told.splitlines()
            if code:
                return files
            parents = ("-p", base, "-p", branch)
            commit = await git(self.project, "commit-tree", tree, *parents, "-m", message)
            announce(commit)
            try:
                if await self._forward(base, commit):
                    return []
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
        told = await git(self.project, "diff", "--name-only", "--no-renames", "-z", base, commit)
        for name in filter(None, told.split("\0")):
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
        code, told = await _run(
            self.project, "cat-file", "blob", f"{commit}:{name}", accept=(0, 128)
        )
        return None if code else told

    async def _forward(self, base: str, commit: str) -> bool:
        """Move the base branch on to the commit; False where it has moved since."""
        if await self._branch() != self.base:
            args = ("update-ref", f"refs/heads/{self.base}", commit, base)
            return (await _git(self.project, *args, accept=(0, 128)))[0] == 0
        try:
            await git(self.project, "merge", "--ff-only", "--quiet", commit)
        except GitFailed as error:
            if await self.head() != base:
                return False
            raise UserInTheWay(f"the base branch cannot move on: {error}") from None
        return True


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
        return bool((await _git(self.folder, *args, accept=(0, 1)))[0])

    async def begin_merge(self) -> None:
        """Merge the base branch into it, and leave the conflicts for an agent."""
        base = self.repository.base
        await _git(self.folder, "merge", "--quiet", "--no-ff", "--no-commit", base, accept=(0, 1))

    async def is_merging(self) -> bool:
        """Whether a merge has begun and is not committed."""
        args = ("rev-parse", "--quiet", "--verify", "MERGE_HEAD")
        return (await _git(self.folder, *args, accept=(0, 1, 128)))[0] == 0

    async def abort_merge(self) -> None:
        """Give the merge up; the branch is as it was."""
        if await self.is_merging():
            await git(self.folder, "merge", "--abort")

    async def side(self, ref: str, file: str) -> bytes:
        """A file's content in a commit; empty where it is not there."""
        text = await git(self.folder, "show", f"{ref}:{file}", accept=(0, 128))
        return text.encode()

    async def remove(self) -> None:
        """Remove it with its branch, as far as they are there."""
        project = self.repository.project
        async with self.repository.turn:
            shutil.rmtree(self.folder, ignore_errors=True)
            await git(project, "worktree", "prune")
            await git(project, "branch", "-q", "-D", self.branch, accept=(0, 1))


async def check_git() -> None:
    """Raise GitTooOld where git is not there, or older than what merging needs."""
    try:
        told = await git(Path(), "--version")
    except FileNotFoundError:
        told = "no git on PATH"
    version = re.search(r"(\d+)\.(\d+)", told)
    if version is None or tuple(map(int, version.groups())) < NEEDED:
        needed = ".".join(map(str, NEEDED))
        raise GitTooOld(f"git {needed} or newer is needed, and there is: {told}")


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
