"""What a crash leaves in the user's repository, and how it is cleared away before a run goes on."""

import shutil
from datetime import datetime

from reference_engine.orchestrator.git import common_directory
from reference_engine.orchestrator.locks import holder
from reference_engine.orchestrator.steps import Workplace
from reference_engine.orchestrator.worktree import Worktree

_LOCKS = ("*.lock", "packed-refs.new")
_INITIALIZING = "initializing"
"""What git writes beside a worktree that it is about to make, so that nobody removes it."""


async def tidy(place: Workplace, *, cut_short: bool) -> None:
    """Remove what is left of loops that were merged, or never had a whole worktree.

    A run that was cut short had no time to say so in its history, nor to give back its locks.
    """
    if cut_short:
        place.store.do("UPDATE phase_history SET status = 'interrupted' WHERE status = 'running'")
        _unlock(place)
    for loop in place.store.loops():
        if loop.status == "completed" or not loop.opened:
            worktree = Worktree(place.repository, place.worktrees / loop.id, loop.branch)
            await worktree.remove(at=None if loop.opened else loop.base_commit)


def _unlock(place: Workplace) -> None:
    """Remove locks that the run's git commands took, and what git keeps of half made worktrees."""
    project = place.repository.project
    folder = common_directory(project)
    since = datetime.fromisoformat(place.store.started_at).timestamp()
    for pattern in _LOCKS:
        for lock in folder.rglob(pattern):
            if lock.stat().st_mtime >= since and holder(lock) is None:
                lock.unlink(missing_ok=True)
    for sign in folder.glob("worktrees/*/locked"):
        if sign.stat().st_mtime >= since and sign.read_text().strip() in ("", _INITIALIZING):
            shutil.rmtree(sign.parent)
