"""A run on a Dask cluster: each task is a part of the scenarios, which a worker runs with behave.

What is lost with a worker is run by another one. A part that is lost alone, too, is halved, so that
only the scenario that ends its workers is ERROR.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.report import clock
from proving_ground.report.board import Board
from proving_ground.report.console import Console
from proving_ground.report.merge import check_same, merge
from proving_ground.report.model import Report, ScenarioResult, Shard, Verdict, write_report
from proving_ground.report.reports import write_reports
from proving_ground.report.summary import print_summary
from proving_ground.suite.parallel import cluster
from proving_ground.suite.parallel.cluster import Cluster, Done, Ending, Lost, Told, advised
from proving_ground.suite.parallel.parts import Part, run_part, untried
from proving_ground.suite.parallel.telling import BEGAN

MEND = "mend that, and run it again"
PARTS_PER_CORE = 4
"""More parts than cores, so that no core waits for long at the end."""
MOST_HALVINGS = 32
"""Enough to find four scenarios that end their workers among a thousand."""


def run(address: str, options: Sequence[str], report: Path | None, verdicts: Path | None) -> int:
    """Run what behave's `options` select, and report on it; 1 where something failed.

    Where it is interrupted, what has come in is reported, and 1 returned. InputError where nobody
    answers at the address, or where no worker can run any of it.
    """
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    started = clock.now()
    everything = untried(options)
    with cluster.workers(address) as workers:
        parts = Parts(workers, list(options), everything, console)
        parts.follow()
    merged = parts.merged().model_copy(update={"duration_s": round(clock.now() - started, 3)})
    print_summary(merged, console)
    if verdicts:
        write_report(verdicts, merged)
    if report:
        console.line(f"report: {write_reports(report, merged)}")
    return int(workers.is_stopped or merged.failed)


class Parts:
    """The parts of a run; `everything` says which scenarios there are, all of them ERROR."""

    def __init__(self, workers: Cluster, options: list[str], everything: Report, console: Console):
        self._workers = workers
        order = everything.order
        self._options = [*options, "-D", f"order={order}"] if order else options
        self._everything = everything
        self._scenarios = {each.id: each for each in everything.scenarios}
        self._board = Board(console, Counter(each.feature for each in everything.scenarios))
        self._halvings = MOST_HALVINGS
        self._reports: dict[str, Report] = {}
        self._took: list[float] = []
        self._at_work: dict[str, dict[str, str]] = defaultdict(dict)

    def follow(self) -> None:
        """Have all parts run, and take what comes of each; show how far they are."""
        count = min(PARTS_PER_CORE * self._workers.cores, len(self._scenarios))
        shards = Shard(number=1, count=count).all
        while shards:
            shards = tuple(half for lost in self._lost_of(shards) for half in self._halves(lost))
        self._board.close()

    def merged(self) -> Report:
        """One report of all parts; of a stopped run, with the number of scenarios not run."""
        named = {Path(f"part {shard}"): each for shard, each in self._reports.items()}
        nothing = self._everything.model_copy(update={"scenarios": (), "features": ()})
        merged = merge({Path("the run"): nothing, **named}, is_whole=False)
        missing = len(self._scenarios) - len(merged.scenarios)
        return merged.model_copy(update={"parts": tuple(self._took), "not_run": missing})

    def _lost_of(self, shards: Sequence[Shard]) -> list[Lost]:
        """Have those parts run; what is returned are those that ended their workers."""
        tasks = {str(each): (run_part, (self._options, str(each))) for each in shards}
        lost = []
        for event in self._workers.run(tasks):
            match event:
                case Told(task, messages):
                    self._show(task, messages)
                case Done(task, result):
                    self._done(task, result or Part())
                case Lost():
                    lost.append(event)
                case Ending():
                    self._board.line("stopped: what runs is ended, no other part begun", "yellow")
        return lost

    def _halves(self, lost: Lost) -> tuple[Shard, ...]:
        """The two parts that a lost one is made of; none where it is given up.

        Where all parts are lost it is no scenario that ends the workers.
        """
        is_single = len(self._of(lost.task)) < 2
        is_found = is_single or lost.is_final or not self._halvings
        if is_found or not self._took or self._workers.is_stopped:
            self._lose(lost.task, lost.how, lost.do)
            return ()
        self._halvings -= 1
        number, count = map(int, lost.task.split("/"))
        return tuple(Shard(number=each, count=2 * count) for each in (number, number + count))

    def _of(self, task: str) -> Sequence[ScenarioResult]:
        """What the run would be of that part if nothing was tried."""
        number, count = map(int, task.split("/"))
        return self._everything.scenarios[number - 1 :: count]

    def _show(self, task: str, messages: Sequence[Sequence[str]]) -> None:
        if not messages:  # it begins, perhaps not for the first time
            self._board.left(self._at_work.pop(task, {}))
        for what, identity, *verdict in messages:
            scenario = self._scenarios[identity]
            if what == BEGAN:
                self._at_work[task][identity] = scenario.name
                self._board.began(identity, scenario.name)
            else:
                self._at_work[task].pop(identity, None)
                self._board.ended(scenario.model_copy(update={"verdict": Verdict(verdict[0])}))

    def _done(self, task: str, part: Part) -> None:
        if part.report:
            self._take(task, Report.model_validate_json(part.report))
        elif not self._workers.is_stopped:
            why = part.refusal or "its worker says nothing of it"
            if not self._reports:
                raise PrerequisiteError(advised(why, MEND))
            self._lose(task, why, MEND)

    def _take(self, task: str, report: Report) -> None:
        # A worker need not have a checkout; its files are those of here, whatever git says.
        theirs = replace(report.origin, commit=self._everything.origin.commit)
        report = report.model_copy(update={"origin": theirs})
        try:
            check_same(Path("the run"), self._everything, Path(f"part {task}"), report)
        except InputError as error:
            self._lose(task, str(error), "let all workers have the same engine")
            return
        self._took.append(report.duration_s)
        self._keep(task, report)

    def _lose(self, task: str, how: str, do: str) -> None:
        names = ", ".join(self._at_work[task].values())
        at_work = f"\n  Then at work: {names}" if names else ""
        why = (
            f"its part of the run, {task}, was lost: {advised(how, do)}{at_work}\n"
            f"  That part alone: -D shard={task}"
        )
        lost = tuple(_reworded(each, why) for each in self._of(task))
        self._keep(task, self._everything.model_copy(update={"scenarios": lost}))

    def _keep(self, task: str, report: Report) -> None:
        self._reports[task] = report
        self._board.left(self._at_work.pop(task, {}))
        for each in report.scenarios:
            self._board.ended(each)


def _reworded(result: ScenarioResult, why: str) -> ScenarioResult:
    """A result of nothing, with another reason."""
    findings = tuple(each.model_copy(update={"found": why}) for each in result.findings)
    return result.model_copy(update={"reason": why, "findings": findings})
