"""Repositories inside of a worktree: what only they hold would be gone with it."""

from pathlib import Path

from reference_engine.orchestrator.errors import StepFailed
from reference_engine.orchestrator.git import git, git_list, shown

_ASKED = (
    "it is a git repository of its own, and what only it holds would not be merged: remove its "
    ".git, let git ignore it, or, if it is a submodule, push its commits"
)


async def check(folder: Path) -> None:
    """StepFailed where a repository below the folder holds what no other one does.

    What is a repository no longer is a folder with files for git, too, from then on.
    """
    known, linked = await _submodules(folder), await _linked(folder)
    for name in (*await _untracked(folder), *linked):
        if not (folder / name / ".git").exists():
            if name not in known and any((folder / name).glob("*")):
                await git(folder, "rm", "--cached", "--force", "--quiet", "--", name)
        elif name not in known or not await _is_elsewhere(folder / name):
            raise StepFailed("nested_repository", f"{shown(name)}: {_ASKED}")


async def _untracked(folder: Path) -> list[str]:
    """The repositories that git would add as links."""
    status = ("status", "--porcelain", "-z", "--untracked-files=all", "--ignore-submodules=none")
    return [line[3:-1] for line in await git_list(folder, *status) if line.endswith("/")]


async def _linked(folder: Path) -> list[str]:
    """Those that it has added so."""
    lines = [line.partition("\t") for line in await git_list(folder, "ls-files", "-s", "-z")]
    return [file for told, _, file in lines if told.startswith("160000")]


async def _submodules(folder: Path) -> list[str]:
    if not (folder / ".gitmodules").is_file():
        return []
    argv = ("config", "-z", "--file", ".gitmodules", "--get-regexp", r"\.path$")
    return [line.partition("\n")[2] for line in await git_list(folder, *argv)]


async def _is_elsewhere(folder: Path) -> bool:
    """Whether all that it holds is committed, and was pushed to, or came from, another one."""
    if await git(folder, "status", "--porcelain"):
        return False
    return bool(
        await git(folder, "for-each-ref", "--count=1", "--contains", "HEAD", "refs/remotes")
    )
