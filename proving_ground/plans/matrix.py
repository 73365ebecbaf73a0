"""The matrix: what a run and its proofs have shown of each path, and never more than that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from proving_ground.plans.model import CriticalPath, Priority, Seam, TestPlan
from proving_ground.plans.proofs import Proof, Proofs, what_changed
from proving_ground.plans.questions import unknown_tags
from proving_ground.plans.written import WrittenScenario, WrittenScenarios
from proving_ground.proof.defects import Defect
from proving_ground.report.model import Report, ScenarioResult, Verdict
from proving_ground.report.origin import REFERENCE


class State(StrEnum):
    """The seven things that can be said of a path."""

    PROVED = "PROVED"
    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_RUN = "NOT RUN"
    STALE = "STALE"
    UNCOVERED = "UNCOVERED"
    DEFERRED = "DEFERRED"


FAILING = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.KNOWN, Verdict.STALE})
"""Verdicts with which a path has failed; whatever the list of known failures says."""
Said = tuple[State, str]
"""The state of a path, and the reason for it."""


@dataclass(frozen=True)
class Evidence:
    """What is there to judge by; `report` is None without a run.

    `suite` and `reference` are today's digests of what decides a verdict, and of the reference
    engines.
    """

    written: WrittenScenarios
    report: Report | None
    proofs: Proofs
    faults: Mapping[str, Defect]
    suite: str
    reference: str

    def results(self) -> dict[str, ScenarioResult]:
        """The verdicts by the names of their scenarios."""
        return {each.id: each for each in self.report.scenarios} if self.report else {}


@dataclass(frozen=True)
class Shown:
    """A scenario of a path, and its verdict: None where it did not run."""

    scenario: WrittenScenario
    result: ScenarioResult | None

    @property
    def verdict(self) -> str:
        """The verdict as it is shown."""
        return str(self.result.verdict) if self.result else State.NOT_RUN


@dataclass(frozen=True)
class Row:
    """A path, what can be said of it, and why; `proofs` are those of its faults by their names."""

    seam: Seam
    path: CriticalPath
    state: State
    reason: str
    scenarios: tuple[Shown, ...]
    proofs: Mapping[str, Proof]


@dataclass(frozen=True)
class Matrix:
    """All rows, and what stands below them."""

    plan: TestPlan
    report: Report | None
    rows: tuple[Row, ...]
    without_path: tuple[WrittenScenario, ...]
    unknown_tags: Mapping[str, str]
    unnamed_faults: tuple[str, ...]

    def refusals(self, priority: Priority) -> list[str]:
        """Why a gate at that priority stays shut; empty where it opens."""
        meant = [row for row in self.rows if row.path.priority is priority]
        if not self.rows:
            return ["the plan is empty"]
        if not meant:
            return [f"the plan has no path of priority {priority}"]
        mishaps = self.report.mishaps if self.report else ()
        return [
            *(f"{r.path.id} is {r.state}: {r.reason}" for r in meant if r.state != State.PROVED),
            *(f"{row.path.id} has no priority" for row in self.rows if not row.path.priority),
            *(f"{where} carries @{tag}" for tag, where in self.unknown_tags.items()),
            *(f"the run itself went wrong: {mishap}" for mishap in mishaps),
        ]


def make_matrix(plan: TestPlan, evidence: Evidence) -> Matrix:
    """What can be said of every path of the plan."""
    named = {fault for _, path in plan.paths for fault in path.faults}
    known = {path.id for _, path in plan.paths}
    written, results = evidence.written, evidence.results()
    return Matrix(
        plan=plan,
        report=evidence.report,
        rows=tuple(_row(seam, path, evidence, results) for seam, path in plan.paths),
        without_path=tuple(each for each in written.all if not each.paths & known),
        unknown_tags=unknown_tags(plan, written),
        unnamed_faults=tuple(sorted(set(evidence.faults) - named)),
    )


def _row(
    seam: Seam, path: CriticalPath, evidence: Evidence, results: Mapping[str, ScenarioResult]
) -> Row:
    found = evidence.written.of_path(path.id)
    shown = tuple(Shown(each, results.get(each.id)) for each in found)
    proofs = evidence.proofs.get(path.id, {})
    state, reason = (
        _uncovered(path, found)
        or _by_verdicts(shown, evidence)
        or _by_proofs(path, proofs, found, evidence.faults)
    )
    return Row(seam, path, state, reason, shown, {n: proofs[n] for n in path.faults if n in proofs})


def _uncovered(path: CriticalPath, found: Sequence[WrittenScenario]) -> Said | None:
    if path.deferred and not found:
        return State.DEFERRED, f"since {path.deferred.since}: {path.deferred.reason}"
    if not found:
        return State.UNCOVERED, f"no scenario carries @path:{path.id}"
    names = {name for each in found for name in each.names}
    if missing := [planned.name for planned in path.planned if planned.name not in names]:
        return State.UNCOVERED, f"no scenario of it is called {missing[0]!r}"
    if empty := [each for each in found if not each.steps]:
        return State.UNCOVERED, f"{empty[0].location} does nothing"
    return None


def _by_verdicts(shown: Sequence[Shown], evidence: Evidence) -> Said | None:
    for each in shown:
        if each.result and each.result.verdict in FAILING:
            return State.FAILED, f"{each.scenario.location} is {each.verdict}"
    for each in shown:
        if each.result is None:
            return State.NOT_RUN, f"{each.scenario.location} {_why_not(each.scenario, evidence)}"
        if each.result.verdict is Verdict.SKIPPED:
            return State.NOT_RUN, f"{each.scenario.location} was skipped: {each.result.reason}"
    changed = _changed_since(shown, evidence)
    return (State.STALE, f"since the run, {changed} changed: run it again") if changed else None


def _why_not(scenario: WrittenScenario, evidence: Evidence) -> str:
    if evidence.report is None:
        return "did not run: there is no report"
    return "is work in progress" if scenario.is_wip else "is not in the report"


def _changed_since(shown: Sequence[Shown], evidence: Evidence) -> str:
    for each in shown:
        if each.result and each.result.digest != each.scenario.digest:
            return each.scenario.location
    origin = evidence.report.origin if evidence.report else None
    if origin and origin.suite != evidence.suite:
        return "the steps or what supports them"
    if origin and origin.engine == REFERENCE and origin.reference != evidence.reference:
        return "the reference engine"
    return ""


def _by_proofs(
    path: CriticalPath,
    proofs: Mapping[str, Proof],
    found: Sequence[WrittenScenario],
    faults: Mapping[str, Defect],
) -> Said:
    if not path.faults:
        return State.PASSED, "the plan names no fault that turns it red"
    scenarios = {each.id: each for each in found}
    told = [_by_fault(path.id, name, proofs.get(name), scenarios, faults) for name in path.faults]
    worst = min(told, key=lambda each: (State.STALE, State.PASSED, State.PROVED).index(each[0]))
    return (worst[0], "; ".join(reason for state, reason in told if state is worst[0]))


def _by_fault(
    path: str,
    name: str,
    proof: Proof | None,
    scenarios: Mapping[str, WrittenScenario],
    faults: Mapping[str, Defect],
) -> Said:
    if proof is None and name not in faults:
        return State.PASSED, f"nobody knows the fault {name}"
    if proof is None:
        return State.PASSED, f"{name} was not put back yet: proving-ground plan prove {path}"
    if changed := what_changed(proof, faults.get(name), scenarios):
        told = " and ".join(changed)
        return State.STALE, f"since {name} was put back, {told} changed: plan prove {path}"
    if proof.killers:
        return State.PROVED, f"{name} turned {len(proof.killers)} of {proof.tried} red"
    errors = f"; {len(proof.errors)} ERROR, which proves nothing" if proof.errors else ""
    return State.PASSED, f"{name} turned none of {proof.tried} red{errors}"
