"""The report of a run as values: what every page, picture and file of a report is made of.

It is written as JSON by the form that `docs/report.schema.json` tells.
"""

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field

from proving_ground.facts import Comparison, Fact, Happened, Table
from proving_ground.report.origin import Origin
from proving_ground.report.views import Views, read_json
from proving_ground.scratch import written_aside

REPORT = "report.json"
"""The name of the file in the folder of a run's report."""


class Verdict(StrEnum):
    """The six things that a scenario can come to."""

    PASS = "PASS"  # noqa: S105
    FAIL = "FAIL"
    KNOWN = "KNOWN"
    STALE = "STALE"
    SKIPPED = "SKIPPED"
    ERROR = "ERROR"


BAD = frozenset({Verdict.FAIL, Verdict.STALE, Verdict.ERROR})
"""The verdicts that fail a run."""


class Step(Fact):
    """One step as it is written, at that line, and what behave says of it."""

    keyword: str
    text: str
    line: int
    status: str = "passed"
    table: Table = ()
    doc: str = ""


class KnownFailure(Fact):
    """The entry of the list of known failures that a verdict rests on, and where it stands."""

    reason: str
    where: str
    wording: bool = False


class Found(Fact):
    """One thing that was wrong on its own: the `law` that it breaks, or the `step` that failed."""

    law: str = ""
    step: str = ""
    found: str = ""


class ScenarioResult(Fact):
    """One scenario's verdict, and all that is told of how it came to it.

    `id` is "FEATURE / SCENARIO", `slug` what links to it end in, the same in every run. `reason`
    says what was found where the scenario failed, also where that is `known`, or why it was
    skipped; `failed_at` is the `FILE:LINE` of the step that failed first; `findings` tell each
    thing that was wrong; `digest` is that of what the scenario said when it ran; `bugs` name the
    defects that are on record as turning it red. `work_folder` is where a failed trial was kept; as
    one machine's path it is not written down.
    """

    id: str
    slug: str
    name: str
    feature: str
    location: str
    verdict: Verdict
    rule: str = ""
    tags: tuple[str, ...] = ()
    reason: str = ""
    duration_s: float = 0.0
    rerun: str = ""
    digest: str = ""
    failed_at: str = ""
    steps: tuple[Step, ...] = ()
    compared: tuple[Comparison, ...] = ()
    findings: tuple[Found, ...] = ()
    known: KnownFailure | None = None
    happened: Happened = Happened()
    bugs: tuple[str, ...] = ()
    work_folder: str | None = Field(default=None, exclude=True)

    @property
    def why(self) -> str:
        """The reason that a person wants to read first: why it is known to fail, if it is."""
        return self.known.reason if self.known and self.verdict is Verdict.KNOWN else self.reason


class Feature(Fact):
    """A feature that the run was about; `slug` is what the link to it ends in."""

    slug: str
    name: str
    file: str
    description: str = ""
    tags: tuple[str, ...] = ()


class Shard(Fact):
    """Which of how many parts of a run; the first is number 1."""

    number: int = Field(ge=1)
    count: int = Field(ge=1)

    def __str__(self) -> str:
        """As it is asked for: `2/4`."""
        return f"{self.number}/{self.count}"

    @property
    def all(self) -> "tuple[Shard, ...]":
        """All shards of the run, in order."""
        return tuple(Shard(number=each, count=self.count) for each in range(1, self.count + 1))


class Report(Fact):
    """A whole run, or one shard of it.

    `engine_version` is the commit of the engine's home, where it has one that is a checkout;
    `duration_s` is from its begin to its end, but of merged shards that of the longest; `parts`
    holds the seconds that each part took, where it has any; `asked` are the paths, tags and names
    that chose its scenarios, empty for all; `shard` is None for a whole run, and `selection` the
    digest of all that was dealt out to its shards; `order` is the option that
    repeats the order, empty for the order of the files; `known` names the list of known failures,
    empty for the engine's own; `not_run` counts selected scenarios that never began, `left_out`
    those for engines of other families; `mishaps` tells of errors outside of all scenarios; `laws`
    holds the sentence of each law by family and id, `promises` the sentence of each promise,
    `defects` the symptom of each defect by name; `views` are shown besides the run.
    """

    version: Literal[1] = 1
    origin: Origin
    engine_version: str = ""
    machine: str = ""
    duration_s: float = 0.0
    parts: tuple[float, ...] = ()
    asked: tuple[str, ...] = ()
    shard: Shard | None = None
    selection: str = ""
    order: str = ""
    known: str = ""
    not_run: int = 0
    left_out: int = 0
    mishaps: tuple[str, ...] = ()
    features: tuple[Feature, ...] = ()
    laws: dict[str, dict[str, str]] = {}
    promises: dict[str, str] = {}
    defects: dict[str, str] = {}
    scenarios: tuple[ScenarioResult, ...] = ()
    views: Views = Views()

    @property
    def nothing_to_run(self) -> str:
        """The sentence that a shard is empty, since fewer scenarios were selected than shards."""
        if self.shard is None or self.scenarios or self.not_run:
            return ""
        return f"nothing to run in part {self.shard.number} of {self.shard.count}"

    @property
    def chosen_by(self) -> str:
        """What chose the scenarios, as in `features/loops --tags=@resume, shard 1/4`, or empty."""
        shard = [f"shard {self.shard}"] if self.shard else []
        return ", ".join([*([" ".join(self.asked)] if self.asked else []), *shard])

    @property
    def counts(self) -> str:
        """How often each verdict was given, as in `41 PASS · 2 KNOWN`."""
        verdicts = Counter(result.verdict for result in self.scenarios)
        told = " · ".join(f"{verdicts[v]} {v}" for v in Verdict if verdicts[v])
        return told or self.nothing_to_run or "no verdict"

    @property
    def failed(self) -> bool:
        """Whether anything came to FAIL, STALE or ERROR, never began, or went wrong outside."""
        bad = any(result.verdict in BAD for result in self.scenarios)
        return bad or bool(self.mishaps or self.not_run)


def as_json(report: Report) -> str:
    """The report as JSON, without what is as it is by default but for its version."""
    told = report.model_dump_json(exclude_defaults=True)
    return f'{{"version":{report.version},{told[1:]}'


def write_report(path: Path, report: Report) -> None:
    """Write the report as JSON."""
    with written_aside(path) as new:
        new.write_text(as_json(report), "utf-8")


def read_report(path: Path) -> Report:
    """What `write_report` wrote; InputError for a file that is none."""
    return read_json(path, Report, "report of a run", "run the suite again")
