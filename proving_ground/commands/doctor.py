"""Say what this machine can do, what will be SKIPPED for it, and what to install."""

import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass

from proving_ground.errors import PrerequisiteError
from proving_ground.interception import seccomp
from proving_ground.processes import sandbox
from proving_ground.report.console import Console
from proving_ground.scratch import MEMORY, ROOM, folders_of_ended_runs, scratch_folder
from proving_ground.suite import caller

GIT = (2, 38)
"""The oldest git that the orchestrator's worktrees and merges get along with."""
PROGRAMS = {
    "make": "`make` and what the Makefile does; all of it can be typed, too",
    "bash": "-D engine=agent-pipelines",
    "jq": "-D engine=agent-pipelines",
    "node": "-D orchestrator=gang-of-ralphs",
}
"""Programs that some parts need, and which; nothing else is lost without them."""


@dataclass(frozen=True)
class Finding:
    """Something that a machine has (`problem` is None) or lacks.

    `lost` is what cannot be done for want of it, and `fix` what to do; where it is `needed`,
    nothing can.
    """

    what: str
    problem: str | None
    lost: str
    fix: str
    needed: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes no arguments."""


def main(_arguments: Namespace) -> int:
    """Tell all findings; 1 where something is missing without which nothing can be tried."""
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    findings = list(examine())
    for each in findings:
        if each.problem is None:
            console.line(f"ok       {each.what}", "green")
            continue
        word = "MISSING" if each.needed else "lacking"
        console.line(f"{word}  {each.what}: {each.problem}", "red")
        console.line(f"           without it: {each.lost}\n           what to do: {each.fix}")
    if stale := folders_of_ended_runs():
        told = f"{len(stale)} folders of runs that have ended"
        console.line(f"note     {told}; `proving-ground clean` removes them")
    return int(any(each.needed and each.problem for each in findings))


def examine() -> Iterator[Finding]:
    """Look at all that the suite makes use of."""
    yield Finding("Python 3.11 or newer", _python(), "nothing runs", "install one", needed=True)
    yield Finding("git 2.38 or newer", _git(), "nothing runs", "install git", needed=True)
    yield _folder()
    for limit, fix in caller.obstacles():
        yield Finding("who starts it", limit, "nothing runs", fix, needed=True)
    yield Finding(
        "memory for temporary files",
        _memory(),
        "runs take longer, since every fsync goes to a disk",
        f"give {MEMORY} a GiB or more",
    )
    yield Finding(
        "crash points",
        seccomp.obstacle(),
        "scenarios tagged @needs-machine.crash-points are SKIPPED, and what an engine writes in "
        "/tmp and HOME goes unseen",
        "run it on Linux 5.19 or newer on x86-64",
    )
    yield Finding(
        "a sandbox",
        sandbox.obstacle(),
        "-D sandbox=on is an ERROR",
        "let users have namespaces (sysctl user.max_user_namespaces)",
    )
    for program, lost in PROGRAMS.items():
        problem = None if shutil.which(program) else "it is not on the PATH"
        yield Finding(program, problem, lost, f"install {program}")


def _folder() -> Finding:
    try:
        return Finding(f"temporary files in {scratch_folder()}", None, "", "", needed=True)
    except PrerequisiteError as error:
        problem, _, fix = str(error).partition("\n  What to do: ")
        return Finding("a place for temporary files", problem, "nothing runs", fix, needed=True)


def _memory() -> str | None:
    if not MEMORY.is_dir():
        return f"there is no {MEMORY}"
    free = shutil.disk_usage(MEMORY).free
    return None if free >= ROOM else f"{MEMORY} has {free >> 20} MiB left"


def _python() -> str | None:
    return None if sys.version_info >= (3, 11) else f"this is {sys.version.split()[0]}"


def _git() -> str | None:
    if not shutil.which("git"):
        return "it is not on the PATH"
    said = subprocess.run(["git", "version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)\.(\d+)", said)
    if found and (int(found[1]), int(found[2])) >= GIT:
        return None
    return f"this is {said.strip() or 'none that tells its version'}"
