"""Say of each path of a test plan whether it is covered, proven or open."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.plans.actions import check, importing, matrix, prove, scaffold, verify
from proving_ground.report.console import Console
from proving_ground.root import ROOT

PLAN = ROOT / "fixtures" / "plans" / "TEST_PLAN.md"
ACTIONS = {
    "check": check,
    "matrix": matrix,
    "prove": prove,
    "scaffold": scaffold,
    "verify": verify,
    "import": importing,
}
"""Each a module with `add_arguments(parser)` and `run(arguments, console) -> int`."""


def add_arguments(parser: ArgumentParser) -> None:
    """What can be done with a plan."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, module in ACTIONS.items():
        purpose = (module.__doc__ or "").partition("\n")[0]
        action = actions.add_parser(name, help=purpose, description=purpose)
        if module is not importing:
            action.add_argument("--plan", type=Path, default=PLAN, help="default: the suite's own")
        module.add_arguments(action)


def main(arguments: Namespace) -> int:
    """Do it: 0 where all is well, 1 where something is open or not shown, 2 for a bad plan."""
    here, plan = Path.cwd(), getattr(arguments, "plan", PLAN)
    arguments.plan = plan.relative_to(here) if plan.is_relative_to(here) else plan
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    return int(ACTIONS[arguments.action].run(arguments, console))
