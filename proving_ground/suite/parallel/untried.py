"""A run of which nothing could be tried: it says of each scenario that it is lost, and why."""

from typing import Any

from proving_ground.report.model import ScenarioResult
from proving_ground.suite.runner import ProvingRunner
from proving_ground.suite.selection import scenarios_of


class UntriedRunner(ProvingRunner):
    """Runs nothing: each scenario is an ERROR, for the reason that `-D lost=REASON` gives."""

    OPTIONS = ("lost",)

    def _prepare(self, features: list[Any]) -> str:
        self._as_written = list(scenarios_of(features))
        return super()._prepare(features)

    def results_of(self, features: list[Any]) -> tuple[ScenarioResult, ...]:  # noqa: ARG002
        """The verdicts on all that is selected, in the order of the files."""
        why = self.config.userdata["lost"]
        lost = (self._judge.lose(scenario, why) for scenario in self._as_written)
        return tuple(each for each in lost if each)
