"""What the site tells of the features: all that is written, and the verdicts that a run gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from proving_ground.report.model import Feature, Report, ScenarioResult, Step, Verdict
from proving_ground.report.page.overview import AREAS, URGENCY, area_of, counted, when_it_breaks
from proving_ground.report.slugs import slug


@dataclass(frozen=True)
class Written:
    """A scenario as it is written; `digest` is that of all that it says."""

    id: str
    slug: str
    name: str
    feature: Feature
    rule: str
    digest: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Told:
    """A scenario with its verdict; without one, `why` says why there is none."""

    written: Written
    verdict: Verdict | None
    why: str = ""

    @property
    def rule(self) -> str:
        """The rule that it stands under, or nothing."""
        return self.written.rule


@dataclass(frozen=True)
class Section:
    """A feature and its scenarios."""

    feature: Feature
    told: Sequence[Told]

    @property
    def about(self) -> str:
        """What happens to users when it does not hold."""
        return when_it_breaks(self.feature.description)

    @property
    def mark(self) -> str:
        """The verdict to see first; NONE where nothing is wrong, but something has not run."""
        worst = min((URGENCY.index(each.verdict) for each in self.told if each.verdict), default=-1)
        is_whole = all(each.verdict for each in self.told)
        return URGENCY[worst] if is_whole or 0 <= worst < URGENCY.index("KNOWN") else "NONE"

    @property
    def count(self) -> str:
        """How many scenarios there are, and how many have a verdict if that is not all."""
        ran = sum(each.verdict is not None for each in self.told)
        total = len(self.told)
        return f"{total}" if ran == total else f"{ran} of {total} run"


@dataclass(frozen=True)
class Chapter:
    """The features of an area, which become a page."""

    slug: str
    name: str
    about: str
    sections: Sequence[Section]

    @property
    def told(self) -> list[Told]:
        """All scenarios of the page."""
        return [each for section in self.sections for each in section.told]


class Run:
    """What a run says of all that is written."""

    def __init__(self, report: Report, written: Sequence[Written]):
        self.report = report
        self._results = {each.id: each for each in report.scenarios}
        self.told = [self._tell(each) for each in written]
        names = {each.id for each in written}
        self.gone = sum(each.id not in names for each in report.scenarios)

    def _tell(self, written: Written) -> Told:
        result = self._results.get(written.id)
        if result is None:
            return Told(written, None, "not run")
        if result.digest and result.digest != written.digest:
            return Told(written, None, "changed since it ran")
        return Told(written, result.verdict)

    @cached_property
    def results(self) -> list[ScenarioResult]:
        """The results that still tell of what is written."""
        return [self._results[each.written.id] for each in self.told if each.verdict]

    @property
    def counts(self) -> str:
        """How often each verdict was given, as in `41 PASS · 2 KNOWN`."""
        counts = [f"{count} {verdict}" for verdict, count in counted(self.results) if count]
        return " · ".join(counts) or "no verdict"

    @property
    def is_whole(self) -> bool:
        """Whether all that is written has a verdict."""
        return len(self.results) == len(self.told)

    @staticmethod
    def without_verdict(told: Iterable[Told]) -> str:
        """How many of them have no verdict, and why, as in `3 not run, 1 changed since it ran`."""
        reasons = [each.why for each in told if each.verdict is None]
        counts = {why: reasons.count(why) for why in dict.fromkeys(reasons)}
        return ", ".join(f"{count} {why}" for why, count in counts.items())


def chapters(run: Run) -> list[Chapter]:
    """The areas in the order in which people know them, each with its features."""
    areas: dict[str, dict[str, list[Told]]] = {}
    for each in run.told:
        feature = each.written.feature
        areas.setdefault(area_of(feature), {}).setdefault(feature.name, []).append(each)
    order = [*AREAS, *sorted(areas.keys() - AREAS.keys())]
    return [_chapter(area, areas[area].values()) for area in order if area in areas]


def _chapter(area: str, features: Iterable[list[Told]]) -> Chapter:
    name, about = AREAS.get(area, (area.capitalize(), ""))
    sections = [Section(told[0].written.feature, told) for told in features]
    return Chapter(slug(name), name, about, sections)
