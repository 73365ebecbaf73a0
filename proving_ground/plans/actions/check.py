"""Name what is malformed in a plan, and what is open."""

from argparse import ArgumentParser, Namespace

from proving_ground.errors import InputError
from proving_ground.plans.dialect import read_plan
from proving_ground.plans.model import TestPlan
from proving_ground.plans.questions import open_questions
from proving_ground.plans.written import read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.report.console import Console


def add_arguments(_parser: ArgumentParser) -> None:
    """Nothing more than the plan."""


def run(arguments: Namespace, console: Console) -> int:
    """Print everything that is wrong, then a line that counts it; 2, 1 or 0."""
    plan, mistakes = read_plan(arguments.plan)
    for mistake in mistakes:
        console.line(str(mistake), "red")
    questions = [] if mistakes else _questions(plan)
    for question in questions:
        console.line(f"open: {question}", "yellow")
    asked = "nothing asked yet" if mistakes else f"{len(questions)} open questions"
    paths = len(list(plan.paths))
    console.line(f"{len(plan.seams)} seams, {paths} paths: {len(mistakes)} malformed, {asked}")
    return 2 if mistakes else 1 if questions else 0


def _questions(plan: TestPlan) -> list[InputError]:
    return open_questions(plan, read_scenarios(), {each.name for each in load_defects()})
