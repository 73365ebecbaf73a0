"""Git commands: names are parted by NUL, contents are bytes, and git's own words tell failures.

Each has a time limit, for it may run the user's hooks and filters, or wait for a signature; and it
waits a while for locks that somebody else holds.
"""

import asyncio
import os
import re
import signal
from asyncio.subprocess import Process
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from subprocess import DEVNULL, PIPE
from time import monotonic

from reference_engine.orchestrator import locks
from reference_engine.pipelines.errors import EngineError

_OPTIONS = ("-c", "maintenance.auto=false", "-c", "core.fsync=all", "--literal-pathspecs")
"""Housekeeping is left to the user's own git, for here every commit would wait for it. Objects and
refs reach the disk before the database says so: after a loss of power, each is there or neither."""
TIME_LIMIT_S: ContextVar[float] = ContextVar("git_seconds", default=300.0)
"""Seconds that one git command has, with all that it starts."""
_VARIABLES = {"LANGUAGE": "en", "GIT_EDITOR": "true", "GIT_TERMINAL_PROMPT": "0"}
"""Nobody is there to be asked, and what git complains of is read here."""
_GRACE_S = 2.0
"""Seconds that git has to put its locks away before it is killed."""
_POLL_S = 0.05
NEEDED = (2, 38)
"""The first git that merges without a checkout, by `merge-tree --write-tree`."""


class GitFailed(EngineError):
    """A git command failed; the message is git's own, and that of the hooks that it ran."""


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
    """The exit code, and what git prints, as it is; a lock that is held is waited for."""
    limit = TIME_LIMIT_S.get()
    until = monotonic() + min(limit, locks.PATIENCE_S)
    while True:
        code, out, err = await _run(cwd, argv, limit)
        lock = locks.refused_by(err) if code else None
        if lock and (monotonic() < until or locks.is_left(lock)):
            await _freed(lock)
        elif code in accept and not lock:
            return code, out
        else:
            raise GitFailed(_complaint(argv[0], err, lock))


async def _freed(lock: Path) -> None:
    """Give who holds the lock some time; take it away where nobody holds it any more."""
    if locks.is_left(lock):
        lock.unlink(missing_ok=True)
    else:
        await asyncio.sleep(_POLL_S)


def _complaint(command: str, err: bytes, lock: Path | None) -> str:
    who = locks.holder(lock) if lock else None
    held = f" (it is held by {who})" if who else ""
    return f"git {command}: {err.decode(errors='replace').strip()}{held}"


async def _run(cwd: Path, argv: tuple[str, ...], limit: float) -> tuple[int, bytes, bytes]:
    if not cwd.is_dir():
        raise GitFailed(f"git {argv[0]}: the folder {cwd} is gone")
    process = await asyncio.create_subprocess_exec(
        *("git", *_OPTIONS, *argv),
        cwd=cwd,
        env={**os.environ, **_VARIABLES},
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        process_group=0,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), limit)
    except TimeoutError:
        told = (
            f"git {argv[0]} did not end within {limit:g} seconds; does a hook or a signature wait?"
        )
        raise GitFailed(told) from None
    finally:
        await asyncio.shield(_ended(process))
    return process.returncode or 0, out, err


async def _ended(process: Process) -> None:
    """End git and all that it started, if it has not ended by itself."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _GRACE_S)


def common_directory(project: Path) -> Path:
    """The git directory that all worktrees share, as the project's `.git` tells it."""
    found = project / ".git"
    if found.is_file():
        found = project / found.read_text().removeprefix("gitdir:").strip()
    common = found / "commondir"
    return found / common.read_text().strip() if common.is_file() else found


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
