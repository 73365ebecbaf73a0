"""Say what the last run and the proofs have shown of each path."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.plans.dialect import load_plan
from proving_ground.plans.matrix import Evidence, Matrix, make_matrix
from proving_ground.plans.model import Priority
from proving_ground.plans.page import as_page
from proving_ground.plans.proofs import proofs_of, read_proofs
from proving_ground.plans.show import as_json, print_counts, print_matrix
from proving_ground.plans.written import read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.report.console import Console
from proving_ground.report.model import REPORT, read_report
from proving_ground.report.origin import reference_digest, suite_digest


def add_arguments(parser: ArgumentParser) -> None:
    """The run, the form, and whether to fail."""
    folder = Path("build/report")
    parser.add_argument("--report", type=Path, default=folder, metavar="DIR", help="of the run")
    parser.add_argument("--proofs", type=Path, metavar="FILE", help="default: beside the plan")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print it for programs")
    form.add_argument("--html", action="store_true", help="print it as a page")
    gate = "fail unless all paths of that priority are proved; prints what is not"
    parser.add_argument("--gate", type=Priority, choices=list(Priority), help=gate)


def run(arguments: Namespace, console: Console) -> int:
    """Print the matrix; 1 where a gate is asked for and stays shut."""
    matrix = make_matrix(load_plan(arguments.plan), _evidence(arguments))
    if arguments.json:
        console.line(json.dumps(as_json(matrix), indent=1, ensure_ascii=False))
    elif arguments.html:
        console.line(as_page(matrix))
    elif arguments.gate:
        print_counts(matrix, console)
    else:
        print_matrix(matrix, console)
    return _gate(matrix, arguments.gate) if arguments.gate else 0


def _evidence(arguments: Namespace) -> Evidence:
    report = arguments.report / REPORT
    return Evidence(
        written=read_scenarios(),
        report=read_report(report) if report.exists() else None,
        proofs=read_proofs(arguments.proofs or proofs_of(arguments.plan)),
        faults={each.name: each for each in load_defects()},
        suite=suite_digest(),
        reference=reference_digest(),
    )


def _gate(matrix: Matrix, priority: Priority) -> int:
    errors = Console(sys.stderr, colour=sys.stderr.isatty())
    refusals = matrix.refusals(priority)
    for refusal in refusals:
        errors.line(f"gate {priority}: {refusal}", "bold red")
    return 1 if refusals else 0
