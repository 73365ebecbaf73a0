"""What became of a scenario, judged from what behave says of it and the list of known failures."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from behave.model_type import Status

from proving_ground.errors import LawBroken, TrialError, Unmet, explain, findings
from proving_ground.facts import Comparison, Happened
from proving_ground.report.clean import Cleaner
from proving_ground.report.model import Found, KnownFailure, ScenarioResult, Verdict
from proving_ground.report.origin import scenario_digest
from proving_ground.report.slugs import slug
from proving_ground.report.steps import rule_of, steps_of

if TYPE_CHECKING:
    from proving_ground.report.known import Known


POINTS = re.compile(r" -D ?points?=\w+")
"""The options that choose the points of a sweep, in a command."""


def identity(scenario: Any) -> str:
    """The name that tells a scenario from all others: "FEATURE / SCENARIO"."""
    return f"{scenario.feature.name} / {scenario.name}"


def location(statement: Any) -> str:
    """Where a statement stands, as `FILE:LINE` relative to the current folder."""
    return str(statement.location)


@dataclass(frozen=True)
class Judge:
    """Gives each scenario its verdict.

    `known` maps identities to the failures that are known of the engine; `selected` holds the
    identities that the run is about (None: all); `options` are the `-D` options to repeat it;
    `sweeps` holds the identities of those scenarios that try one point after another.
    """

    known: "Mapping[str, Known]"
    selected: Collection[str] | None = None
    options: tuple[str, ...] = ()
    rerun: str = ""
    sweeps: Collection[str] = ()
    _settled: dict[int, ScenarioResult] = field(default_factory=dict)
    _given: dict[int, tuple[tuple[Any, ...], ScenarioResult]] = field(default_factory=dict)

    def settle(self, scenario: Any) -> None:
        """Judge a scenario that ended; to behave's own reports KNOWN is skipped, STALE failed."""
        result = self.judge(scenario)
        if result and result.verdict is Verdict.STALE:
            self._settled[id(scenario)] = result
            scenario.error_message = result.why
            scenario.set_status(Status.failed)
        if result and result.verdict is Verdict.KNOWN:
            self._settled[id(scenario)] = result
            scenario.skip_reason = result.why
            scenario.set_status(Status.skipped)

    def lose(self, scenario: Any, why: str) -> ScenarioResult | None:
        """Judge a scenario that could not be run, or not to its end, whatever it has come to."""
        scenario.set_status(Status.error)
        scenario.exception = TrialError(why)
        return self.judge(scenario)

    def is_selected(self, scenario: Any) -> bool:
        """Whether this run is about that scenario."""
        return self.selected is None or identity(scenario) in self.selected

    def judge(self, scenario: Any) -> ScenarioResult | None:
        """The verdict on a behave scenario that has run; None where it has not, or is not meant."""
        if id(scenario) in self._settled:
            return self._settled[id(scenario)]
        if not self.is_selected(scenario) or scenario.status.is_untested():
            return None
        now = _as_it_stands(scenario)
        before, result = self._given.get(id(scenario), ((), None))
        if result is None or before != now:
            result = self._result(scenario)
            self._given[id(scenario)] = now, result
        return result

    def _result(self, scenario: Any) -> ScenarioResult:
        verdict, reason = self._verdict(scenario)
        folder = getattr(scenario, "work_folder", None)
        clean = Cleaner(folder)
        return ScenarioResult(
            id=identity(scenario),
            slug=f"{slug(scenario.feature.name)}/{slug(scenario.name)}",
            name=scenario.name,
            feature=scenario.feature.name,
            location=location(scenario),
            rule=rule_of(scenario),
            tags=tuple(sorted(str(tag) for tag in scenario.effective_tags)),
            verdict=verdict,
            reason=clean.text(reason),
            duration_s=round(float(scenario.duration), 6),
            rerun=self._rerun(scenario),
            digest=scenario_digest(scenario),
            failed_at=next((location(step) for step in broken_steps(scenario)), ""),
            steps=steps_of(scenario),
            compared=tuple(clean.fact(each) for each in _compared(scenario)),
            findings=tuple(clean.fact(each) for each in _found(scenario)),
            known=self.known_failure(identity(scenario), verdict),
            happened=clean.fact(getattr(scenario, "happened", Happened())),
            work_folder=str(folder) if folder and scenario.status.has_failed() else None,
        )

    def _verdict(self, scenario: Any) -> tuple[Verdict, str]:
        if scenario.status.name == "skipped":
            return Verdict.SKIPPED, scenario.skip_reason or "no reason was given"
        if scenario.status.name == "passed":
            verdict, why = self.passed(identity(scenario))
            left_out = getattr(scenario, "left_out", {}).items()
            return verdict, why or "\n".join(f"not judged: {step}: {w}" for step, w in left_out)
        found = "\n".join(_causes(scenario))
        if not _is_failure(scenario):
            return Verdict.ERROR, found
        return self._failure(scenario, found)

    def _failure(self, scenario: Any, found: str) -> tuple[Verdict, str]:
        clean = Cleaner(getattr(scenario, "work_folder", None))
        told = tuple(dict.fromkeys(map(clean.without_paths, _findings(scenario))))
        happened = getattr(scenario, "happened", Happened())
        return self.failure(identity(scenario), found, told, happened)

    def failure(
        self, name: str, found: str, told: Collection[str], happened: Happened
    ) -> tuple[Verdict, str]:
        """The verdict on a scenario of that identity that failed, and its reason.

        `found` says all that is wrong, `told` each thing on its own.
        """
        known = self.known.get(name)
        if known is None:
            return Verdict.FAIL, found
        called = _has_called(happened)
        if known.covers(told, called=called):
            return Verdict.KNOWN, found
        return Verdict.FAIL, f"{found}\n{known.differs(told, called=called)}"

    def passed(self, name: str) -> tuple[Verdict, str]:
        """The verdict on a scenario of that identity in which nothing was wrong."""
        known = self.known.get(name)
        if known and not known.sometimes:
            return Verdict.STALE, known.stale()
        return Verdict.PASS, ""

    def known_failure(self, name: str, verdict: Verdict) -> KnownFailure | None:
        """The entry of the list that such a verdict comes from, None where there is none."""
        known = self.known.get(name)
        if known is None or verdict not in (Verdict.KNOWN, Verdict.STALE):
            return None
        return KnownFailure(reason=known.reason, where=known.where, wording=known.wording)

    def _rerun(self, scenario: Any) -> str:
        is_wip = "wip" in scenario.effective_tags
        if self.rerun:
            words = (self.rerun, location(scenario), *(("@wip",) if is_wip else ()))
        else:
            wip = ("--tags=@wip",) if is_wip else ()
            words = ("behave", location(scenario), *self.options, *wip)
        command = " ".join(words)
        return command if identity(scenario) in self.sweeps else POINTS.sub("", command)


