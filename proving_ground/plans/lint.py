"""Check the rules by which features and steps are written, beyond what every run checks."""

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from behave.configuration import Configuration
from behave.step_registry import registry

from proving_ground.errors import InputError
from proving_ground.plans.dialect import load_plan
from proving_ground.plans.questions import unknown_tags
from proving_ground.plans.written import read_scenarios
from proving_ground.report.console import Console
from proving_ground.root import PACKAGES, ROOT
from proving_ground.suite.checks import code
from proving_ground.suite.checks.table import CHECKS
from proving_ground.suite.checks.written import Written
from proving_ground.suite.reading import read_features
from proving_ground.suite.steps import catalogue
from proving_ground.suite.tags import BOTH

PLAN = ROOT / "fixtures" / "plans" / "TEST_PLAN.md"


def add_arguments(_parser: ArgumentParser) -> None:
    """It needs to be told nothing."""


def main(_arguments: Namespace) -> int:
    """Print every mistake with its line and what to do; 1 where there is one."""
    catalogue.load()
    written = Written(read_features(), Configuration([]), registry)
    steps = sorted((ROOT / "features" / "steps").glob("*.py"))
    ours = [ROOT / "environment.py", *(PACKAGES / "proving_ground").rglob("*.py")]
    rules = (*(rule(written) for rule in FEATURES), *(rule(steps) for rule in code.STEPS))
    told = {str(each): each for found in (*rules, code.mocks(ours), tags()) for each in found}
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    for each in sorted(told, key=lambda text: told[text].place):
        console.line(each, "red")
    console.line(
        f"{len(written.features)} features, {len(steps)} files of steps: {len(told)} mistakes"
    )
    return 1 if told else 0


def one_when(written: Written) -> Iterator[InputError]:
    """A scenario in which several things happen."""
    for scenario in written.scenarios():
        whens = [step for step in scenario.all_steps if step.step_type == "when"]
        if len(whens) > 1:
            problem, fix = f"'{scenario.name}' has {len(whens)} Whens", "make it as many scenarios"
            yield InputError(scenario.filename, problem, fix, whens[1].line)


def seam_and_cost(written: Written) -> Iterator[InputError]:
    """A feature that does not say which seam it crosses, or what it costs when it breaks."""
    for feature in written.features:
        said = " ".join(feature.description)
        if not re.search(r"\bseams?\b", said) or not re.search(r"\b[Ww]hen it breaks, \w", said):
            problem = "the feature does not say which seam it crosses, or what it costs"
            fix = "write below its promise: The seam leads from A to B. When it breaks, …"
            yield InputError(feature.filename, problem, fix, feature.line)
        if re.search(r"\bseams?\b", " ".join(feature.description[:1])):
            problem = "the feature begins with its seam, not with what it promises"
            fix = "write below its name what its users can count on; the seam comes second"
            yield InputError(feature.filename, problem, fix, feature.line)


def both_backends(written: Written) -> Iterator[InputError]:
    """A scenario whose steps name both backends without its tag, or a tag without both."""
    for scenario in written.scenarios():
        said = " ".join(step.name for step in scenario.all_steps)
        both = {"claude", "codex"} <= set(re.findall(r"\w+", said)) or "both backends" in said
        if both != (BOTH in scenario.effective_tags):
            problem = f"its steps {'' if both else 'do not '}name both backends"
            fix = f"{'write' if both else 'take away'} @{BOTH}, at the examples where rows differ"
            yield InputError(scenario.filename, problem, fix, scenario.line)


FEATURES = (*CHECKS, one_when, seam_and_cost, both_backends)
"""Every rule of features: what a run would refuse, and more."""


def tags() -> Iterator[InputError]:
    """Tags of paths that the plan does not know."""
    plan = load_plan(PLAN)
    for tag, where in unknown_tags(plan, read_scenarios()).items():
        yield InputError(where, f"the plan does not know @{tag}", "add the path, or untag it")
