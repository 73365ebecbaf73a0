"""Measure the suite: mutate the reference engine, and see how many mutants go unnoticed."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from rich.console import Console

from proving_ground.errors import PrerequisiteError
from proving_ground.proof.defects import copy_engine
from proving_ground.proof.matrix import red
from proving_ground.proof.reach import POINTS, Reached, few_points, measure, reaching
from proving_ground.proof.series import at_least, left_out, sample, watched
from proving_ground.proof.suite import TooSlow, run_suite
from proving_ground.root import ROOT
from proving_ground.scratch import run_folder
from proving_ground.suite.checks.options import check_file
from proving_ground.suite.parallel.side_by_side import (
    NOT_DONE,
    Failed,
    add_scheduler,
    side_by_side,
)

if TYPE_CHECKING:
    from proving_ground.proof.mutants import Mutant

EQUIVALENT = ROOT / "fixtures" / "mutants" / "equivalent.yaml"
FEATURES = ("features/pipelines", "features/regressions", "features/robustness")
ROUNDS = (12, 48, 1000)
"""How many scenarios at once, the quickest first: most mutants do not live to see the others."""
SLOWDOWN_LIMIT = 4
START_S = 20
"""A round may take so many times as long as on the sound engine, and some seconds to start; then
the mutant is noticed."""


def add_arguments(parser: ArgumentParser) -> None:
    """How many mutants, which ones, how many at once."""
    parser.add_argument("mutants", nargs="*", metavar="MUTANT", help="ids; default: a sample")
    parser.add_argument(
        "--sample", type=at_least(0), default=60, metavar="N", help="default 60; 0: all"
    )
    parser.add_argument("--seed", type=int, default=1, help="which sample; default 1")
    parser.add_argument("--jobs", type=at_least(1), default=2, help="suites at once; default 2")
    add_scheduler(parser)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome there, too")


def main(arguments: Namespace) -> int:
    """Print the survivors and the score; 1 where a mutant survived that is not equivalent."""
    check_file("--json", arguments.json)
    mutants = _library()
    everything = mutants.all_mutants(ROOT)
    excused = mutants.equivalents(EQUIVALENT, everything)
    if arguments.mutants:
        chosen = mutants.named(everything, arguments.mutants)
    else:
        chosen = sample(everything, arguments.sample, arguments.seed)
    tried = [mutant for mutant in chosen if mutant.id not in excused]
    console = Console(highlight=False, soft_wrap=True)
    survivors, errors, noticed = [], [], 0
    for mutant, outcome in _try(tried, arguments.jobs, arguments.scheduler):
        if outcome is True:
            noticed += 1
        elif outcome is False:
            survivors.append(f"{mutant.id} {mutant}")
            console.print(f"survived {survivors[-1]}", markup=False, style="red")
        elif outcome != NOT_DONE:
            errors.append(f"{mutant.id} {mutant}: {outcome.why}")
            console.print(f"ERROR {errors[-1]}", markup=False, style="red")
    decided = noticed + len(survivors)
    untried = len(tried) - decided - len(errors)
    if arguments.json:
        told = {"tried": decided, "survivors": survivors, "errors": errors, "untried": untried}
        arguments.json.write_text(json.dumps(told, indent=1), "utf-8")
    if stopped := left_out(untried, len(tried), "mutants"):
        console.print(stopped, style="yellow")
    lost = f"{len(errors)} could not be tried; " if errors else ""
    console.print(
        f"{noticed} of {decided} mutants noticed ({noticed / max(decided, 1):.0%}); {lost}"
        f"{len(chosen) - len(tried)} equivalent ones left out; {len(everything)} in all"
    )
    return 1 if survivors or errors or untried else 0


def _library() -> ModuleType:
    try:
        from proving_ground.proof import mutants  # noqa: PLC0415 - only this command needs it
    except ImportError as error:
        raise PrerequisiteError(
            f"mutation needs cosmic-ray ({error})\n  What to do: run make setup"
        ) from None
    return mutants


def _try(
    mutants: "Sequence[Mutant]", jobs: int, scheduler: str | None
) -> "Iterator[tuple[Mutant, bool | Failed]]":
    """Each mutant, and whether the suite noticed it; Failed where that could not be tried."""
    with run_folder() as folder:
        reached = measure(Path(folder, "reached"), FEATURES, ["-D", f"points={POINTS}"])
    met = [reaching(reached, each.module, each.line, _source(ROOT, each)) for each in mutants]
    with side_by_side(jobs, scheduler) as series:
        noticed = series.map(is_noticed, mutants, met)
        yield from zip(mutants, watched(series, noticed, len(mutants), "mutants"), strict=True)


def is_noticed(mutant: "Mutant", scenarios: Sequence[Reached]) -> bool:
    """Whether one of the scenarios fails on a copy of the engine that has the mistake."""
    with run_folder() as folder:
        copy_engine(folder)
        mutated = mutant.applied(_source(folder, mutant))
        _module(folder, mutant).write_text(mutated, "utf-8")
        return any(fails(folder, each) for each in _rounds(scenarios))


def _module(home: Path, mutant: "Mutant") -> Path:
    return home / "reference_engine" / "pipelines" / mutant.module


def _source(home: Path, mutant: "Mutant") -> str:
    return _module(home, mutant).read_text("utf-8")


def _rounds(scenarios: Sequence[Reached]) -> Iterator[Sequence[Reached]]:
    rest = iter(scenarios)
    return filter(None, (list(islice(rest, size)) for size in ROUNDS))


def fails(home: Path, scenarios: Sequence[Reached]) -> bool:
    """Whether one of the scenarios fails on the engine in `home`, or takes far too long.

    It stops where one does. TrialError where they cannot be tried at all.
    """
    places = sorted(each.location for each in scenarios)
    patience = START_S + SLOWDOWN_LIMIT * sum(each.seconds for each in scenarios)
    try:
        results = run_suite(
            home, home, places=places, options=["--stop", *few_points(scenarios)], patience=patience
        )
    except TooSlow:
        return True
    return bool(red(results))
