"""What whoever starts the suite may have set so that no trial can run: put right, or told."""

import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from proving_ground.errors import PrerequisiteError
from proving_ground.limits import LIMITS

OWNERS = 0o700
"""What a umask may take away of files, which their owner must be able to use."""


def put_right() -> None:
    """Let files of ours be ours to use, and resources be as many as we may ask for.

    PrerequisiteError where that is not enough; the limits must be known.
    """
    os.umask(os.umask(0) & ~OWNERS)
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CPU):
        _, most = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, most))
    for problem, fix in obstacles():
        raise PrerequisiteError(f"{problem}\n  What to do: {fix}")


def insist_on_a_folder() -> None:
    """Raise PrerequisiteError where the current folder is gone."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise PrerequisiteError(
            "the folder that this was started in is gone\n  What to do: change to another one"
        ) from None


def obstacles() -> Iterator[tuple[str, str]]:
    """What cannot be put right from here, and what to do about each."""
    largest, seconds = _most(resource.RLIMIT_FSIZE), _most(resource.RLIMIT_CPU)
    if largest < LIMITS.trial_bytes:
        yield (
            f"no file may grow beyond {largest:.0f} bytes here (ulimit -f), and a trial may "
            f"need {LIMITS.trial_mib:g} MiB",
            "start it with `ulimit -f unlimited`, or let trials need less by "
            "-D limit.trial_mib=NUMBER",
        )
    if seconds < LIMITS.longest_s:
        yield (
            f"every program is killed after {seconds:.0f} s of CPU here (ulimit -t), and a run may "
            f"last {LIMITS.longest_s:g} s",
            "start it with `ulimit -t unlimited`, or let runs last less by "
            "-D limit.longest_s=NUMBER",
        )
    if (names := sys.getfilesystemencoding()) != "utf-8":
        yield (
            f"Python takes the names of files for {names} here, and those of trials are UTF-8",
            "start it without PYTHONUTF8, or with another LC_ALL than C",
        )


def _most(kind: int) -> float:
    _, most = resource.getrlimit(kind)
    return float("inf") if most == resource.RLIM_INFINITY else most
