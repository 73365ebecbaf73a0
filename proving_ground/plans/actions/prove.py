"""Put the faults of paths back, and see which of their scenarios turn red."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.plans.dialect import load_plan
from proving_ground.plans.matrix import State
from proving_ground.plans.model import CriticalPath, Priority, TestPlan
from proving_ground.plans.proofs import (
    Proof,
    Proofs,
    proofs_of,
    read_proofs,
    what_changed,
    write_proofs,
)
from proving_ground.plans.proving import Prover, Target, targets
from proving_ground.plans.written import read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.proof.record import read_record
from proving_ground.proof.series import at_least
from proving_ground.report.console import Console
from proving_ground.report.model import ScenarioResult


def add_arguments(parser: ArgumentParser) -> None:
    """Which paths, how many faults at once, and where it is written down."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="default: all not yet proved")
    parser.add_argument("--priority", type=Priority, choices=list(Priority), help="only these")
    parser.add_argument("--proofs", type=Path, metavar="FILE", help="default: beside the plan")
    jobs = 1 + (os.cpu_count() or 1)
    told = "faults tried at once; default: one more than cores"
    parser.add_argument("--jobs", type=at_least(1), default=jobs, help=told)


def run(arguments: Namespace, console: Console) -> int:
    """Prove, and keep the proofs in the end, also where stopped; 1 if a fault turned nothing red.

    Written earlier, they would be a change of the checkout while engines run that may not make any.
    """
    plan = load_plan(arguments.plan)
    file = arguments.proofs or proofs_of(arguments.plan)
    known = {path.id for _, path in plan.paths}
    proofs = {path: dict(each) for path, each in read_proofs(file).items() if path in known}
    missed: list[str] = []

    def tell(target: Target, proof: Proof) -> None:
        proofs.setdefault(target.path.id, {})[target.fault.name] = proof
        _print(console, target, proof)
        missed.extend([] if proof.killers else [target.path.id])

    faults = {each.name: each for each in load_defects()}
    todo = targets(_chosen(plan, arguments), read_scenarios(), faults)
    if not arguments.paths:
        todo = [each for each in todo if not _is_fresh(each, proofs)]

    def doubt(result: ScenarioResult) -> None:
        told = f"{result.verdict} without any fault, so it proves nothing: {result.location}"
        console.line(f"{told}\n  {result.reason}", "yellow")

    try:
        Prover(read_record(), arguments.jobs, tell, doubt).prove(todo)
    finally:
        write_proofs(file, proofs)
    console.line(f"{len(todo)} times a fault was put back, {len(missed)} times nothing turned red")
    return 1 if missed else 0


def _chosen(plan: TestPlan, arguments: Namespace) -> list[CriticalPath]:
    asked = [plan.find(name)[1] for name in arguments.paths]
    asked = asked or [path for _, path in plan.paths]
    return [path for path in asked if arguments.priority in (None, path.priority)]


def _is_fresh(target: Target, proofs: Proofs) -> bool:
    proof = proofs.get(target.path.id, {}).get(target.fault.name)
    found = {each.id: each for each in target.scenarios}
    return (
        proof is not None and bool(proof.killers) and not what_changed(proof, target.fault, found)
    )


def _print(console: Console, target: Target, proof: Proof) -> None:
    state = State.PROVED if proof.killers else State.PASSED
    console.write(f"{state} ", "green" if proof.killers else "red")
    told = f"{target.fault.name} turned {len(proof.killers)} of {proof.tried} red"
    console.line(f"{target.path.id}: {told}")
    for name, killer in list(proof.killers.items())[:1]:
        console.line(f"       {name}: {killer.why}")
    for name in proof.errors[:1]:
        console.line(f"       {name}: ERROR, which proves nothing")
