"""The user's checkouts of a branch: they move on with it, or are put back to where it is."""

import os
from pathlib import Path

from reference_engine.orchestrator.git import common_directory, git, git_bytes, git_list
from reference_engine.pipelines.errors import EngineError


class UserInTheWay(EngineError):
    """The base branch cannot move over what the user has not committed, or is in the middle of."""


_CHANGES = ("diff", "--name-only", "--no-renames", "-z")


async def of_branch(project: Path, branch: str) -> list[Path]:
    """The folders that have the branch checked out; UserInTheWay where one is rebasing it."""
    _refuse_while_rebasing(project, branch)
    found: dict[Path, str] = {}
    folder = project
    for line in await git_list(project, "worktree", "list", "--porcelain", "-z"):
        key, _, value = line.partition(" ")
        if key == "worktree":
            folder = Path(value)
        elif key == "branch":
            found[folder] = value
    return [each for each, ref in found.items() if ref == f"refs/heads/{branch}" and each.is_dir()]


def _refuse_while_rebasing(project: Path, branch: str) -> None:
    common = common_directory(project)
    for name in ("rebase-merge/head-name", "rebase-apply/head-name"):
        for sign in (common / name, *common.glob(f"worktrees/*/{name}")):
            if sign.is_file() and sign.read_text().strip() == f"refs/heads/{branch}":
                raise UserInTheWay(f"{branch} is being rebased: {sign.parent}")


async def take_along(folder: Path, base: str, commit: str, *, only_try: bool = False) -> None:
    """Bring a further checkout of a branch to the commit to which the branch has moved.

    GitFailed where what the user has not committed there is in the way, also where it is only
    tried.
    """
    tried = ["-n"] if only_try else []
    await git(folder, "read-tree", "-m", "-u", *tried, base, commit)


async def sync(folder: Path, base: str, commit: str) -> None:
    """Have what is on the way from `base` to the commit reach the disk; git leaves that open."""
    for name in await git_list(folder, *_CHANGES, base, commit):
        path = folder / name
        if path.is_file() and not path.is_symlink():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


async def put_back(folder: Path, base: str, commit: str) -> None:
    """Take back what of the way from `base` to the commit has reached the checkout.

    What the user has changed since then is left alone. Files are compared as git would write them
    here, with the line ends and through the filters of this checkout.
    """
    for name in await git_list(folder, *_CHANGES, base, commit):
        found = _found(folder / name)
        old, new = await _content(folder, base, name), await _content(folder, commit, name)
        if found in (None, old) or (new is not None and new.startswith(found)):
            await git(folder, "reset", "--quiet", base, "--", name)
            if old is None:
                (folder / name).unlink(missing_ok=True)
            elif found != old:
                await git(folder, "checkout", "--quiet", base, "--", name)


def _found(path: Path) -> bytes | None:
    """What lies there: a file's content, or where a link leads; None where it is neither."""
    if path.is_symlink():
        return os.fsencode(path.readlink())
    return path.read_bytes() if path.is_file() else None


async def _content(folder: Path, commit: str, name: str) -> bytes | None:
    """A file of a commit as it is written into that checkout, None where it has none."""
    argv = ("cat-file", "--filters", f"{commit}:{name}")
    code, told = await git_bytes(folder, *argv, accept=(0, 128))
    return None if code else told
