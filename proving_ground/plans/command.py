"""Say of each path of a test plan whether it is covered, proven or open."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from proving_ground.errors import InputError
from proving_ground.plans.dialect import read_plan
from proving_ground.plans.model import TestPlan
from proving_ground.plans.questions import open_questions
from proving_ground.plans.written import read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.report.console import Console
from proving_ground.root import ROOT

PLAN = ROOT / "fixtures" / "plans" / "TEST_PLAN.md"


def add_arguments(parser: ArgumentParser) -> None:
    """What can be done with a plan."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _action(actions, "check", "name what is malformed, and what is open", _check)


def main(arguments: Namespace) -> int:
    """Do it: 0 where all is well, 1 where something is open or not shown, 2 for a bad plan."""
    return int(arguments.do(arguments, Console(sys.stdout, colour=sys.stdout.isatty())))


def _action(actions: Any, name: str, purpose: str, do: Any) -> ArgumentParser:
    parser: ArgumentParser = actions.add_parser(name, help=purpose, description=purpose)
    parser.add_argument("--plan", type=Path, default=PLAN, help="default: the suite's own")
    parser.set_defaults(do=do)
    return parser


def _check(arguments: Namespace, console: Console) -> int:
    plan, mistakes = read_plan(shown(arguments.plan))
    for mistake in mistakes:
        console.line(str(mistake), "red")
    questions = [] if mistakes else _questions(plan)
    for question in questions:
        console.line(f"open: {question}", "yellow")
    console.line(
        f"{len(plan.seams)} seams, {len(list(plan.paths))} paths: "
        f"{len(mistakes)} malformed, {_told(questions, mistakes)} open questions"
    )
    return 2 if mistakes else 1 if questions else 0


def _questions(plan: TestPlan) -> list[InputError]:
    return open_questions(plan, read_scenarios(), {each.name for each in load_defects()})


def _told(questions: list[Any], mistakes: list[Any]) -> str:
    return "not yet asked" if mistakes else str(len(questions))


def shown(file: Path) -> Path:
    """A file as a person names it, who stands in the current folder."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
