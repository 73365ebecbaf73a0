"""Every git process that the suite itself starts: it runs nobody's code and touches nobody's work.

Git obeys the caller's variables (a hook or an alias sets GIT_DIR for all that it starts) and the
configuration of the repository that it looks at (`core.fsmonitor`, hooks, filters: programs).
Neither may reach a witness: the one belongs to the user, the other to the engine on trial.
"""

import os
import subprocess
from collections.abc import MutableMapping
from pathlib import Path

from proving_ground.errors import GitFailed

GIT_TIMEOUT_S = 60.0
"""Seconds after which a git process of the suite's own is given up."""

ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
"""All that a git process of the suite's finds in its environment, but for PATH."""


def forget_callers_repository(variables: MutableMapping[str, str] = os.environ) -> None:
    """Take every variable that git reads (`GIT_…`) out of `variables`.

    Called before any git is started: it would otherwise work in the repository of whoever started
    the suite (from a hook, `rebase --exec`, an alias) instead of in the trial's.
    """
    for name in list(variables):
        if name.startswith("GIT_") and not name.startswith("GIT_PYTHON_"):
            del variables[name]


def run_git(folder: Path, *argv: str, **variables: str) -> str:
    """What `git` prints in that folder, `variables` added to the environment.

    GitFailed where it exits with something but 0, or not within GIT_TIMEOUT_S.
    """
    path = os.environ.get("PATH", os.defpath)
    try:
        ran = subprocess.run(
            ["git", *argv],
            cwd=folder,
            env={"PATH": path, **ENVIRONMENT, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GIT_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitFailed(
            f"git {argv[0]} did not end within {GIT_TIMEOUT_S:.0f} s in {folder}"
        ) from None
    if ran.returncode:
        reason = ran.stderr.decode(errors="replace").strip()
        raise GitFailed(f"git {argv[0]} in {folder} exited {ran.returncode}: {reason}")
    return ran.stdout.decode(errors="surrogateescape")
