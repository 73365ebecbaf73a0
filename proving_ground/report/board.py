"""What is seen while scenarios run side by side: a line for each feature when it is complete."""

import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping

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
        self._verdicts: dict[str, dict[str, Verdict]] = defaultdict(dict)
        self._ended: dict[str, Verdict] = {}
        self._running: dict[str, str] = {}
        self._shown: set[str] = set()

    def began(self, identity: str, name: str) -> None:
        """A scenario runs."""
        self._running[identity] = name
        self._show_status()

    def ended(self, result: ScenarioResult) -> None:
        """A scenario has its verdict; one that gets another is shown with its feature once more."""
        self._running.pop(result.id, None)
        self._open[result.feature] -= result.id not in self._ended
        if self._ended.get(result.id, result.verdict) != result.verdict:
            self._shown.discard(result.feature)
        self._ended[result.id] = result.verdict
        self._verdicts[result.feature][result.id] = result.verdict
        if not self._open[result.feature] and result.feature not in self._shown:
            self._show(result.feature)
        self._show_status()

    def left(self, identities: Collection[str]) -> None:
        """Those scenarios run no more, whether they have verdicts or not."""
        for each in identities:
            self._running.pop(each, None)

    def line(self, text: str, style: str = "") -> None:
        """Write a line between those of the features."""
        if self._console:
            self._erase()
            self._console.line(text, style)

    def close(self) -> None:
        """Show the features that were not completed."""
        self._erase()
        for feature in self._verdicts:
            if feature not in self._shown:
                self._show(feature)

    def _show(self, feature: str) -> None:
        self._shown.add(feature)
        verdicts = self._verdicts[feature]
        if self._console:
            self._erase()
            self._console.write(f"{feature}  ")
            for verdict in verdicts.values():
                self._console.write(MARKS[verdict], STYLES[verdict])
            self._console.line()

    def _erase(self) -> None:
        if self._console and self._console.is_terminal:
            self._console.write(ERASE)

    def _show_status(self) -> None:
        if not (self._console and self._console.is_terminal):
            return
        wrong = sum(verdict in BAD for verdict in self._ended.values())
        bad = f", {wrong} did not pass" if wrong else ""
        running = ", ".join(self._running.values())
        now = f"{len(self._ended)} of {self._total}{bad} · now: {running}"
        self._console.write(ERASE + now[: shutil.get_terminal_size().columns - 1])
