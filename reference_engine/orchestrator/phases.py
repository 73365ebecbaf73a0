"""The phases of a run, one after the other, and what makes each of them done."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from reference_engine.orchestrator import graph, prompts
from reference_engine.orchestrator.config import NEXT, Phase
from reference_engine.orchestrator.conflicts import Merging
from reference_engine.orchestrator.errors import Halted, StepFailed
from reference_engine.orchestrator.loops import BuildLoop
from reference_engine.orchestrator.records import Loop, Task
from reference_engine.orchestrator.repository import branch_prefix
from reference_engine.orchestrator.steps import Workplace
from reference_engine.orchestrator.worktree import Worktree

Once = Callable[[str], Awaitable[dict[str, object] | None]]
"""One attempt at a phase; it is told why the last one failed, or nothing.

It tells what is true of the run from then on, where that is not just the next phase.
"""


@dataclass
class Machine:
    """Moves a run from phase to phase; the state tells where it stands."""

    place: Workplace

    async def run(self, until: Phase | None, *, one: bool = False) -> None:
        """Go on to the end, or pause after one phase or after `until`; Halted where it ends."""
        while (phase := self.place.store.phase) is not Phase.COMPLETE:
            await self._do(phase)
            if one or until in (phase, Phase.COMPLETE):
                raise Halted("paused", "paused", f"paused after {phase}, as asked")

    async def _do(self, phase: Phase) -> None:
        if phase in (Phase.BUILD, Phase.CONFLICT):
            with self.place.recorded(Phase.BUILD) as then:
                await self._build()
                then["phase"] = NEXT[phase]
        else:
            work: dict[Phase, Once] = {
                Phase.ANALYZE: self._analyze,
                Phase.ENUMERATE: self._enumerate,
                Phase.PLAN: self._plan,
                Phase.REVIEW: self._review,
                Phase.REVISE: self._revise,
            }
            await self._try(phase, work[phase])

    async def _try(self, phase: Phase, once: Once) -> None:
        """Try a phase until it succeeds, as often as the effort level has patience."""
        failure: StepFailed | None = None
        for _ in range(self.place.settings.level.patience):
            try:
                with self.place.recorded(phase) as then:
                    told = await once(prompts.again(str(failure) if failure else None))
                    then.update(told or {"phase": NEXT[phase]})
                return
            except StepFailed as error:
                failure = error
                self.place.display.happened(f"{phase} failed: {error}")
        assert failure
        raise Halted("failed", failure.kind, f"{phase}: {failure}")

    async def _analyze(self, again: str) -> None:
        await self.place.ask("analyze", Phase.ANALYZE, again)
        if self.place.store.one("SELECT analysis FROM run")[0] is None:
            raise StepFailed("no_analysis", "the agent recorded no analysis")
        await self._gate(Phase.ANALYZE)

    async def _enumerate(self, again: str) -> None:
        await self.place.ask("enumerate", Phase.ENUMERATE, self._analysis, again)
        if mistake := graph.mistake_in_tasks(self.place.store.tasks()):
            raise StepFailed("tasks_refused", mistake)
        await self._gate(Phase.ENUMERATE)

    async def _plan(self, again: str) -> None:
        store = self.place.store
        await self.place.ask("plan", Phase.PLAN, prompts.of_tasks(store.tasks()), again)
        if mistake := graph.mistake_in_plan(store.tasks(), store.groups()):
            raise StepFailed("plan_refused", mistake)
        await self._gate(Phase.PLAN)

    async def _gate(self, phase: Phase) -> None:
        """Let the phase's result be reviewed, where the effort level wants that."""
        if phase not in self.place.settings.level.gates:
            return
        tasks = prompts.of_tasks(self.place.store.tasks())
        plan = prompts.of_groups(self.place.store.groups())
        review = await self.place.verdict(f"review-{phase}", phase, self._analysis, tasks, plan)
        if not review.passed:
            raise StepFailed("gate_refused", f"its review found:\n{review.feedback}")

    @property
    def _analysis(self) -> str:
        told = self.place.store.one("SELECT analysis FROM run")[0]
        return f"# What the project is\n{told}" if told else ""

    async def _review(self, again: str) -> dict[str, object] | None:
        store, settings = self.place.store, self.place.settings
        tasks = prompts.of_tasks(store.tasks())
        review = await self.place.verdict("review", Phase.REVIEW, tasks, again)
        if review.passed:
            return None
        if store.revisions >= settings.max_revisions:
            told = f"the review still fails after {store.revisions} revisions:\n{review.feedback}"
            raise Halted("stuck", "max_revisions", told)
        return {"phase": Phase.REVISE, "revisions": store.revisions + 1}

    async def _revise(self, again: str) -> None:
        store = self.place.store
        tasks = prompts.of_tasks(store.tasks())
        await self.place.ask("revise", Phase.REVISE, self._findings, tasks, again)
        if mistake := graph.mistake_in_tasks(store.tasks()):
            raise StepFailed("tasks_refused", mistake)
        if all(task.status == "completed" for task in store.tasks()):
            raise StepFailed("nothing_revised", "the agent opened no task")

    @property
    def _findings(self) -> str:
        """What the latest review of the run found, while there is a revision of it."""
        review = self.place.store.last_review("review", 0)
        return prompts.of_issues(review.issues) if review and self.place.store.revisions else ""

    async def _build(self) -> None:
        store = self.place.store
        merging = Merging(self.place)
        free = asyncio.Semaphore(self.place.settings.max_loops)
        for wave in graph.waves(store.tasks(), store.groups()):
            done = {task.id for task in store.tasks() if task.status == "completed"}
            loops = [
                await self._loop(task, merging)
                for task in wave
                if done.issuperset(task.dependencies)
            ]
            ends = await asyncio.gather(
                *(_in_turn(loop, free) for loop in loops), return_exceptions=True
            )
            for end in ends:
                if end is not None:
                    raise end
        self._check_all_done()

    def _check_all_done(self) -> None:
        open_tasks = [task for task in self.place.store.tasks() if task.status != "completed"]
        if open_tasks:
            stuck = any(loop.status == "stuck" for loop in self.place.store.loops())
            told = "; ".join(f"{task.id}: {task.reason or 'waits'}" for task in open_tasks)
            raise Halted("stuck" if stuck else "failed", "tasks_open", told)

    async def _loop(self, task: Task, merging: Merging) -> BuildLoop:
        """The task's loop: the one that was cut short, with its patience renewed, or a new one."""
        place = self.place
        loops = place.store.loops()
        mine = [loop for loop in loops if loop.task_id == task.id and loop.status != "completed"]
        if mine:
            loop = mine[-1]
            loop.same_error = loop.no_progress = loop.sent_back = 0
        else:
            name, branch = await self._free_name(len(loops) + 1)
            loop = Loop(name, task.id, "pending", branch, await place.repository.head())
            place.store.save_loop(loop)
        folder = place.worktrees / loop.id
        worktree = Worktree(place.repository, folder, loop.branch)
        return BuildLoop(place, task, loop, worktree, merging, self._findings)

    async def _free_name(self, number: int) -> tuple[str, str]:
        """A name for a loop, and one for its branch, that no branch of the user's has."""
        prefix = branch_prefix(self.place.name)
        while await self.place.repository.has_branch(branch := f"{prefix}/loop-{number}"):
            number += 1
        return f"loop-{number}", branch


async def _in_turn(loop: BuildLoop, free: asyncio.Semaphore) -> None:
    async with free:
        await loop.run()
