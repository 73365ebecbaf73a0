"""Try an engine with pipelines, agents, crashes and resumes that nobody has thought of."""

import json
import os
import random
import shlex
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from proving_ground.engines import registry
from proving_ground.errors import InputError, TrialError
from proving_ground.explore import defects
from proving_ground.explore.behaving import run_drawn
from proving_ground.explore.search import Search, search
from proving_ground.proof.series import at_least, left_out, watched
from proving_ground.report.console import Console
from proving_ground.root import ROOT
from proving_ground.stopping import CHILDREN
from proving_ground.suite.checks.options import check_file
from proving_ground.suite.parallel.side_by_side import (
    NOT_DONE,
    Failed,
    add_scheduler,
    side_by_side,
)

STEP = 500
"""Trials between two lines that say how far it is."""
LARGEST_SEED = 1_000_000


def add_arguments(parser: ArgumentParser) -> None:
    """How many trials, which engine, and which trials."""
    parser.add_argument("--trials", type=at_least(1), default=1000, metavar="N")
    parser.add_argument(
        "--engine", default=registry.DEFAULT, metavar="NAME", help="default: reference"
    )
    parser.add_argument("--home", type=Path, metavar="DIR", help="the engine's folder")
    parser.add_argument("--seed", type=at_least(0), help="repeats the same trials; default: others")
    parser.add_argument("--no-sweeps", action="store_true", help="no run struck at every change")
    parser.add_argument("--no-shrink", action="store_true", help="show the first failure as it is")
    parser.add_argument("--jobs", type=at_least(1), default=1, help="series at once, each its own")
    add_scheduler(parser)
    parser.add_argument(
        "--defects",
        nargs="*",
        metavar="NAME",
        help="count the trials that catch each of these known bugs of the reference pipelines",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found there")


def main(arguments: Namespace) -> int:
    """Run the trials; 0 where all passed, 1 where one did not, 2 where they could not run."""
    registry.check(arguments.engine, arguments.home)
    check_file("--json", arguments.json)
    if arguments.seed is None:
        arguments.seed = random.randrange(LARGEST_SEED)  # noqa: S311 - told, to be repeated
    if arguments.defects is not None:
        return _hunt(arguments)
    if arguments.jobs > 1 or arguments.scheduler is not None:
        return _spread(arguments)
    told = arguments.json.resolve() if arguments.json else None
    os.chdir(ROOT)
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    found = Search()

    def work(attempt: object) -> None:
        nonlocal found
        found = search(
            attempt,  # type: ignore[arg-type]
            arguments.trials,
            arguments.seed,
            shrink=not arguments.no_shrink,
            families=registry.families(arguments.engine),
            sweeps=not arguments.no_sweeps,
            tell=lambda so_far: _tell(console, so_far),
        )

    if run_drawn(work, list(_defines(arguments))):
        return 2
    if told:
        told.write_text(json.dumps({"seed": arguments.seed, **found.as_json()}, indent=1), "utf-8")
    return _conclude(console, found, arguments)


def _hunt(arguments: Namespace) -> int:
    """Put back one bug after another; 1 where a series has not caught the one that it was for."""
    if arguments.engine != registry.DEFAULT or arguments.home:
        raise InputError(
            "--defects",
            "bugs are put back into the reference engine only",
            "leave out --engine and --home",
        )
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    chosen = defects.chosen(arguments.defects)
    hunts = defects.hunt(
        chosen,
        partial(_until_caught, arguments),
        arguments.jobs,
        partial(_tell_hunt, console),
        scheduler=arguments.scheduler,
    )
    for line in defects.summary(hunts, arguments.trials, arguments.seed):
        console.line(line)
    if arguments.json:
        defects.write(arguments.json, hunts, arguments.seed)
    if stopped := left_out(len(chosen) - len(hunts), len(chosen), "defects"):
        console.line(stopped, "yellow")
    return 0 if all(each.caught for each in hunts) and not stopped else 1


def _until_caught(arguments: Namespace, home: Path, found: Path) -> list[str]:
    """The command of a series on the engine in `home`, which writes what it found there."""
    single = Namespace(**{**vars(arguments), "home": home, "no_shrink": True})
    return [*_command(single, arguments.trials, arguments.seed), "--json", str(found)]


def _tell_hunt(console: Console, each: defects.Hunt) -> None:
    if each.caught:
        console.line(f"caught by trial {each.trial}: {each.name}", "green")
    else:
        console.line(f"{each.verdict or 'not caught'} in {each.trials} trials: {each.name}", "red")
        if not each.trials:
            console.line(f"  {each.reason}")


def _defines(arguments: Namespace) -> Iterator[str]:
    yield f"engine={arguments.engine}"
    yield "points=3"
    if arguments.home:
        yield f"engine_home={arguments.home.resolve()}"


def _spread(arguments: Namespace) -> int:
    """So many series of their own, with seeds one after another, each in a process."""
    jobs = min(arguments.jobs, arguments.trials)
    counts = [len(range(number, arguments.trials, jobs)) for number in range(jobs)]
    seeds = [arguments.seed + number for number in range(jobs)]
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    worst = untried = 0
    found: list[Any] = []
    with side_by_side(arguments.jobs, arguments.scheduler) as pool:
        outcomes = pool.map(partial(_series, arguments), seeds, counts)
        for seed, outcome in zip(seeds, watched(pool, outcomes, jobs, "series"), strict=True):
            if outcome == NOT_DONE:
                untried += 1
                continue
            ended = _ended(outcome, seed)
            sys.stdout.write(ended.out)
            sys.stderr.write(ended.err)
            found += [json.loads(ended.found)] if ended.found else []
            worst = max(worst, ended.code)
    if arguments.json:
        arguments.json.write_text(json.dumps({"series": found}, indent=1), "utf-8")
    if stopped := left_out(untried, jobs, "series"):
        console.line(stopped, "yellow")
    return max(worst, 1) if stopped else worst


class _Ended(NamedTuple):
    """How a series ended, what it said and complained of, and what it found, in JSON."""

    code: int
    out: str = ""
    err: str = ""
    found: str = ""


def _ended(outcome: _Ended | Failed, seed: int) -> _Ended:
    if isinstance(outcome, Failed):
        return _Ended(2, err=f"ERROR in the series of --seed {seed}: {outcome.why}\n")
    return outcome


def _series(arguments: Namespace, seed: int, trials: int) -> _Ended:
    """Run a series in a process of its own."""
    pipe = subprocess.PIPE
    with TemporaryDirectory() as folder:
        found = Path(folder, "found.json")
        command = [*_command(arguments, trials, seed), "--json", str(found)]
        with CHILDREN.started(command, stdout=pipe, stderr=pipe) as process:
            out, err = (each.decode(errors="replace") for each in process.communicate())
        if process.returncode < 0:
            raise TrialError(f"it was ended by signal {-process.returncode}")
        told = found.read_text("utf-8") if found.exists() else ""
    return _Ended(process.returncode, out, err, told)


def _command(arguments: Namespace, trials: int, start: int) -> list[str]:
    words = [sys.executable, "-m", "proving_ground.cli", "explore"]
    words += ["--engine", arguments.engine, "--trials", str(trials), "--seed", str(start)]
    words += ["--home", str(arguments.home.resolve())] if arguments.home else []
    flags = {"--no-sweeps": arguments.no_sweeps, "--no-shrink": arguments.no_shrink}
    return words + [flag for flag, is_set in flags.items() if is_set]


def _tell(console: Console, so_far: Search) -> None:
    if so_far.trials % STEP == 0:
        console.line(f"{so_far.trials} trials passed", "dim")


def _conclude(console: Console, found: Search, arguments: Namespace) -> int:
    count = found.skipped.total()
    skipped = f", {count} of them SKIPPED" if count else ""
    for reason, times in found.skipped.most_common():
        console.line(f"{times} SKIPPED: {reason}", "cyan")
    if found.result is None:
        told = f"{found.trials} trials{skipped}: no failure (--seed {arguments.seed})"
        console.line(told, "green")
        return 0
    console.line(
        f"{found.result.verdict} in trial {found.first}{skipped}; the smallest that is so:"
    )
    console.line(f"\n{found.text}")
    console.line(found.result.reason)
    if found.flaky:
        console.line("It does not fail each time: what comes of it depends on the moment.")
    words = shlex.join(_command(arguments, arguments.trials, arguments.seed)[3:])
    console.line(f"again: proving-ground {words}\nto keep it: put it into a feature file")
    return 1
