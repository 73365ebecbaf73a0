"""What the page's overview shows: who held what, what is red, what changed, what was slow."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from proving_ground.report.history import Change, PastRun, changes, comparable, unstable
from proving_ground.report.model import BAD, Feature, Report, ScenarioResult, Verdict
from proving_ground.report.page.templates import clock_time

VERDICTS = (
    Verdict.PASS,
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.STALE,
    Verdict.KNOWN,
    Verdict.SKIPPED,
)
URGENCY = ("FAIL", "ERROR", "STALE", "KNOWN", "SKIPPED", "PASS")
MEANINGS = {
    Verdict.PASS: "what must hold held, and every law",
    Verdict.FAIL: "something that must hold did not",
    Verdict.ERROR: "the trial itself went wrong, so it proves nothing",
    Verdict.STALE: "it passed, although it is listed as a known failure",
    Verdict.KNOWN: "it failed, and the list of known failures says why",
    Verdict.SKIPPED: "the engine or this machine cannot do it; never counted as a pass",
}
AREAS = {
    "loops": ("Loops", "a program that calls an agent until it is done"),
    "pipelines": ("Pipelines", "stages, iterations, resuming, people who decide"),
    "orchestration": ("Orchestration", "from a specification to merged commits"),
    "seams": ("Seams", "retries, circuit breakers, caches, a database behind an API"),
    "backends": ("Backends", "claude and codex behind one front"),
    "robustness": ("Robustness", "crashes, power cuts, full disks, signals, clocks"),
    "regressions": ("Regressions", "bugs that must never come back"),
}
"""The folders of features, as people call them."""
FLOWS, BUGS, SLOWEST = 12, 5, 8
BAR_HEIGHT, LEAST_HEIGHT = 48, 4
"""Units of a bar of the trend, and of its smallest part, which has to be seen."""


@dataclass(frozen=True)
class Row:
    """One line of a matrix: its words and link, and the scenarios that it counts."""

    text: str
    href: str
    scenarios: Sequence[ScenarioResult]
    about: str = ""
    number: int = 0

    @property
    def counts(self) -> list[tuple[Verdict, int]]:
        """How often each verdict was given."""
        return counted(self.scenarios)

    @property
    def dots(self) -> list[tuple[Verdict, list[int]]]:
        """Where in the line the scenarios stand, for each verdict that there is."""
        at: dict[Verdict, list[int]] = defaultdict(list)
        for place, each in enumerate(self.scenarios):
            at[each.verdict].append(place)
        return list(at.items())

    @property
    def worst(self) -> Verdict:
        """The verdict that a person must see first."""
        return min((each.verdict for each in self.scenarios), key=URGENCY.index)


@dataclass(frozen=True)
class Bar:
    """A run in the trend: what is said of it, and its parts from above: verdict, place, height."""

    text: str
    parts: Sequence[tuple[Verdict, float, float]]


@dataclass(frozen=True)
class Group:
    """A group of lines under one name: a promise, or a user flow."""

    name: str
    about: str
    rows: Sequence[Row]


def counted(scenarios: Iterable[ScenarioResult]) -> list[tuple[Verdict, int]]:
    """How often each verdict was given, in the order in which they are always shown."""
    counts = Counter(each.verdict for each in scenarios)
    return [(verdict, counts[verdict]) for verdict in VERDICTS]


def span(seconds: float) -> str:
    """A duration as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"


def duration(report: Report) -> str:
    """How long the run took, and where it has several parts how long these did."""
    if not report.parts:
        return span(report.duration_s)
    longest, total = max(report.parts), sum(report.parts)
    told = f"{len(report.parts)} parts: the longest took {span(longest)}, all of them {span(total)}"
    return told if longest == report.duration_s else f"{span(report.duration_s)}, in {told}"


