"""What two versions of an engine were found to do wrong, and what differs between them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from proving_ground.promises import load_promises, promise_of
from proving_ground.report.model import Report, ScenarioResult, Verdict

FAILED = frozenset({Verdict.FAIL, Verdict.KNOWN})
"""The verdicts that rest on findings; an ERROR proves nothing."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong in one scenario: the sentence of a law, or of a step.

    `promise` is what users lose by it; `found` says what was seen, and is no part of what it is.
    """

    scenario: str
    sentence: str
    law: str = ""
    promise: str = field(default="", compare=False)
    found: str = field(default="", compare=False)

    @property
    def words(self) -> str:
        """The finding in a line, with the first line of what was seen."""
        seen = next((line.strip() for line in self.found.splitlines() if line.strip()), "")
        return f"{self.scenario}: {self.sentence} ({seen})"


@dataclass(frozen=True)
class Difference:
    """What was found only before, only after, in both, and now and then; and what says nothing.

    `sometimes` are races: found in some runs of a version and not in others. `unjudged` are the
    scenarios that came to an ERROR, or were SKIPPED, in one of the versions alone.
    """

    vanished: tuple[Finding, ...]
    new: tuple[Finding, ...]
    both: tuple[Finding, ...]
    sometimes: tuple[Finding, ...]
    unjudged: tuple[str, ...]

    @property
    def scenarios(self) -> frozenset[str]:
        """The scenarios of which something vanished, or is new."""
        return frozenset(each.scenario for each in (*self.vanished, *self.new))


def findings(report: Report) -> frozenset[Finding]:
    """Every finding of a run's scenarios."""
    return frozenset(each for result in report.scenarios for each in _findings(report, result))


def _findings(report: Report, result: ScenarioResult) -> Iterator[Finding]:
    if result.verdict not in FAILED:
        return
    laws = report.laws.get(result.happened.family, {})
    tried = promise_of(result.tags) or ""
    for each in result.findings:
        sentence = laws.get(each.law, each.law) if each.law else each.step
        promise = _watched(each.law) or tried
        yield Finding(result.id, sentence, each.law, promise, each.found)


def _watched(law: str) -> str | None:
    """The promise that a law watches over."""
    return next((name for name, each in load_promises().items() if law in each.laws), None)


def difference(before: Sequence[Report], after: Sequence[Report]) -> Difference:
    """What differs between two versions, each of which ran once or several times.

    Later runs may be of some scenarios only; a scenario counts in the runs that judged it.
    """
    old, new = _Version(before), _Version(after)
    judged = old.judged & new.judged
    seen = sorted(
        (each for each in {*old.ever, *new.ever} if each.scenario in judged),
        key=lambda each: (each.scenario, each.sentence),
    )
    sure = {each: (old.holds(each), new.holds(each)) for each in seen}
    return Difference(
        vanished=tuple(each for each in seen if sure[each] == (True, False)),
        new=tuple(each for each in seen if sure[each] == (False, True)),
        both=tuple(each for each in seen if sure[each] == (True, True)),
        sometimes=tuple(each for each in seen if None in sure[each]),
        unjudged=tuple(sorted(old.judged ^ new.judged)),
    )


class _Version:
    """What all runs of one version of the engine found."""

    def __init__(self, reports: Sequence[Report]):
        self.runs = [(_judged(report), findings(report)) for report in reports]
        self.judged = frozenset(name for names, _ in self.runs for name in names)
        self.ever = frozenset(each for _, found in self.runs for each in found)

    def holds(self, finding: Finding) -> bool | None:
        """Whether it was found in every run that judged its scenario; None for some of them."""
        told = {finding in found for names, found in self.runs if finding.scenario in names}
        return next(iter(told)) if len(told) == 1 else None


def _judged(report: Report) -> frozenset[str]:
    told = (Verdict.ERROR, Verdict.SKIPPED)
    return frozenset(each.id for each in report.scenarios if each.verdict not in told)


def as_text(difference: Difference) -> str:
    """The difference for people: what vanished, what is new, what only happens now and then."""
    lines = [
        *_section("vanished", difference.vanished),
        *_section("new", difference.new),
        *_section("now and then, so no difference", difference.sometimes),
    ]
    if difference.unjudged:
        lines += ["judged in one version only:", *(f"  {name}" for name in difference.unjudged)]
    count = len(difference.both)
    lines.append(f"{count} finding{'s' if count != 1 else ''} in both")
    return "\n".join(lines) + "\n"


def _section(title: str, found: Iterable[Finding]) -> list[str]:
    listed = [f"  {each.words}" for each in found]
    return [f"{title}:", *(listed or ["  nothing"])]
