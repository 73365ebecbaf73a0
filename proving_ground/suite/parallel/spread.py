"""A run that is spread over workers: what they tell becomes results, and is shown as it comes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from behave.formatter.null import NullFormatter

from proving_ground.errors import InputError
from proving_ground.report.board import Board
from proving_ground.report.joined import joined
from proving_ground.report.model import BAD, ScenarioResult
from proving_ground.report.progress import ProgressFormatter
from proving_ground.report.verdicts import Judge, identity
from proving_ground.suite.parallel.pool import (
    Began,
    Done,
    Event,
    Lost,
    Parting,
    Pool,
    Shared,
    Task,
)
from proving_ground.suite.parallel.workers import Refused
from proving_ground.suite.selection import scenarios_of


def board_of(formatters: Sequence[Any], features: Iterable[Any], judge: Judge) -> Board:
    """What shows how it goes; InputError for a formatter that wants to see each step."""
    for formatter in formatters:
        if not isinstance(formatter, ProgressFormatter | NullFormatter):
            raise InputError(
                f"--format={formatter.name}",
                "it shows each step as it runs, which several jobs cannot",
                "leave it out, or add -D jobs=1",
            )
    console = next((f.console for f in formatters if isinstance(f, ProgressFormatter)), None)
    names = (each.feature.name for each in scenarios_of(features) if judge.is_selected(each))
    return Board(console, Counter(names))


class Spread:
    """Follows a pool; `mishaps` are the errors outside of all scenarios."""

    def __init__(self, features: Iterable[Any], judge: Judge, board: Board):
        self.mishaps: list[str] = []
        self._judge = judge
        self._board = board
        self._scenarios = {
            identity(each): each for each in scenarios_of(features) if judge.is_selected(each)
        }
        self._results: dict[str, ScenarioResult] = {}
        self._shared: dict[str, int] = {}
        self._parts: dict[str, list[ScenarioResult]] = defaultdict(list)
        self._refused: Refused | None = None

    @property
    def results(self) -> tuple[ScenarioResult, ...]:
        """The results in the order of the scenarios; Refused where a worker could not begin."""
        if self._refused:
            raise self._refused
        return tuple(self._results[name] for name in self._scenarios if name in self._results)

    def follow(self, pool: Pool, *, stop: bool, rank: Callable[[Any], float] | None = None) -> None:
        """Have the scenarios run; `stop` says whether to end at the first that does not pass.

        Those of the highest rank are begun first.
        """
        tasks = list(self._scenarios)
        if rank:
            tasks.sort(key=lambda name: rank(self._scenarios[name]), reverse=True)
        self._hear(pool.run(tasks), pool, stop=stop)
        for parts in self._parts.values():  # of which not all could be run
            if any(part.verdict in BAD for part in parts):
                self._take(joined(parts, self._judge), pool, stop=stop)
        self._board.close()

    def _hear(self, events: Iterator[Event], pool: Pool, *, stop: bool) -> None:
        for event in events:
            match event:
                case Began(task) if task.part == 1:
                    self._board.began(task.name, self._scenarios[task.name].name)
                case Shared(name, of) if of > 1:
                    self._shared[name] = of
                case Done(_, Refused() as refused):
                    self._refused = self._refused or refused
                    pool.stop()
                case Done(task, ScenarioResult() as result) if task.name in self._scenarios:
                    self._take(self._whole(task, result), pool, stop=stop)
                case Lost(task, how):
                    self._take(self._whole(task, self._lost(task, how)), pool, stop=stop)
                case Parting(mishaps):
                    self.mishaps += [each for each in mishaps if each not in self.mishaps]

    def _take(self, result: ScenarioResult | None, pool: Pool, *, stop: bool) -> None:
        if result is None:
            return
        self._results[result.id] = result
        self._board.ended(result)
        if stop and result.verdict in BAD:
            pool.stop()

    def _whole(self, task: Task, result: ScenarioResult | None) -> ScenarioResult | None:
        """The result of a task; of one that is shared, once all of its parts have one."""
        of = self._shared.get(task.name)
        if result is None or of is None:
            return result
        parts = self._parts[task.name]
        parts.append(result)
        return joined(self._parts.pop(task.name), self._judge) if len(parts) == of else None

    def _lost(self, task: Task, how: str) -> ScenarioResult | None:
        why = (
            f"the process that ran it ended {how}, as did the one that tried it again\n"
            "  What to do: run it alone, and look at what the machine says of the process"
        )
        return self._judge.lose(self._scenarios[task.name], why)
