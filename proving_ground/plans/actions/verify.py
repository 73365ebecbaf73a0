"""Go through the checklist of a path: covered, by the rules, alone, in random order, proved."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from behave.configuration import Configuration
from behave.step_registry import registry

from proving_ground.errors import InputError
from proving_ground.plans.dialect import load_plan
from proving_ground.plans.lint import one_when, seam_and_cost
from proving_ground.plans.model import CriticalPath, TestPlan
from proving_ground.plans.proofs import proofs_of, read_proofs, what_changed
from proving_ground.plans.questions import of_path
from proving_ground.plans.written import WrittenScenario, read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.proof.suite import run_suite
from proving_ground.report.console import Console
from proving_ground.report.model import ScenarioResult, Verdict
from proving_ground.root import ROOT
from proving_ground.scratch import run_folder
from proving_ground.suite.checks import code
from proving_ground.suite.checks.table import CHECKS
from proving_ground.suite.checks.written import Written
from proving_ground.suite.reading import read_features
from proving_ground.suite.steps import catalogue

Complaints = Iterable[object]


def add_arguments(parser: ArgumentParser) -> None:
    """The path, and the proofs."""
    parser.add_argument("path", metavar="PATH", help="its id in the plan")
    parser.add_argument("--proofs", type=Path, metavar="FILE", help="default: beside the plan")


def run(arguments: Namespace, console: Console) -> int:
    """Print each point with what speaks against it; 1 where anything does."""
    plan = load_plan(arguments.plan)
    _, path = plan.find(arguments.path)
    subject = _subject(plan, path, arguments.proofs or proofs_of(arguments.plan))
    failed = 0
    for sentence, complaints in POINTS:
        found = list(dict.fromkeys(str(each) for each in complaints(subject)))
        console.line(f"[{' ' if found else 'x'}] {sentence}", "red" if found else "green")
        for each in found:
            console.line(f"    {each}")
        failed += bool(found)
    console.line(f"{len(POINTS) - failed} of {len(POINTS)} points of {path.id} hold")
    return 1 if failed else 0


@dataclass(frozen=True)
class Subject:
    """What is gone through: the path, its scenarios, and the features and steps that they use."""

    plan: TestPlan
    path: CriticalPath
    scenarios: Sequence[WrittenScenario]
    features: Written
    steps: Sequence[Path]
    proofs: Path


def _subject(plan: TestPlan, path: CriticalPath, proofs: Path) -> Subject:
    catalogue.load()
    scenarios = read_scenarios().of_path(path.id)
    files = {each.location.rpartition(":")[0] for each in scenarios}
    features = [each for each in read_features() if each.filename in files]
    matches = (registry.find_match(step) for each in scenarios for step in each.steps)
    steps = {Path(match.func.__code__.co_filename) for match in matches if match}
    return Subject(
        plan,
        path,
        scenarios,
        Written(features, Configuration([]), registry),
        sorted(steps),
        proofs,
    )


def _covered(subject: Subject) -> Complaints:
    yield from of_path(
        subject.plan, subject.path, read_scenarios(), {each.name for each in load_defects()}
    )
    if subject.path.deferred:
        yield f"it is deferred: {subject.path.deferred.reason}"


def _isolated(subject: Subject) -> Complaints:
    """Scenarios that do not pass alone, or not with the others in a random order."""
    places = [each.location for each in subject.scenarios if each.steps]
    if not places:
        yield "there is nothing to run"
        return
    for place in places:
        yield from not_passed(_ran([place]), "alone")
    yield from not_passed(_ran(places, "-D", "order=random"), "in random order")


def _ran(places: Sequence[str], *options: str) -> tuple[ScenarioResult, ...]:
    with run_folder() as folder:
        return run_suite(folder, places=places, options=options)


def not_passed(results: Iterable[ScenarioResult], how: str) -> Iterator[str]:
    """What is to be said of those that did not pass."""
    for each in results:
        if each.verdict is not Verdict.PASS:
            yield f"{each.location} is {each.verdict} {how}: {each.reason}"


def _proved(subject: Subject) -> Complaints:
    faults = {each.name: each for each in load_defects()}
    kept = read_proofs(subject.proofs).get(subject.path.id, {})
    found = {each.id: each for each in subject.scenarios}
    for name in subject.path.faults or ["(none is named)"]:
        proof = kept.get(name)
        if proof is None or not proof.killers:
            yield f"{name} turned nothing red yet: proving-ground plan prove {subject.path.id}"
        elif changed := what_changed(proof, faults.get(name), found):
            yield f"since {name} was put back, {' and '.join(changed)} changed"


def _clear(subject: Subject) -> Complaints:
    yield from code.weak_thens(subject.steps)
    yield from _proved(subject)


def _by_the_rules(subject: Subject) -> Complaints:
    yield from one_when(subject.features)
    yield from code.long_steps(subject.steps)
    yield from code.sleeps(subject.steps)


def _fitting(subject: Subject) -> Iterator[InputError]:
    for check in CHECKS:
        yield from check(subject.features)


POINTS: tuple[tuple[str, Callable[[Subject], Complaints]], ...] = (
    ("the path is covered, and the plan leaves nothing open about it", _covered),
    ("from outside in: no step imports an engine", lambda it: code.engine_imports(it.steps)),
    (
        "real parts and scripted stand-ins, no mocks",
        lambda it: code.mocks([ROOT / "environment.py", *it.steps]),
    ),
    (
        "only what can be observed: no step looks at private parts",
        lambda it: code.private_looks(it.steps),
    ),
    ("each scenario passes alone, and all of them in a random order", _isolated),
    (
        "the features say which seam they cross, and what it costs",
        lambda it: seam_and_cost(it.features),
    ),
    ("fixtures, tables and sentences fit", _fitting),
    ("by the rules: one When, short steps, no sleeping", _by_the_rules),
    ("clear, and worth it: every Then asserts, and each fault turns a scenario red", _clear),
)
"""Each point, and what finds out what speaks against it."""