def _as_it_stands(scenario: Any) -> tuple[Any, ...]:
    """What hooks may still change once all steps have run; a verdict is given anew then."""
    late = ("happened", "work_folder", "left_out")
    told = (getattr(scenario, name, None) for name in late)
    return scenario.status, scenario.exception, float(scenario.duration), *told


def broken_steps(scenario: Any) -> list[Any]:
    """The step that ended the scenario, and those that failed after it where it went on.

    behave marks unwritten steps as broken even where it never came to them; those do not count.
    """
    broken = [step for step in scenario.all_steps if step.status.has_failed()]
    return broken[:1] + [step for step in broken[1:] if step.exception is not None]


def _compared(scenario: Any) -> Iterator[Comparison]:
    for step in broken_steps(scenario):
        if isinstance(step.exception, Unmet):
            yield step.exception.compared


def _causes(scenario: Any) -> Iterator[str]:
    """Everything that went wrong, in the order in which it did."""
    for step in broken_steps(scenario):
        yield _step_cause(step)
    if scenario.exception is not None:
        yield explain(scenario.exception)


def _has_called(happened: Happened) -> bool:
    """Whether an agent was called in a scenario's trial."""
    return any(run.calls for session in happened.sessions for run in session.runs)


def _findings(scenario: Any) -> Iterator[str]:
    """Each thing that is wrong on its own, laws one by one."""
    for step in broken_steps(scenario):
        yield from findings(step.exception) if step.exception else (_step_cause(step),)
    if scenario.exception is not None:
        yield from findings(scenario.exception)


def _found(scenario: Any) -> Iterator[Found]:
    """Each thing that is wrong on its own, with the law that it breaks or the step that failed."""
    for step in broken_steps(scenario):
        yield from _found_by(step.exception, f"{step.keyword} {step.name}", _step_cause(step))
    if scenario.exception is not None:
        yield from _found_by(scenario.exception, "the end of the scenario", "")


def _found_by(error: BaseException | None, step: str, cause: str) -> Iterator[Found]:
    if error is None:
        yield Found(step=step, found=cause)
        return
    for each in findings(error):
        law, colon, found = each.partition(": ")
        is_law = isinstance(error, LawBroken) and bool(colon)
        yield Found(law=law, found=found) if is_law else Found(step=step, found=each)


def _step_cause(step: Any) -> str:
    sentence = f"{step.keyword} {step.name}"
    if step.status.name == "undefined":
        return f"no step is written for: {sentence}"
    if step.exception is None:
        return f"the step ended as '{step.status.name}': {sentence}"
    return explain(step.exception)


def _is_failure(scenario: Any) -> bool:
    """Whether the scenario ended because something that must hold did not."""
    steps = broken_steps(scenario)
    found = any(_by_law(step) or step.status.name == "failed" for step in steps)
    by_step = all(_is_failed(step, found=found) for step in steps)
    by_hook = scenario.exception is None or _by_law(scenario)
    return by_step and by_hook and bool(steps or scenario.exception)


def _is_failed(step: Any, *, found: bool) -> bool:
    """Whether a step found something wrong with the engine.

    Where something was `found` wrong before, that decides; a step that then finds no evidence to
    look at is no trouble of the trial's, unless it says so itself.
    """
    if step.status.name == "failed" or _by_law(step):
        return True
    return found and step.exception is not None and not isinstance(step.exception, TrialError)


def _by_law(statement: Any) -> bool:
    """Whether a hook found a law broken, which is no fault of the hook."""
    return isinstance(statement.exception, LawBroken)
