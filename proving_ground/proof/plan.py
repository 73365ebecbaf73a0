"""Which scenarios a proof runs with which defect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from proving_ground.errors import TrialError
from proving_ground.proof.defects import Defect
from proving_ground.proof.matrix import red
from proving_ground.proof.record import Record
from proving_ground.proof.suite import Listed, all_scenarios, run_suite
from proving_ground.report.model import Verdict
from proving_ground.scratch import run_folder


@dataclass(frozen=True)
class Plan:
    """The scenarios that a proof is about, and under each defect's name those to run with it."""

    scenarios: Sequence[Listed]
    runs: Mapping[str, Sequence[Listed]]
    recorded: bool = False
    """Whether all of them were seen to turn red before, so that each has to do so again."""


def over_all(defects: Iterable[Defect], tags: Sequence[str]) -> Plan:
    """Every scenario that passes without any defect; TrialError where one is not green."""
    with run_folder() as folder:
        results = run_suite(Path(folder), tags=tags)
    if bad := red(results):
        names = "\n  ".join(result.id for result in bad)
        raise TrialError(f"without any defect, these are not green:\n  {names}")
    passed = {each.id for each in results if each.verdict is Verdict.PASS}
    scenarios = [each for each in all_scenarios() if each.id in passed]
    return Plan(scenarios, {each.name: _of_family(each, scenarios) for each in defects})


def on_record(defects: Sequence[Defect], scenarios: Sequence[Listed], record: Record) -> Plan:
    """What was proven before, and no more."""
    runs: dict[str, Sequence[Listed]] = {}
    for defect in defects:
        names = set(record.get(defect.name, ()))
        runs[defect.name] = [each for each in scenarios if each.id in names]
    return Plan(scenarios, runs, recorded=True)


def to_update(defects: Sequence[Defect], scenarios: Sequence[Listed], record: Record) -> Plan:
    """What was proven before; new scenarios with every defect, and new defects with all of them."""
    before = on_record(defects, scenarios, record).runs
    recorded = {each.id for run in before.values() for each in run}
    new = [each for each in scenarios if each.id not in recorded]
    runs: dict[str, Sequence[Listed]] = {}
    for defect in defects:
        known = before[defect.name]
        runs[defect.name] = [*known, *_of_family(defect, new if known else scenarios)]
    return Plan(scenarios, runs)


def _of_family(defect: Defect, scenarios: Iterable[Listed]) -> list[Listed]:
    return [each for each in scenarios if each.meets(defect)]
