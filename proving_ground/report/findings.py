"""What two versions of an engine were found to do wrong, and what differs between them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from proving_ground.promises import load_promises, promise_of
from proving_ground.report.model import Report, ScenarioResult, Verdict

FAILED = frozenset({Verdict.FAIL, Verdict.KNOWN})
"""The verdicts that rest on findings; an ERROR proves nothing."""
VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|\S*/\S*|\b\w*\d[\w.]*")
"""What differs from run to run: what is quoted, paths, numbers and names with numbers in them."""
LONG = 80
"""Characters of what was seen by which two are told apart."""


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
    def shape(self) -> str:
        """What was seen, without its values: two faults that break one law differ in it."""
        return " ".join(VALUES.sub("_", self.found).split())[:LONG]

    @property
    def words(self) -> str:
        """The finding in a line, with the first line of what was seen."""
        seen = next((line.strip() for line in self.found.splitlines() if line.strip()), "")
        return f"{self.scenario}: {self.sentence} ({seen})"


@dataclass(frozen=True)
class Difference:
    """What was found only before, only after, in both, and now and then; and what says nothing.

    `reduced` are those of `both` as they were seen before and are not any more: the same sentence
    is broken otherwise now. `sometimes` are races: found in some runs of a version and not in
    others. `unjudged` are the scenarios that came to an ERROR, or were SKIPPED, in one alone.
    """

    vanished: tuple[Finding, ...]
    new: tuple[Finding, ...]
    both: tuple[Finding, ...]
    sometimes: tuple[Finding, ...]
    unjudged: tuple[str, ...]
    reduced: tuple[Finding, ...] = ()

    @property
    def scenarios(self) -> frozenset[str]:
        """The scenarios of which something vanished, is new, or was seen otherwise."""
        return frozenset(each.scenario for each in (*self.vanished, *self.new, *self.reduced))


def findings(report: Report) -> tuple[Finding, ...]:
    """Every finding of a run's scenarios; one that was seen in several ways is there for each."""
    return tuple(each for result in report.scenarios for each in _findings(report, result))


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
        reduced=tuple(_reduced(old, new, [each for each in seen if sure[each] == (True, True)])),
    )


def _reduced(old: "_Version", new: "_Version", both: Iterable[Finding]) -> Iterator[Finding]:
    """What was seen in every run before, and in none after, of findings that are in both."""
    for finding in both:
        always = set.intersection(*(set(each) for each in old.shapes[finding]))
        now = {shape for each in new.shapes[finding] for shape in each}
        yield from (old.shapes[finding][0][shape] for shape in sorted(always - now))


class _Version:
    """What all runs of one version of the engine found."""

    def __init__(self, reports: Sequence[Report]):
        self.runs = [(_judged(report), frozenset(findings(report))) for report in reports]
        self.shapes: dict[Finding, list[dict[str, Finding]]] = defaultdict(list)
        for report in reports:
            self._look(findings(report))
        self.judged = frozenset(name for names, _ in self.runs for name in names)
        self.ever = frozenset(each for _, found in self.runs for each in found)

    def _look(self, found: Iterable[Finding]) -> None:
        """Note in which shapes each finding was seen in a run."""
        seen: dict[Finding, dict[str, Finding]] = defaultdict(dict)
        for each in found:
            seen[each][each.shape] = each
        for each, shapes in seen.items():
            self.shapes[each].append(shapes)

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
        *_section("still broken, but not in this way any more", difference.reduced),
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
