"""Git commands: names are parted by NUL, contents are bytes, and git's own words tell failures."""

import asyncio
import os
import re
from pathlib import Path
from subprocess import DEVNULL, PIPE

from reference_engine.pipelines.errors import EngineError

_OPTIONS = ("-c", "maintenance.auto=false", "-c", "core.fsync=all", "--literal-pathspecs")
"""Housekeeping is left to the user's own git, for here every commit would wait for it. Objects and
refs reach the disk before the database says so: after a loss of power, each is there or neither."""
NEEDED = (2, 38)
"""The first git that merges without a checkout, by `merge-tree --write-tree`."""


class GitFailed(EngineError):
    """A git command failed; the message is git's own."""


class GitTooOld(EngineError):
    """This machine's git cannot do what is needed."""


async def git(cwd: Path, *argv: str, accept: tuple[int, ...] = (0,)) -> str:
    """Run git there, and return what it prints; GitFailed for an exit code not in `accept`."""
    _, told = await git_bytes(cwd, *argv, accept=accept)
    return told.decode(errors="replace").rstrip("\n")


async def git_code(cwd: Path, *argv: str, accept: tuple[int, ...]) -> int:
    """The exit code, which is one of `accept`; GitFailed for all others."""
    return (await git_bytes(cwd, *argv, accept=accept))[0]


async def git_list(cwd: Path, *argv: str) -> list[str]:
    """What git prints with `-z`; names that are no text come through as `os.fsdecode` has them."""
    _, told = await git_bytes(cwd, *argv)
    return [os.fsdecode(each) for each in told.split(b"\0") if each]


async def git_bytes(cwd: Path, *argv: str, accept: tuple[int, ...] = (0,)) -> tuple[int, bytes]:
    """The exit code, and what git prints, as it is."""
    process = await asyncio.create_subprocess_exec(
        *("git", *_OPTIONS, *argv), cwd=cwd, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    code = process.returncode or 0
    if code not in accept:
        raise GitFailed(f"git {argv[0]}: {err.decode(errors='replace').strip()}")
    return code, out


def shown(name: str) -> str:
    """A file's name as people and agents are told it: on one line, quoted as git quotes it."""
    if name.isprintable() and not set(name) & set('"\\') and name.strip() == name:
        return name
    told = "".join(_QUOTED.get(byte) or f"\\{byte:03o}" for byte in os.fsencode(name))
    return f'"{told}"'


_QUOTED = {byte: chr(byte) for byte in range(0x20, 0x7F)} | {
    ord(char): f"\\{letter}" for char, letter in zip('\t\n\r"\\', 'tnr"\\', strict=True)
}


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