class Overview:
    """All of it, made of a report and the runs before it."""

    verdicts = VERDICTS
    meanings = MEANINGS

    def __init__(self, report: Report, earlier: Sequence[PastRun]):
        self.report = report
        self.scenarios = report.scenarios
        self.earlier = comparable(report, earlier)
        self.counts = counted(report.scenarios)
        self.duration = duration(report)
        self.bad = [each for each in report.scenarios if each.verdict in BAD]
        self.changes = changes(report, self.earlier)
        self.unstable = unstable(report, self.earlier)
        self.swept = [each for each in report.scenarios if each.happened.sweep]
        self.slowest = sorted(report.scenarios, key=lambda each: -each.duration_s)[:SLOWEST]

    @property
    def turned(self) -> list[Change]:
        """What ran before with another verdict, the most urgent first."""
        turned = [each for each in self.changes or () if each.before]
        return sorted(turned, key=lambda each: URGENCY.index(each.now.verdict))

    @property
    def new(self) -> list[ScenarioResult]:
        """What never ran before, the most urgent first."""
        new = [each.now for each in self.changes or () if not each.before]
        return sorted(new, key=lambda each: URGENCY.index(each.verdict))

    @property
    def headline(self) -> str:
        """The verdict on the whole run, in words."""
        count, total = dict(self.counts), len(self.scenarios)
        failed, wrong = count[Verdict.FAIL], count[Verdict.ERROR]
        told = [f"{failed} of {total} did not hold"] if failed else []
        told += [f"{_plural(wrong, 'trial')} of {total} went wrong"] if wrong else []
        told += [_no_longer(count[Verdict.STALE])] if count[Verdict.STALE] else []
        if told:
            return f"{', '.join(told)}."
        if self.report.mishaps:
            return "The run itself went wrong."
        if self.report.not_run:
            return f"{_plural(self.report.not_run, 'scenario')} never began."
        if empty := self.report.nothing_to_run:
            return f"{empty.capitalize()}."
        known = count[Verdict.KNOWN]
        return (
            f"Everything held but {_plural(known, 'known failure')}."
            if known
            else "Everything held."
        )

    def broken_laws(self, result: ScenarioResult) -> list[str]:
        """The sentences of the laws that a scenario found broken."""
        mine = self.report.laws.get(result.happened.family, {})
        broken = dict.fromkeys(each.law for each in result.happened.laws_broken)
        return [mine.get(law, law) for law in broken]

    @property
    def trend(self) -> list[Bar]:
        """The runs that are kept and this one, oldest first; none where it is the only one."""
        kept = [(run.started, Counter(run.verdicts.values())) for run in self.earlier]
        now = self.report.origin.started, Counter(each.verdict for each in self.scenarios)
        return [_bar(*run) for run in (*kept, now)] if kept else []

    @property
    def calls(self) -> int:
        """How many calls of agents were seen."""
        sessions = (session for each in self.scenarios for session in each.happened.sessions)
        return sum(len(run.calls) for session in sessions for run in session.runs)

    @property
    def checks(self) -> int:
        """How many laws were held against how many trials, in all."""
        told = (each.happened for each in self.scenarios)
        return sum(
            len(each.laws_held) + len({broken.law for broken in each.laws_broken}) for each in told
        )

    @property
    def points(self) -> int:
        """At how many points of sweeps a run was struck."""
        return sum(each.happened.sweep.tried for each in self.swept if each.happened.sweep)

    @property
    def copied(self) -> int:
        """At how many of them a copy of the files stood for the strike."""
        return sum(each.happened.sweep.copied for each in self.swept if each.happened.sweep)

    @property
    def lost(self) -> int:
        """How many of them it did not recover from."""
        return sum(each.happened.sweep.lost for each in self.swept if each.happened.sweep)

    @cached_property
    def tagged(self) -> Mapping[str, Sequence[ScenarioResult]]:
        """The scenarios that carry each tag."""
        found: dict[str, list[ScenarioResult]] = defaultdict(list)
        for each in self.scenarios:
            for tag in each.tags:
                found[tag].append(each)
        return found

    @property
    def proved(self) -> int | None:
        """How many critical paths of the test plan are proved; None without its matrix."""
        plan = self.report.views.plan
        return sum(each.state == "PROVED" for each in plan.paths) if plan else None

    @property
    def flows(self) -> Iterator[Row]:
        """The user flows, by number."""
        for number in range(1, FLOWS + 1):
            mine = self.tagged.get(f"flow-{number}")
            if mine:
                alone = len(mine) == 1
                href = f"#/s/{mine[0].slug}" if alone else f"#/find?q=@flow-{number}"
                text = mine[0].name if alone or not mine[0].rule else mine[0].rule
                yield Row(text, href, mine, self._harm(mine[0]), number)

    @property
    def bugs(self) -> Iterator[Row]:
        """The bugs that must never come back, by number."""
        for number in range(1, BUGS + 1):
            mine = self.tagged.get(f"bug-{number}")
            if mine:
                feature = self._features[mine[0].feature]
                text = feature.name.partition(": ")[2] or feature.name
                text = text[:1].upper() + text[1:]
                yield Row(text, f"#/f/{feature.slug}", mine, self._harm(mine[0]), number)

    @cached_property
    def _features(self) -> Mapping[str, Feature]:
        return {each.name: each for each in self.report.features}

    def _harm(self, result: ScenarioResult) -> str:
        """What its feature says of users when it does not hold; the one source of such words."""
        return when_it_breaks(self._features[result.feature].description)

    @property
    def promises(self) -> list[Row]:
        """What every user may expect, and the scenarios that try it."""
        return [
            Row(sentence, f"#/find?q=@promise.{name}", self.tagged[f"promise.{name}"])
            for name, sentence in self.report.promises.items()
            if f"promise.{name}" in self.tagged
        ]

    @property
    def areas(self) -> list[Group]:
        """The features by the area that they lie in."""
        mine: dict[str, list[ScenarioResult]] = defaultdict(list)
        for each in self.scenarios:
            mine[each.feature].append(each)
        rows: dict[str, list[Row]] = defaultdict(list)
        for feature in self.report.features:
            about = when_it_breaks(feature.description)
            row = Row(feature.name, f"#/f/{feature.slug}", mine[feature.name], about)
            rows[area_of(feature)].append(row)
        order = [*AREAS, *sorted(rows.keys() - AREAS.keys())]
        names = {area: AREAS.get(area, (area.capitalize(), "")) for area in order}
        return [Group(*names[area], rows[area]) for area in order if area in rows]


