"""Asking an agent to do one step: the budget before it, the cost and the record after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reference_engine.orchestrator import agent
from reference_engine.orchestrator.attempts import Attempts
from reference_engine.orchestrator.cache import Question, Verdicts, tree_of
from reference_engine.orchestrator.config import Phase, Provider, Settings
from reference_engine.orchestrator.display import Display
from reference_engine.orchestrator.errors import ConfigurationError, Halted, StepFailed
from reference_engine.orchestrator.prompts import prompt
from reference_engine.orchestrator.records import Loop, Review
from reference_engine.orchestrator.repository import Repository
from reference_engine.orchestrator.server import Server
from reference_engine.orchestrator.store import Store, now
from reference_engine.orchestrator.tools import Step, forget


class Asked(NamedTuple):
    """Who did a step, and the number of the newest review at the time when it began."""

    backend: Provider
    newest_review: int


@dataclass(frozen=True)
class Workplace:
    """All that the steps of one run need; `folder` is the run's own."""

    name: str
    folder: Path
    store: Store
    settings: Settings
    repository: Repository
    server: Server
    display: Display
    worktrees: Path
    attempts: Attempts
    verdicts: Verdicts

    async def ask(
        self,
        role: str,
        phase: Phase,
        *parts: str,
        cwd: Path | None = None,
        loop: Loop | None = None,
    ) -> Asked:
        """Let an agent do a step; StepFailed where it does not end well.

        Halted where the budget is spent, or no backend answers.
        """
        self.check_budget(phase)
        task = loop.task_id if loop else None
        step = Step(role, phase, self._number(role, task), task, loop.id if loop else None)
        told = prompt(step, self.name, self.settings.spec, *parts)
        where = cwd or self.repository.project

        asked: list[Asked] = []

        async def call(backend: Provider) -> agent.Output:
            asked.append(Asked(backend, self.store.newest_review()))
            self.check_budget(phase)
            self.display.called(step)
            forget(self.store, step)
            transcript = self._transcript(step)
            watched = self.repository.belongings.watched(self.display.happened)
            with self.server.admit(step) as endpoint, watched:
                return await agent.call(backend, told, where, transcript, self.settings, endpoint)

        output = await self.attempts.answer(step, call)
        if loop:
            await self.repository.belongings.take_out_stashes(loop.branch, self.display.happened)
        self.display.refresh()
        if isinstance(output.error, ConfigurationError):
            raise Halted("failed", "configuration", str(output.error))
        if output.error:
            raise output.error
        return asked[-1]

    async def verdict(
        self,
        role: str,
        phase: Phase,
        *parts: str,
        cwd: Path | None = None,
        loop: Loop | None = None,
    ) -> Review:
        """Let an agent review, unless it was reviewed before.

        A review without a verdict is a failed step, never a passed one.
        """
        tree = await tree_of(cwd or self.repository.project)
        question = Question("\n\n".join((role, self.settings.spec, *parts)), tree)
        scope = f"{role}:{loop.id}" if loop else role
        if review := self.verdicts.find(question):
            self.display.happened(f"{role} passed before, for the same work")
            self.store.add_review(scope, loop.id if loop else None, review, cached=True)
            return review
        asked = await self.ask(role, phase, *parts, cwd=cwd, loop=loop)
        review = self.store.last_review(scope, asked.newest_review)
        if review is None:
            raise StepFailed("no_verdict", f"{role}: the agent gave no verdict")
        self.verdicts.keep(question, asked.backend, review)
        return review

    def ended_well(self, role: str, loop: Loop) -> int:
        """How many calls of that kind the loop's agents have brought to a good end."""
        sql = "SELECT count(*) FROM attempts WHERE role = ? AND loop_id = ? AND failure IS NULL"
        return int(self.store.one(sql, role, loop.id)[0])

    @contextmanager
    def recorded(self, phase: Phase) -> Iterator[dict[str, object]]:
        """Keep the phase in the history, with the error that ends it.

        What is put into the yielded dict becomes true of the run at the moment the phase is done.
        """
        sql = "INSERT INTO phase_history (phase, status, started_at) VALUES (?, 'running', ?)"
        with self.store.transaction():
            self.store.set_run(phase=phase)
            row = self.store.do(sql, phase, now())
        self.display.entered(phase)
        status, error, then = "interrupted", None, dict[str, object]()
        try:
            yield then
            status = "completed"
        except (StepFailed, Halted) as failure:
            status, error = "failed", f"{failure.kind}: {failure}"
            raise
        finally:
            with self.store.transaction():
                self.store.do(
                    "UPDATE phase_history SET status = ?, error = ?, ended_at = ? WHERE id = ?",
                    status,
                    error,
                    now(),
                    row,
                )
                if status == "completed" and then:
                    self.store.set_run(**then)

    def check_budget(self, phase: Phase) -> None:
        """Halted where the run or the phase has spent all that it may."""
        settings, store = self.settings, self.store
        for what, spent, cap in (
            ("run", store.spent(), settings.usd_per_run),
            ("phase", store.spent(phase), settings.usd_per_phase),
        ):
            if spent >= cap:
                told = f"the {what} has cost ${spent:.2f} of ${cap:.2f}"
                raise Halted("over_budget", f"{what}_cost", told)

    def _number(self, role: str, task: str | None) -> int:
        """The how-manieth of its kind this is; attempts that came to no answer do not count."""
        sql = "SELECT count(*) FROM attempts WHERE role = ? AND task_id IS ? AND NOT down"
        return 1 + int(self.store.one(sql, role, task)[0])

    def _transcript(self, step: Step) -> Path:
        """A file that no earlier call has written."""
        folder = self.folder / "transcripts"
        folder.mkdir(exist_ok=True)
        number = 1 + sum(1 for _ in folder.glob("*.jsonl"))
        name = "-".join(part for part in (f"{number:04d}", step.role, step.task) if part)
        return folder / f"{name}.jsonl"
