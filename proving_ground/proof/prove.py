"""Prove that every scenario can fail: put each known bug back, and see what turns red."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from proving_ground.errors import InputError
from proving_ground.proof.defects import Defect, load_defects
from proving_ground.proof.matrix import Kill, Matrix
from proving_ground.proof.plan import Plan, on_record, over_all, to_update
from proving_ground.proof.record import read_record, smallest, write_record
from proving_ground.proof.series import at_least, left_out, sample, watched
from proving_ground.proof.suite import Listed, all_scenarios, run_suite
from proving_ground.report.console import Console
from proving_ground.scratch import run_folder
from proving_ground.suite.checks.options import check_file
from proving_ground.suite.parallel.side_by_side import (
    NOT_DONE,
    Failed,
    add_scheduler,
    side_by_side,
)


def add_arguments(parser: ArgumentParser) -> None:
    """Which defects, which scenarios, how many at once."""
    parser.add_argument("defects", nargs="*", metavar="DEFECT", help="names; default: all of them")
    parser.add_argument("--tags", action="append", default=[], help="run only these scenarios")
    record = parser.add_mutually_exclusive_group()
    record.add_argument(
        "--recorded", action="store_true", help="prove again what is on record, and no more"
    )
    record.add_argument(
        "--update", action="store_true", help="prove also what is not on record, and record it"
    )
    parser.add_argument("--sample", type=at_least(0), metavar="N", help="only so many defects")
    today = date.today().toordinal()
    parser.add_argument("--seed", type=int, default=today, help="which sample; another each day")
    jobs = 1 + (os.cpu_count() or 1)
    parser.add_argument(
        "--jobs", type=at_least(1), default=jobs, help="runs at once; default: one more than cores"
    )
    add_scheduler(parser)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the matrix there, too")


def main(arguments: Namespace) -> int:
    """Print the kill matrix; 1 where a defect survived or a scenario was turned red by none."""
    check_file("--json", arguments.json)
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    defects = _chosen(console, load_defects(arguments.defects), arguments)
    plan = _plan(arguments, defects)
    tell = partial(_print_kill, console, brief=arguments.recorded)
    matrix = prove(defects, plan, arguments.jobs, tell, scheduler=arguments.scheduler)
    is_whole = not (arguments.defects or arguments.sample or matrix.errors or matrix.untried)
    if arguments.json:
        told = matrix.as_json(is_whole=is_whole)
        arguments.json.write_text(json.dumps(told, indent=1), "utf-8")
    if arguments.update and is_whole:
        write_record(smallest(matrix.kills))
    failed = _conclude(console, matrix, matrix.unjustified if is_whole else [])
    if arguments.recorded:
        failed |= _tell_green(console, matrix)
    if failed and arguments.recorded:
        console.line("what is new is proven, and recorded, by `proving-ground prove --update`")
    return 1 if failed else 0


def prove(
    defects: list[Defect],
    plan: Plan,
    jobs: int,
    tell: Callable[[Kill], None],
    *,
    scheduler: str | None = None,
) -> Matrix:
    """Run the planned scenarios once per defect; `tell` hears of each kill in their order."""
    planned = [plan.runs[each.name] for each in defects]
    kills = []
    with side_by_side(jobs, scheduler) as series:
        results = series.map(partial(_kill, recorded=plan.recorded), defects, planned)
        outcomes = watched(series, results, len(defects), "defects")
        for defect, outcome in zip(defects, outcomes, strict=True):
            if outcome != NOT_DONE:
                kills.append(_lost(defect, outcome) if isinstance(outcome, Failed) else outcome)
                tell(kills[-1])
    names = {scenario.id for scenario in plan.scenarios}
    return Matrix(tuple(kills), tuple(sorted(names)), len(defects) - len(kills))


def _chosen(console: Console, defects: list[Defect], arguments: Namespace) -> list[Defect]:
    """The defects, or as many of them as are asked for."""
    chosen = sample(defects, arguments.sample or 0, arguments.seed)
    if len(chosen) < len(defects):
        told = f"{len(chosen)} of {len(defects)} defects"
        console.line(f"{told}; to repeat this sample: --seed {arguments.seed}")
    return sorted(chosen, key=lambda each: each.name)


def _plan(arguments: Namespace, defects: list[Defect]) -> Plan:
    if not (arguments.recorded or arguments.update):
        return over_all(defects, arguments.tags)
    if arguments.tags or (arguments.update and (arguments.defects or arguments.sample)):
        raise InputError(
            "the command line",
            "the record is of all scenarios, and is written for all defects at once",
            "leave out --tags, and with --update names of defects and --sample",
        )
    plan = on_record if arguments.recorded else to_update
    return plan(defects, all_scenarios(), read_record())


def _lost(defect: Defect, failed: Failed) -> Kill:
    return Kill(defect, (), error=failed.why)


def _kill(defect: Defect, planned: Sequence[Listed], *, recorded: bool) -> Kill:
    if not planned:
        return Kill(defect, ())
    with run_folder() as folder:
        return _killed(folder / defect.name, defect, planned, recorded=recorded)


def _killed(folder: Path, defect: Defect, planned: Sequence[Listed], *, recorded: bool) -> Kill:
    defect.put_back(folder)
    places = [each.location for each in planned]
    kill = Kill(defect, run_suite(folder, folder, places=places))
    if kill.survived:
        return Kill(defect, run_suite(folder, folder, places=places), 2)
    if recorded and kill.green:  # it may be a race, too
        again = [each.location for each in kill.green]
        others = tuple(each for each in kill.results if each not in kill.green)
        return Kill(defect, (*others, *run_suite(folder, folder, places=again)), 2)
    return kill


def _print_kill(console: Console, kill: Kill, *, brief: bool) -> None:
    if kill.error:
        console.line(f"ERROR {kill.defect.name}: {kill.error}", "red")
        return
    console.write("SURVIVED " if kill.survived else "caught ", "red" if kill.survived else "green")
    console.line(f"{kill.defect.name}: {kill.defect.symptom}")
    if kill.survived:
        console.line(f"  {kill.survived}")
    elif brief:
        return
    if kill.laws:
        console.line(f"  laws broken: {', '.join(kill.laws)}")
    for result in kill.red:
        console.line(f"  {result.verdict:5} {result.id}  ({result.location})")


def _tell_green(console: Console, matrix: Matrix) -> bool:
    """Name each scenario that is on record as proven by a defect, and stayed green with it."""
    stayed = [(kill, each) for kill in matrix.kills for each in kill.green]
    for kill, each in stayed:
        console.line(f"stayed green with {kill.defect.name}: {each.id} ({each.location})", "red")
    return bool(stayed)


def _conclude(console: Console, matrix: Matrix, unjustified: list[str]) -> bool:
    for name, why in matrix.skipped.items():
        console.line(f"not proven on this machine: {name} ({why})", "cyan")
    for name in unjustified:
        console.line(f"no defect turns red: {name}", "yellow")
    for kill in matrix.lucky:
        console.line(f"caught at the second try only: {kill.defect.name}", "yellow")
    for kill in matrix.survivors:
        console.line(f"survived: {kill.defect.name} ({kill.survived})", "red")
    for kill in matrix.errors:
        console.line(f"could not be tried: {kill.defect.name}", "red")
    stopped = left_out(matrix.untried, len(matrix.kills) + matrix.untried, "defects")
    if stopped:
        console.line(stopped, "yellow")
    undecided, total = len(matrix.survivors) + len(matrix.errors), len(matrix.scenarios)
    caught = len(matrix.kills) - undecided
    justified = total - len(matrix.unjustified) - len(matrix.skipped)
    console.line(
        f"{caught} of {len(matrix.kills)} defects caught, "
        f"{justified} of {total} scenarios turned red by one"
    )
    return bool(undecided or unjustified or stopped)