def _plural(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"


def _no_longer(count: int) -> str:
    return f"{_plural(count, 'known failure')} no longer fail{'s' * (count == 1)}"


def _bar(started: str, counts: Mapping[Verdict, int]) -> Bar:
    """What did not pass stands above, and is never too small to be seen."""
    there = [verdict for verdict in reversed(VERDICTS) if counts.get(verdict)]
    others = [verdict for verdict in there if verdict is not Verdict.PASS]
    total = sum(counts.values())
    heights: dict[Verdict, float] = {
        each: max(LEAST_HEIGHT, BAR_HEIGHT * counts[each] / total) for each in others
    }
    heights[Verdict.PASS] = max(0.0, BAR_HEIGHT - sum(heights.values()))
    parts, at = [], 0.0
    for verdict in (*others, *([Verdict.PASS] if Verdict.PASS in there else [])):
        parts.append((verdict, round(at, 2), round(heights[verdict], 2)))
        at += heights[verdict]
    told = ", ".join(f"{counts[each]} {each}" for each in VERDICTS if counts.get(each))
    return Bar(f"{clock_time(started)}: {told}", parts)


def area_of(feature: Feature) -> str:
    """The folder that a feature lies in."""
    return PurePosixPath(feature.file).parent.name


def when_it_breaks(description: str) -> str:
    """The sentence of a description that says what happens to users when it does not hold."""
    _, lead, rest = " ".join(description.split()).partition("When it breaks, ")
    return lead + rest
