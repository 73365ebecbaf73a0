"""What is seen while the suite runs: a line for each feature, a mark for each scenario."""

import sys
from typing import Any

from proving_ground.report.console import STYLES, Console
from proving_ground.report.judged import JudgedFormatter
from proving_ground.report.model import Verdict

MARKS = {
    Verdict.PASS: ".",
    Verdict.FAIL: "F",
    Verdict.KNOWN: "K",
    Verdict.STALE: "!",
    Verdict.SKIPPED: "-",
    Verdict.ERROR: "E",
}


class ProgressFormatter(JudgedFormatter):
    """Shows each feature's name and one mark for each of its scenarios."""

    name = "proving"
    description = "A line for each feature, a mark for each scenario's verdict."

    def __init__(self, opener: Any, config: Any):
        super().__init__(opener, config)
        stream = self.open()
        self.console = Console(stream, colour=config.has_colored_mode(sys.stdout))
        self._titled = False

    def on_feature_start(self, feature: Any) -> None:  # noqa: ARG002
        """Await the feature's first selected scenario."""
        self._titled = False

    def on_scenario_start(self, scenario: Any) -> None:
        """Print the feature's name once, before its first scenario runs."""
        if not self._titled and self.judge.is_selected(scenario):
            self.console.write(f"{scenario.feature.name}  ")
            self._titled = True

    def on_scenario_end(self, scenario: Any) -> None:
        """Print the scenario's mark."""
        result = self.judge.judge(scenario)
        if result:
            self.console.write(MARKS[result.verdict], STYLES[result.verdict])

    def on_feature_end(self, feature: Any) -> None:  # noqa: ARG002
        """End the feature's line."""
        if self._titled:
            self.console.line()
