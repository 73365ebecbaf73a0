"""The build loop of one task: iterations in its worktree, review, merge."""

import asyncio
from dataclasses import dataclass

from reference_engine.orchestrator import prompts
from reference_engine.orchestrator.config import Phase
from reference_engine.orchestrator.conflicts import Merging
from reference_engine.orchestrator.errors import Halted, StepFailed
from reference_engine.orchestrator.git import shown
from reference_engine.orchestrator.records import Loop, LoopStatus, Task
from reference_engine.orchestrator.steps import Workplace
from reference_engine.orchestrator.worktree import GONE, Worktree
from reference_engine.pipelines.errors import EngineError

MORE_PATIENCE = 2
"""By how much longer a loop without progress is borne than one with the same error."""


class Stuck(EngineError):
    """The loop goes on no more; the message says why."""


@dataclass
class BuildLoop:
    """Runs one task's loop; whatever happens to it stays its own, but for a halt of the run."""

    place: Workplace
    task: Task
    loop: Loop
    worktree: Worktree
    merging: Merging
    findings: str = ""

    async def run(self) -> None:
        """Iterate until the task is merged, failed or stuck; Halted ends the run."""
        self.place.check_budget(Phase.BUILD)
        self._stand("running")
        self.place.store.set_task(self.task.id, "in_progress")
        try:
            await self._work()
        except (Halted, asyncio.CancelledError):
            self._stand("interrupted")
            raise
        except Stuck as end:
            self._give_up("stuck", str(end))
        except EngineError as end:
            self._give_up("failed", str(end))

    async def _work(self) -> None:
        await self._open()
        while not self.loop.built:
            await self._iterate()
        await self.merging.merge(self.loop, self.worktree)
        if ignored := await self._ignored():
            self.place.display.happened(f"git ignores, and so nobody merged: {ignored}")
        with self.place.store.transaction():
            self._stand("completed")
            self.place.store.set_task(self.task.id, "completed")
            self.place.store.do("DELETE FROM pending_conflicts WHERE loop_id = ?", self.loop.id)
        await self.worktree.remove()

    async def _open(self) -> None:
        """Make the worktree, or take it up again; with all committed, a crash left only litter."""
        if not self.loop.opened:
            await self.worktree.open(self.loop.base_commit)
            self.loop.opened = True
            self.place.store.save_loop(self.loop)
            return
        await self.worktree.mend(self.loop.base_commit)
        if self.loop.built:
            await self.worktree.clean()

    async def _iterate(self) -> None:
        self._check_limits()
        store, loop = self.place.store, self.loop
        try:
            if self.place.ended_well("build", loop) == loop.iterations:
                await self._build()
            await self._keep()
            loop.iterations = self.place.ended_well("build", loop)
            loop.same_error, loop.last_error, loop.feedback = 0, None, None
            await self._judge()
        except StepFailed as error:
            loop.iterations = self.place.ended_well("build", loop)
            loop.same_error = loop.same_error + 1 if str(error) == loop.last_error else 1
            loop.last_error = loop.feedback = str(error)
        await self._look_for_progress()
        store.save_loop(loop)

    async def _build(self) -> None:
        parts = (prompts.of_task(self.task, self.loop), self.findings)
        folder = self.worktree.folder
        await self.place.ask("build", Phase.BUILD, *parts, cwd=folder, loop=self.loop)

    async def _keep(self) -> None:
        """Commit what the agent reports as done.

        Where git or a hook refuses that, the call does not count, and a resume asks git again,
        not an agent.
        """
        if not self.worktree.folder.is_dir():
            raise StepFailed("worktree_gone", GONE)
        if self.place.store.claim(self.loop.id)[0] == "complete":
            await self.worktree.commit(f"{self.task.id}: {self.task.title}")

    async def _judge(self) -> None:
        """Check what the agent reported; without a report the next iteration goes on."""
        claim, reason = self.place.store.claim(self.loop.id)
        if claim == "failed":
            raise EngineError(f"its agent gave it up: {reason}")
        if claim != "complete":
            return
        if not await self.worktree.changes(self.loop.base_commit):
            ignored = await self._ignored()
            told = f", but for what git ignores: {ignored}" if ignored else ""
            self.loop.feedback = f"You reported the task as done, but nothing was changed{told}."
        elif await self._passes_review():
            self.loop.built = True

    async def _passes_review(self) -> bool:
        level = self.place.settings.level
        if not level.loop_reviews:
            return True
        parts = (prompts.of_task(self.task, self.loop),)
        folder = self.worktree.folder
        self._check_cost()
        review = await self.place.verdict(
            "review-loop", Phase.BUILD, *parts, cwd=folder, loop=self.loop
        )
        if not review.passed:
            self.loop.sent_back += 1
            self.loop.feedback = f"The review of your work found:\n{review.feedback}"
        return review.passed

    async def _ignored(self) -> str:
        """What lies in the worktree that git ignores, as a list; empty where there is nothing."""
        if not self.worktree.folder.is_dir():
            return ""
        return ", ".join(map(shown, await self.worktree.ignored()))

    async def _look_for_progress(self) -> None:
        if self.loop.built:
            return
        await self.worktree.mend(self.loop.base_commit)
        tree = await self.worktree.tree()
        self.loop.no_progress = 0 if tree != self.loop.tree else self.loop.no_progress + 1
        self.loop.tree = tree

    def _check_limits(self) -> None:
        loop, level, settings = self.loop, self.place.settings.level, self.place.settings
        if loop.same_error >= level.patience:
            raise Stuck(f"the same error {loop.same_error} times: {loop.last_error}")
        if loop.no_progress >= level.patience + MORE_PATIENCE:
            raise Stuck(f"no progress in {loop.no_progress} iterations")
        if loop.sent_back > level.attempts:
            raise Stuck(f"sent back by its review {loop.sent_back} times")
        if loop.iterations >= settings.max_iterations:
            raise Stuck(f"not done after {loop.iterations} iterations")
        self._check_cost()

    def _check_cost(self) -> None:
        spent, cap = self.place.store.spent(loop=self.loop.id), self.place.settings.usd_per_loop
        if spent >= cap:
            raise Stuck(f"the loop has cost ${spent:.2f} of ${cap:.2f}")

    def _give_up(self, status: LoopStatus, reason: str) -> None:
        with self.place.store.transaction():
            self._stand(status, reason)
            self.place.store.set_task(self.task.id, "failed", reason)

    def _stand(self, status: LoopStatus, reason: str | None = None) -> None:
        self.loop.status, self.loop.reason = status, reason
        self.place.store.save_loop(self.loop)
        told = f"{self.loop.id} of {self.task.id} is {status}"
        self.place.display.happened(f"{told}: {reason}" if reason else told)
