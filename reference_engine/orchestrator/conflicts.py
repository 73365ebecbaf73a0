"""Merging finished loops, one at a time; a conflict's resolution is checked, not believed."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reference_engine.orchestrator import nested, prompts
from reference_engine.orchestrator.config import Phase
from reference_engine.orchestrator.errors import StepFailed
from reference_engine.orchestrator.git import shown
from reference_engine.orchestrator.records import Loop
from reference_engine.orchestrator.resolution import OpenMerge
from reference_engine.orchestrator.steps import Workplace
from reference_engine.orchestrator.worktree import GONE, Worktree
from reference_engine.pipelines.errors import EngineError


@dataclass
class Merging:
    """The one place through which work gets into the base branch."""

    place: Workplace
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def merge(self, loop: Loop, worktree: Worktree) -> None:
        """Merge the loop's branch; EngineError where its conflicts could not be resolved."""
        repository, message = worktree.repository, f"Merge {loop.task_id} ({loop.id})"
        store = self.place.store

        def announce(commit: str | None) -> None:
            loop.merge_commit = commit
            store.save_loop(loop)

        async with self._turn:
            if loop.merge_commit:
                if await repository.contains(loop.merge_commit):
                    return
                await repository.undo(loop.merge_commit)
            files = await repository.merge(loop.branch, message, announce)
            if files is not None:
                await self._resolve(loop, worktree, files)
                if await repository.merge(loop.branch, message, announce) is not None:
                    raise EngineError("the base branch moved on while conflicts were resolved")

    async def _resolve(self, loop: Loop, worktree: Worktree, files: list[str]) -> None:
        reason = None
        with self._pending(loop, files), self.place.recorded(Phase.CONFLICT):
            for _ in range(self.place.settings.level.patience):
                merge = await worktree.begin_merge()
                try:
                    await self._ask(loop, merge, reason)
                    await worktree.end_merge(
                        merge, f"Merge {worktree.repository.base} into {loop.id}"
                    )
                    return
                except StepFailed as failure:
                    reason = str(failure)
                    await worktree.mend(loop.base_commit)
                    await worktree.give_up(merge)
            told = ", ".join(map(shown, files))
            raise StepFailed("conflict", f"conflict in {told}: {reason}")

    async def _ask(self, loop: Loop, merge: OpenMerge, reason: str | None) -> None:
        store = self.place.store
        parts = (f"# Files in conflict\n{await merge.told()}", prompts.again(reason))
        await self.place.ask("conflict", Phase.CONFLICT, *parts, cwd=merge.folder, loop=loop)
        claim, told = store.claim(loop.id)
        if claim != "complete":
            raise StepFailed("unresolved", told or "the agent reported no resolution")
        if not merge.folder.is_dir():
            raise StepFailed("unresolved", GONE)
        await nested.check(merge.folder)
        if mistake := await merge.mistake():
            raise StepFailed("unresolved", mistake)

    @contextmanager
    def _pending(self, loop: Loop, files: list[str]) -> Iterator[None]:
        """Keep the conflict in the state; it is over when the loop is merged."""
        store = self.place.store
        store.do(
            "INSERT OR REPLACE INTO pending_conflicts VALUES (?, ?)", loop.id, json.dumps(files)
        )
        try:
            yield
        finally:
            store.set_run(phase=Phase.BUILD)
