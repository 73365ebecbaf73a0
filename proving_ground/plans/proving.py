"""Puts the faults of paths back, and sees which of their scenarios turn red."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from proving_ground.plans.digests import engine_digest, fault_digest, steps_digest
from proving_ground.plans.model import CriticalPath
from proving_ground.plans.proofs import Killer, Proof
from proving_ground.plans.written import WrittenScenario, WrittenScenarios
from proving_ground.proof.defects import Defect, copy_engine
from proving_ground.proof.matrix import Kill, laws_in
from proving_ground.proof.plan import Plan
from proving_ground.proof.prove import prove
from proving_ground.proof.record import Record
from proving_ground.proof.suite import run_suite
from proving_ground.report.model import ScenarioResult, Verdict
from proving_ground.report.origin import commit
from proving_ground.scratch import run_folder


@dataclass(frozen=True)
class Target:
    """A path, one of the faults that it names, and its scenarios that can run."""

    path: CriticalPath
    fault: Defect
    scenarios: Sequence[WrittenScenario]


Tell = Callable[[Target, Proof], None]


def targets(
    paths: Sequence[CriticalPath], written: WrittenScenarios, faults: Mapping[str, Defect]
) -> list[Target]:
    """What there is to prove of those paths; nothing of those that nobody can run."""
    able = {path.id: [each for each in written.of_path(path.id) if _runs(each)] for path in paths}
    return [
        Target(path, faults[name], able[path.id])
        for path in paths
        for name in path.faults
        if name in faults and able[path.id]
    ]


def _runs(scenario: WrittenScenario) -> bool:
    return bool(scenario.steps) and not scenario.is_wip


@dataclass(frozen=True)
class Prover:
    """Proves targets, `jobs` faults at once; `tell` hears of each target once, as it is done.

    `record` says which scenarios are tried first. The others are run where none of them turns red.
    A scenario that does not pass on a copy of the engine without any fault proves nothing, and is
    not tried; `doubt` hears of each.
    """

    record: Record
    jobs: int
    tell: Tell
    doubt: Callable[[ScenarioResult], None]
    _sound: dict[str, bool] = field(default_factory=dict)
    _seen: dict[str, dict[str, ScenarioResult]] = field(default_factory=dict)

    def prove(self, todo: Sequence[Target]) -> None:
        """Prove them all."""
        likely = {each.fault.name: set(self.record.get(each.fault.name, ())) for each in todo}
        self._round(todo, lambda target, scenario: scenario.id in likely[target.fault.name])
        left = [each for each in todo if not self._killers(each)]
        self._round(left, lambda target, scenario: scenario.id not in self._results(target))
        for target in left:
            if not self._killers(target):
                self.tell(target, self._proof(target))

    def _round(
        self, todo: Sequence[Target], is_meant: Callable[[Target, WrittenScenario], bool]
    ) -> None:
        runs: dict[str, dict[str, WrittenScenario]] = {}
        for target in todo:
            meant = {each.id: each for each in target.scenarios if is_meant(target, each)}
            runs.setdefault(target.fault.name, {}).update(meant)
        self._control({name: each for run in runs.values() for name, each in run.items()})
        for run in runs.values():
            for name in [name for name in run if not self._sound[name]]:
                del run[name]
        plan = Plan((), {name: _sorted(run.values()) for name, run in runs.items()})
        faults = {each.fault.name: each.fault for each in todo if runs[each.fault.name]}
        prove(list(faults.values()), plan, self.jobs, lambda kill: self._heard(kill, todo))

    def _control(self, scenarios: Mapping[str, WrittenScenario]) -> None:
        """Run those on an engine without any fault that were not so run before."""
        new = [each.location for name, each in scenarios.items() if name not in self._sound]
        places = sorted(new)  # behave would read a file twice that is named in two places
        self._sound.update(dict.fromkeys((n for n in scenarios if n not in self._sound), False))
        if not places:
            return
        with run_folder() as folder:
            copy_engine(folder)
            jobs = ("-D", f"jobs={self.jobs}")
            for each in run_suite(folder, folder, places=places, options=jobs):
                self._sound[each.id] = each.verdict is Verdict.PASS
                if not self._sound[each.id]:
                    self.doubt(each)

    def _heard(self, kill: Kill, todo: Sequence[Target]) -> None:
        mine = [each for each in todo if each.fault is kill.defect]
        before = [each for each in mine if self._killers(each)]
        self._seen.setdefault(kill.defect.name, {}).update({r.id: r for r in kill.results})
        for target in mine:
            if target not in before and self._killers(target):
                self.tell(target, self._proof(target))

    def _results(self, target: Target) -> Mapping[str, ScenarioResult]:
        return self._seen.get(target.fault.name, {})

    def _killers(self, target: Target) -> dict[WrittenScenario, ScenarioResult]:
        """Those that an assertion or a law turned red; an ERROR proves nothing."""
        seen = self._results(target)
        ran = {each: seen[each.id] for each in target.scenarios if each.id in seen}
        return {each: said for each, said in ran.items() if said.verdict is Verdict.FAIL}

    def _proof(self, target: Target) -> Proof:
        seen = self._results(target)
        tried = [seen[each.id] for each in target.scenarios if each.id in seen]
        return Proof(
            fault=fault_digest(target.fault),
            engine=engine_digest(target.fault),
            commit=commit(),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            tried=len(tried),
            killers={
                each.id: Killer(scenario=said.digest, steps=steps_digest(each), why=_why(said))
                for each, said in self._killers(target).items()
            },
            errors=tuple(each.id for each in tried if each.verdict is Verdict.ERROR),
        )


def _sorted(scenarios: Iterable[WrittenScenario]) -> tuple[WrittenScenario, ...]:
    return tuple(sorted(scenarios, key=lambda each: each.location))


def _why(result: ScenarioResult) -> str:
    """What turned it red: the laws that were broken, or else the first line of the reason."""
    laws = sorted(set(laws_in(result)))
    return f"law {', '.join(laws)}" if laws else (result.reason.strip().splitlines() or [""])[0]
