"""Begin a rule for a path, with sentences of its seam; ask first what is open."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator

from proving_ground.plans.dialect import load_plan
from proving_ground.plans.model import CriticalPath, Seam
from proving_ground.plans.questions import about_seam, left_out
from proving_ground.plans.written import WrittenScenario, WrittenScenarios, read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.report.console import Console
from proving_ground.suite.families import family_of

KINDS = ("given", "when", "then")
SHOWN = 4
"""How many sentences of each kind are shown; all but the first as a remark."""


def add_arguments(parser: ArgumentParser) -> None:
    """The path."""
    parser.add_argument("path", metavar="PATH", help="its id in the plan")


def run(arguments: Namespace, console: Console) -> int:
    """Print the rule; 2 with the open questions where the plan leaves any."""
    plan = load_plan(arguments.plan)
    seam, path = plan.find(arguments.path)
    faults = {each.name for each in load_defects()}
    questions = [*about_seam(plan, seam), *left_out(plan, path, faults)]
    for question in questions:
        Console(sys.stderr, colour=False).line(f"open: {question}")
    if questions:
        return 2
    for line in _rule(seam, path, read_scenarios()):
        console.line(line)
    return 0


def _rule(seam: Seam, path: CriticalPath, written: WrittenScenarios) -> Iterator[str]:
    there = {name for each in written.of_path(path.id) for name in each.names}
    names = [each.name for each in path.planned] or [path.title]
    yield f"  @wip @promise.{path.promise} @path:{path.id}"
    yield f"  Rule: {path.title}"
    yield f"    Crosses the seam {' → '.join(seam.components)} by {' → '.join(path.steps)}."
    yield f"    When it breaks, {path.impact}."
    for name in names:
        if name in there:
            yield f"\n    # written already: {name}"
        else:
            yield f"\n    Scenario: {name}"
            yield from _steps(_alike(seam, written))


def _alike(seam: Seam, written: WrittenScenarios) -> list[WrittenScenario]:
    """The scenarios of a seam, or all where it has none; of the family that most of them are of."""
    found = [each for path in seam.paths for each in written.of_path(path.id)] or written.all
    (family, _), *_ = Counter(family_of(each.tags) for each in found).most_common(1)
    return [each for each in found if family in each.tags]


def _steps(scenarios: Iterable[WrittenScenario]) -> Iterator[str]:
    """The sentences that these scenarios use most; those with tables are left out."""
    plain = [s for each in scenarios for s in each.steps if not s.table and not s.text]
    for kind in KINDS:
        counted = Counter(step.name for step in plain if step.step_type == kind)
        for number, (sentence, _) in enumerate(counted.most_common(SHOWN)):
            yield f"      {'# ' if number else ''}{kind.title()} {sentence}"
