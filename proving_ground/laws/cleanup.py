"""Laws about what a run leaves to those who come after it."""

import re
import signal
from collections.abc import Iterator
from fnmatch import fnmatch

from proving_ground.laws.law import Law
from proving_ground.laws.seen import AnyEvidence, HasEnd

LITTER = re.compile(
    r"(\.(lock|lck|pid|tmp|temp|part|swp)|~)([.-]\w+)?$|(^|/)(tmp\.|tmp\w{8}$|\.#|MERGE_HEAD$)"
)
"""Names by which programs call their locks and temporary files, with or without a number."""


def nothing_left_alive(evidence: AnyEvidence) -> Iterator[str]:
    """Bug classes 43 and 59: an orphan goes on writing and costing, and holds up who waits."""
    for process in evidence.last.survivors:
        yield f"the engine has ended, but this lives on: {process}"


def nothing_left_behind(evidence: HasEnd) -> Iterator[str]:
    """Bug classes 26, 27 and 37; what is complete leaves no worktree and no branch, either.

    A run that does nothing need not clear away what an earlier one left.
    """
    run = evidence.last
    if run.exit_code != -signal.SIGKILL:
        clears_away = evidence.is_complete or not evidence.is_idle
        left = {*unfinished(evidence, clears_away=clears_away)}
        left |= {*_litter(evidence)} if clears_away else set()
        yield from (f"{path} is left behind" for path in sorted(left))
    if evidence.is_complete:
        for worktree in sorted(set(run.git.worktrees) - set(evidence.at_start.worktrees)):
            yield f"the worktree {worktree} is left behind by what is complete"
        for branch in sorted(evidence.own_branches):
            yield f"the branch {branch} is left behind by what is complete"


def unfinished(evidence: AnyEvidence, *, clears_away: bool = True) -> Iterator[str]:
    """What the engine left in the repository, so that git refuses or is in the middle of it.

    Without what an earlier run left, where the latest is none that `clears_away`.
    """
    permanent, others = evidence.adapter.permanent_files, evidence.at_start.unfinished
    if not clears_away:
        others |= frozenset().union(*(run.git.unfinished for run in evidence.runs[:-1]))
    for path in sorted(evidence.last.git.unfinished - others):
        if not any(fnmatch(path, pattern) for pattern in permanent):
            yield path


def _litter(evidence: HasEnd) -> Iterator[str]:
    permanent = evidence.adapter.permanent_files
    for path in evidence.last.files:
        if LITTER.search(path) and not any(fnmatch(path, pattern) for pattern in permanent):
            yield path


NOTHING_LEFT_ALIVE = Law(
    "nothing-left-alive", "No process of a run survives it.", nothing_left_alive
)
NOTHING_LEFT_BEHIND = Law(
    "nothing-left-behind",
    "Neither locks nor temporary files are left where nobody was killed.",
    nothing_left_behind,
)
