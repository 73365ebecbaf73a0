"""Verdicts are given as soon as a scenario ends, before any other formatter looks at it."""

from typing import Any

from proving_ground.report.judged import JudgedFormatter


class SettlingFormatter(JudgedFormatter):
    """Writes nothing; comes first of all formatters, so that the others see what was settled."""

    name = "settling"

    def on_scenario_end(self, scenario: Any) -> None:
        """Settle the verdict on the scenario."""
        self.judge.settle(scenario)
