"""How much sooner several jobs and workers are done: `python -m benchmarks.speed_up [TAG|FEATURE]`.

Which scenarios, as `@hooks` or a feature's file (default: all of them). They are run by behave with
one, two and four jobs (no more than there are cores), and on a Dask cluster of this machine with as
many workers. Wall seconds and CPU seconds of all processes, and their ratios to one job's. Where a
way gives other verdicts than one job, the figures are worth nothing, and it ends with 1.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.clocks import Cost, of_children, timed
from proving_ground.processes.command import Command
from proving_ground.report.model import read_report
from proving_ground.root import ROOT

BEHAVE = (sys.executable, "-m", "behave", "--format=null", "-Dreport={out}/report")
RUN = (sys.executable, "-m", "proving_ground.cli", "run", "--report={out}/report")
MOST = 4
"""Jobs and workers beyond which nothing is measured."""
Verdicts = Mapping[str, str]


def main(which: Sequence[str]) -> None:
    """Print what each way takes; exit with 1 where their verdicts differ."""
    table = Table("", "s", "of one job's", "CPU s", "of one job's", title="How much sooner")
    found: dict[str, tuple[Cost, Verdicts]] = {}
    for way, command, workers in _ways(which):
        found[way] = _measured(command, workers)
        (cost, verdicts), (first, expected) = found[way], found["behave, 1 job"]
        ratios = f"{cost.wall / first.wall:.0%}", f"{cost.cpu / first.cpu:.0%}"
        table.add_row(way, f"{cost.wall:.1f}", ratios[0], f"{cost.cpu:.1f}", ratios[1])
        if verdicts != expected:
            sys.exit(f"{way}: other verdicts than those of one job ({cost.result})")
    Console(width=90).print(table, f"{len(expected)} scenarios")


def _ways(which: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """What each way is called, its command, and how many workers of a cluster it needs."""
    sizes = [size for size in (1, 2, MOST) if size <= (os.cpu_count() or 1)]
    chosen = [f"--tags={each}" if each.startswith("@") else each for each in which]
    for jobs in sizes:
        yield f"behave, {_several(jobs, 'job')}", (*BEHAVE, f"-Djobs={jobs}", *chosen), 0
    for workers in sizes:
        name = f"cluster, {_several(workers, 'worker')}"
        yield name, (*RUN, "--scheduler={scheduler}", *which), workers


def _several(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _measured(command: Sequence[str], workers: int) -> tuple[Cost, Verdicts]:
    """What a command costs, with the cluster that it needs, and the verdicts of its report."""
    before = of_children()
    with tempfile.TemporaryDirectory() as out:
        with _cluster(workers) if workers else nullcontext("") as scheduler:
            argv = [word.format(out=out, scheduler=scheduler) for word in command]
            cost = timed(Command(tuple(argv), ROOT, dict(os.environ)))
        report = Path(out, "report", "report.json")
        told = read_report(report).scenarios if report.exists() else ()
        verdicts = {each.id: str(each.verdict) for each in told}
    return cost._replace(cpu=of_children() - before), verdicts


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    """The address of the scheduler of so many workers on this machine, a thread in each."""
    from distributed import LocalCluster  # noqa: PLC0415 - half a second that only a cluster is worth

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as cluster:
        yield cluster.scheduler_address


if __name__ == "__main__":
    main(sys.argv[1:])
