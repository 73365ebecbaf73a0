"""The verdicts of earlier runs, kept beside a report: what changed, and what is not stable."""

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from proving_ground.errors import InputError
from proving_ground.facts import Fact
from proving_ground.report.model import Report, ScenarioResult, Verdict
from proving_ground.scratch import written_aside

HISTORY = "history.json"
KEPT = 20
"""How many runs are kept."""


class PastRun(Fact):
    """A run that is over: when it started (UTC), on which engines, and its verdicts by scenario."""

    started: str
    engine: str
    verdicts: dict[str, Verdict]


class Change(Fact):
    """A scenario with another verdict than before; `before` is None where it is new."""

    now: ScenarioResult
    before: Verdict | None


_RUNS = TypeAdapter(tuple[PastRun, ...])


def read_history(path: Path) -> tuple[PastRun, ...]:
    """The runs that are kept there, oldest first; none where there is no such file."""
    if not path.exists():
        return ()
    try:
        return _RUNS.validate_json(path.read_bytes())
    except ValidationError as error:
        problem = f"this is no history of runs: {error.errors()[0]['msg']}"
        raise InputError(path, problem, "remove the file") from None


def write_history(path: Path, runs: Sequence[PastRun]) -> None:
    """Keep the latest of those runs."""
    with written_aside(path) as new:
        new.write_bytes(_RUNS.dump_json(tuple(runs[-KEPT:])))


def durations(path: Path) -> dict[str, float]:
    """Seconds that each scenario took in the run of that report; empty where it cannot be read."""
    try:
        told = json.loads(path.read_bytes())["scenarios"]
        return {each["id"]: float(each.get("duration_s", 0)) for each in told}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def past(report: Report) -> PastRun:
    """What is kept of a run."""
    return PastRun(
        started=report.origin.started,
        engine=report.origin.engine,
        verdicts={each.id: each.verdict for each in report.scenarios},
    )


def comparable(report: Report, runs: Sequence[PastRun]) -> list[PastRun]:
    """Those earlier runs that were on the same engines."""
    return [
        each
        for each in runs
        if each.engine == report.origin.engine and each.started != report.origin.started
    ]


def changes(report: Report, runs: Sequence[PastRun]) -> list[Change] | None:
    """What has another verdict than when it last ran; None where nothing was run before."""
    if not runs:
        return None
    before = {name: verdict for run in runs for name, verdict in run.verdicts.items()}
    return [
        Change(now=each, before=before.get(each.id))
        for each in report.scenarios
        if before.get(each.id) != each.verdict
    ]


def unstable(report: Report, runs: Sequence[PastRun]) -> list[tuple[ScenarioResult, int]]:
    """The scenarios whose verdict turned more than once in the runs kept, and how often."""
    told = [(each, _turns(each, runs)) for each in report.scenarios]
    return sorted(((each, n) for each, n in told if n > 1), key=lambda pair: -pair[1])


def _turns(result: ScenarioResult, runs: Sequence[PastRun]) -> int:
    seen = [run.verdicts[result.id] for run in runs if result.id in run.verdicts]
    verdicts = [*seen, result.verdict]
    return sum(a != b for a, b in itertools.pairwise(verdicts))
