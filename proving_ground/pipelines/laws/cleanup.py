"""Laws about what a run leaves to those who come after it."""

import re
import signal
from collections.abc import Iterator
from fnmatch import fnmatch

from proving_ground.evidence.run_state import FINAL
from proving_ground.laws.law import STAYS_INSIDE
from proving_ground.pipelines.evidence import Evidence, Run
from proving_ground.pipelines.laws.registry import law

LITTER = re.compile(r"(\.(lock|lck|pid|tmp|temp|part|swp)|~)([.-]\w+)?$|(^|/)(tmp\.|tmp\w{8}$|\.#)")
"""Names by which programs call their locks and temporary files, with or without a number."""


@law("nothing-left-alive", "No process of a run survives it.")
def nothing_left_alive(evidence: Evidence) -> Iterator[str]:
    """Bug class 43: an orphaned agent goes on writing, and goes on costing."""
    for process in evidence.last.survivors:
        yield f"the engine has ended, but this lives on: {process}"


@law("nothing-left-behind", "Neither locks nor temporary files are left where nobody was killed.")
def nothing_left_behind(evidence: Evidence) -> Iterator[str]:
    """Bug classes 26 and 37; a complete session leaves no worktree and no branch, either.

    A run that does nothing need not clear away what an earlier one left.
    """
    run = evidence.last
    is_final = run.after.state is not None and run.after.state.ending in FINAL
    if run.exit_code != -signal.SIGKILL and (is_final or not run.was_idle):
        yield from (
            f"{path} is left behind" for path in sorted(run.files) if _litter(evidence, path)
        )
    if is_final:
        yield from _checkouts(evidence, run)


@law("yours-is-yours", "What the user has committed stays reachable, the rest stays untouched.")
def yours_is_yours(evidence: Evidence) -> Iterator[str]:
    """Bug classes 31 and 32: neither reset, nor committed in passing."""
    git, start = evidence.last.git, evidence.at_start
    for commit in sorted(start.commits - git.commits):
        yield f"the user's commit {commit} can be reached from no branch"
    for line in start.uncommitted:
        if line not in git.uncommitted:
            yield f"git status told of `{line}` before the session, and does so no more"
    for name, text in evidence.last.belongings.items():
        if text != evidence.belongings[name]:
            yield f"the user's own {name} was " + ("removed" if text is None else "changed")


@law("stays-inside", STAYS_INSIDE)
def stays_inside(evidence: Evidence) -> Iterator[str]:
    """Neither settings in HOME, nor what lies beside the project, nor the suite itself."""
    yield from evidence.last.strays


def _litter(evidence: Evidence, path: str) -> bool:
    permanent_files = any(fnmatch(path, pattern) for pattern in evidence.adapter.permanent_files)
    return bool(LITTER.search(path)) and not permanent_files


def _checkouts(evidence: Evidence, run: Run) -> Iterator[str]:
    for worktree in sorted(set(run.git.worktrees) - set(evidence.at_start.worktrees)):
        yield f"the worktree {worktree} is left behind by a complete session"
    for branch in sorted(run.git.branches - evidence.at_start.branches):
        yield f"the branch {branch} is left behind by a complete session"
