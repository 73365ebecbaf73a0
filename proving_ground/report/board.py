"""What is seen while scenarios run side by side: a line for each feature when it is complete."""

import shutil
from collections import defaultdict
from collections.abc import Mapping

from proving_ground.report.console import STYLES, Console
from proving_ground.report.model import BAD, ScenarioResult, Verdict
from proving_ground.report.progress import MARKS

ERASE = "\r\x1b[2K"


class Board:
    """Shows the features of a run; on a terminal also how far it is, and what runs now."""

    def __init__(self, console: Console | None, scenarios: Mapping[str, int]):
        """`scenarios` counts those of each feature; without a console nothing is shown."""
        self._console = console
        self._open = dict(scenarios)
        self._total = sum(scenarios.values())
        self._verdicts: dict[str, list[Verdict]] = defaultdict(list)
        self._done = self._bad = 0
        self._running: list[str] = []

    def began(self, name: str) -> None:
        """A scenario runs."""
        self._running.append(name)
        self._show_status()

    def ended(self, result: ScenarioResult) -> None:
        """A scenario has its verdict."""
        self._done += 1
        self._bad += result.verdict in BAD
        if result.name in self._running:
            self._running.remove(result.name)
        self._verdicts[result.feature].append(result.verdict)
        self._open[result.feature] -= 1
        if not self._open[result.feature]:
            self._show(result.feature)
        self._show_status()

    def close(self) -> None:
        """Show the features that were not completed."""
        for feature in list(self._verdicts):
            self._show(feature)

    def _show(self, feature: str) -> None:
        verdicts = self._verdicts.pop(feature)
        if self._console:
            self._erase()
            self._console.write(f"{feature}  ")
            for verdict in verdicts:
                self._console.write(MARKS[verdict], STYLES[verdict])
            self._console.line()

    def _erase(self) -> None:
        if self._console and self._console.is_terminal:
            self._console.write(ERASE)

    def _show_status(self) -> None:
        if not (self._console and self._console.is_terminal):
            return
        bad = f", {self._bad} did not pass" if self._bad else ""
        now = f"{self._done} of {self._total}{bad} · now: {', '.join(self._running)}"
        self._console.write(ERASE + now[: shutil.get_terminal_size().columns - 1])
