"""Merging finished loops, one at a time; a conflict's resolution is checked, not believed."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reference_engine.orchestrator import prompts
from reference_engine.orchestrator.config import Phase
from reference_engine.orchestrator.errors import StepFailed
from reference_engine.orchestrator.records import Loop
from reference_engine.orchestrator.repository import Worktree
from reference_engine.orchestrator.steps import Workplace
from reference_engine.pipelines.errors import EngineError

_MARKER = re.compile(rb"^(<{7}|>{7})( |$)", re.MULTILINE)


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
            if files := await repository.merge(loop.branch, message, announce):
                await self._resolve(loop, worktree, files)
                if await repository.merge(loop.branch, message, announce):
                    raise EngineError("the base branch moved on while conflicts were resolved")

    async def _resolve(self, loop: Loop, worktree: Worktree, files: list[str]) -> None:
        reason = None
        with self._pending(loop, files), self.place.recorded(Phase.CONFLICT):
            for _ in range(self.place.settings.level.patience):
                await worktree.begin_merge()
                try:
                    await self._ask(loop, worktree, files, reason)
                    await worktree.commit(f"Merge {worktree.repository.base} into {loop.id}")
                    return
                except StepFailed as failure:
                    reason = str(failure)
                    await worktree.abort_merge()
            raise StepFailed("conflict", f"conflict in {', '.join(files)}: {reason}")

    async def _ask(
        self, loop: Loop, worktree: Worktree, files: list[str], reason: str | None
    ) -> None:
        store = self.place.store
        store.do("UPDATE loops SET claim = NULL WHERE id = ?", loop.id)
        section = "# Files in conflict\n" + "\n".join(f"- {file}" for file in files)
        folder = worktree.folder
        parts = (section, prompts.again(reason))
        await self.place.ask("conflict", Phase.CONFLICT, *parts, cwd=folder, loop=loop)
        claim, told = store.claim(loop.id)
        if claim != "complete":
            raise StepFailed("unresolved", told or "the agent reported no resolution")
        if mistake := await _mistake(worktree, files):
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


async def _mistake(worktree: Worktree, files: list[str]) -> str | None:
    """Why this is no resolution, None where it is one."""
    if not await worktree.is_merging():
        return "the merge was given up or committed"
    for file in files:
        path = worktree.folder / file
        content = path.read_bytes() if path.exists() else b""
        if _MARKER.search(content):
            return f"{file} still holds conflict markers"
        for ref in ("HEAD", "MERGE_HEAD"):
            if content.strip() == (await worktree.side(ref, file)).strip():
                return f"{file} keeps the work of one side only"
    return None
