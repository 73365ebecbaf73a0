"""A series of randomised trials: the first one that does not pass ends it, made small."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from proving_ground.explore.behaving import Try
from proving_ground.explore.drawn import features
from proving_ground.report.model import BAD, ScenarioResult, Verdict


class _NotPassedError(Exception):
    """A trial did not pass; Hypothesis looks for a smaller one that does not, either."""


@dataclass
class Search:
    """What came of a series: trials in all, why how many were skipped, and what did not pass.

    `text` is the smallest feature that did not pass, `result` its verdict; None where all passed.
    It is `flaky` where it did not fail each time.
    """

    trials: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    first: int | None = None
    text: str = ""
    result: ScenarioResult | None = None
    flaky: bool = False

    def count(self, result: ScenarioResult) -> None:
        """Note why a trial was skipped, if it was."""
        if result.verdict is Verdict.SKIPPED:
            self.skipped[result.reason] += 1

    def as_json(self) -> dict[str, Any]:
        """The same for programs; `trial` is the number of the first one that did not pass."""
        result = self.result
        return {
            "trials": self.trials,
            "skipped": dict(self.skipped),
            "trial": self.first,
            "verdict": result and result.verdict,
            "reason": result.reason if result else "",
            "scenario": self.text,
            "flaky": self.flaky,
        }


def search(
    attempt: Try,
    trials: int,
    start: int,
    *,
    shrink: bool = True,
    families: Collection[str] = ("pipelines",),
    sweeps: bool = True,
    tell: Callable[[Search], None] = lambda _: None,
) -> Search:
    """Try so many drawn trials, beginning with the seed `start`.

    Each is drawn by a Hypothesis of its own: one that draws many changes what it drew a little, or
    not at all, which finds bugs in a program that it sees into, and wastes the time of others.
    """
    found = Search()
    drawn = features(families, sweeps=sweeps)
    while found.trials < trials and found.first is None:
        number = found.trials
        _try(attempt, drawn, f"{start}.{number}", found, shrink=shrink)
        if found.trials == number:
            raise AssertionError(f"no trial was drawn with the seed {start}.{number}")
        tell(found)
    return found


def _try(
    attempt: Try, drawn: SearchStrategy[str], start: str, found: Search, *, shrink: bool
) -> None:
    """Draw one trial and try it; make it small where it does not pass."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    seen = 0

    @seed(start)
    @settings(
        max_examples=2,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(drawn)
    def trial(text: str) -> None:
        nonlocal seen
        seen += 1
        if seen == 1:  # the simplest of all, the same each time
            return
        result = attempt(text)
        if found.first is None:
            found.trials += 1
            found.count(result)
        if result.verdict in BAD:
            found.first = found.first or found.trials
            found.text, found.result = text, result
            raise _NotPassedError

    try:
        trial()
    except _NotPassedError:
        pass
    except Flaky:
        found.flaky = True
