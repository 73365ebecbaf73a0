"""Show the test plan's matrix, engines compared or known bugs in the page of a report."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from proving_ground.errors import InputError
from proving_ground.report.model import REPORT, Report, read_report
from proving_ground.report.reports import rewrite
from proving_ground.report.views import ConformanceView, KillsView, PlanView, View, read_json


class Source(NamedTuple):
    """Where a view comes from: what it is called, the form of its file, what writes the file."""

    what: str
    form: type[View]
    command: str


SOURCES = {
    "plan": Source("matrix of a test plan", PlanView, "plan matrix --json > FILE"),
    "conformance": Source("table of engines", ConformanceView, "compare ENGINE... --json FILE"),
    "kills": Source("matrix of bugs", KillsView, "prove --json FILE"),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Which report, and what it is to show."""
    default = Path("build/report")
    parser.add_argument("folder", nargs="?", type=Path, default=default, metavar="DIR")
    for name, source in SOURCES.items():
        told = f"written by `proving-ground {source.command}`"
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=told)


def main(arguments: Namespace) -> int:
    """Write the report and its page anew; what it showed already stays."""
    report = read_report(arguments.folder / REPORT)
    told = dict(_views(arguments))
    if not told:
        names = ", ".join(f"--{name}" for name in SOURCES)
        raise InputError("the command line", "nothing is named to show", f"name one of {names}")
    if plan := told.get("plan"):
        _check_run(arguments.plan, plan, report)
    views = report.views.model_copy(update=told)
    page = rewrite(arguments.folder, report.model_copy(update={"views": views}))
    sys.stdout.write(f"report: {page}\n")
    return 0


def _views(arguments: Namespace) -> Iterator[tuple[str, Any]]:
    for name, source in SOURCES.items():
        if path := getattr(arguments, name):
            fix = f"write it with `proving-ground {source.command}`"
            yield name, read_json(path, source.form, source.what, fix)


def _check_run(path: Path, plan: PlanView, report: Report) -> None:
    """A matrix tells of verdicts, which have to be those of the report that it stands in."""
    of = f"a run on {plan.run.engine} of {plan.run.started}" if plan.run else "no run at all"
    if plan.run is None or plan.run.started != report.origin.started:
        raise InputError(
            path,
            f"this matrix is of {of}, the report of one of {report.origin.started}",
            "make the matrix of that report: proving-ground plan matrix --report DIR --json",
        )
