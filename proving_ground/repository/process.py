"""Every git process that the suite itself starts: it runs nobody's code and touches nobody's work.

Git obeys the caller's variables (a hook or an alias sets GIT_DIR for all that it starts) and the
configuration of the repository that it looks at (`core.fsmonitor`, hooks, filters: programs).
Neither may reach a witness: the one belongs to the user, the other to the engine on trial.
"""

import os
import select
import subprocess
import time
from collections.abc import MutableMapping
from pathlib import Path
from tempfile import TemporaryFile

from proving_ground.errors import GitFailed, given
from proving_ground.limits import MIB

GIT_TIMEOUT_S = 60.0
"""Seconds after which a git process of the suite's own is given up."""

ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOC_LIMIT": "64m",
}
"""All that a git process of the suite's finds in its environment, but for PATH.

It ends rather than take an object of more bytes into memory than it may allocate at once.
"""
MOST_PRINTED = 32 * MIB
"""Bytes that are taken in of what git prints."""
MOST_SAID = 4096
"""Bytes that are quoted of its complaints."""


def forget_callers_repository(variables: MutableMapping[str, str] = os.environ) -> None:
    """Take every variable that git reads (`GIT_…`) out of `variables`.

    Called before any git is started: it would otherwise work in the repository of whoever started
    the suite (from a hook, `rebase --exec`, an alias) instead of in the trial's.
    """
    for name in list(variables):
        if name.startswith("GIT_") and not name.startswith("GIT_PYTHON_"):
            del variables[name]


def run_git(folder: Path, *argv: str, told: str = "", **variables: str) -> str:
    """What `git` prints in that folder, `told` on its stdin, `variables` in its environment.

    GitFailed where it exits with something but 0, not within GIT_TIMEOUT_S, or prints too much.
    """
    path = os.environ.get("PATH", os.defpath)
    with TemporaryFile() as asked, TemporaryFile() as errors:
        asked.write(told.encode(errors="surrogateescape"))
        asked.seek(0)
        with subprocess.Popen(
            ["git", *argv],
            cwd=folder,
            env={"PATH": path, **ENVIRONMENT, **variables},
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as ran:
            printed = _printed_by(ran, f"git {argv[0]} in {folder}")
        if ran.returncode:
            errors.seek(0)
            reason = errors.read(MOST_SAID).decode(errors="replace").strip()
            raise GitFailed(f"git {argv[0]} in {folder} exited {ran.returncode}: {reason}")
    return printed.decode(errors="surrogateescape")


def _printed_by(process: subprocess.Popen[bytes], called: str) -> bytes:
    """All that it prints; it is killed where that is too much, or takes too long."""
    printed, until = bytearray(), time.monotonic() + GIT_TIMEOUT_S
    stdout = given(process.stdout).fileno()
    while select.select([stdout], [], [], max(0, until - time.monotonic()))[0]:
        chunk = os.read(stdout, 1 << 16)
        printed += chunk
        if not chunk:
            return bytes(printed)
        if len(printed) > MOST_PRINTED:
            process.kill()
            raise GitFailed(f"{called} prints more than {MOST_PRINTED / MIB:g} MiB")
    process.kill()
    raise GitFailed(f"{called} did not end within {GIT_TIMEOUT_S:.0f} s")
