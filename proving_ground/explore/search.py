"""A series of randomised trials: the first one that does not pass ends it, made small."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from proving_ground.explore.behaving import Try
from proving_ground.explore.gherkin import feature
from proving_ground.explore.idea import Idea
from proving_ground.explore.ideas import ideas
from proving_ground.report.model import BAD, ScenarioResult, Verdict


class _NotPassedError(Exception):
    """A trial did not pass; Hypothesis looks for a smaller one that does not, either."""


@dataclass
class Search:
    """What came of a series: trials in all, those that were skipped, and what did not pass.

    `text` is the smallest feature that did not pass, `result` its verdict; None where all passed.
    It is `flaky` where it did not fail each time.
    """

    trials: int = 0
    skipped: int = 0
    first: int | None = None
    text: str = ""
    result: ScenarioResult | None = None
    flaky: bool = False

    def as_json(self) -> dict[str, Any]:
        """The same for programs; `trial` is the number of the first one that did not pass."""
        result = self.result
        return {
            "trials": self.trials,
            "skipped": self.skipped,
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
    sweeps: bool = True,
    tell: Callable[[Search], None] = lambda _: None,
) -> Search:
    """Try so many drawn trials, beginning with the seed `start`."""
    found = Search()
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)

    @seed(start)
    @settings(
        max_examples=trials,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(ideas(sweeps=sweeps))
    def trial(idea: Idea) -> None:
        text = feature(idea)
        result = attempt(text)
        if found.first is None:
            found.trials += 1
            found.skipped += result.verdict is Verdict.SKIPPED
            tell(found)
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
    return found
