"""A formatter that tells a program of each scenario that begins, and of its verdict."""

import json
from pathlib import Path
from typing import Any

from proving_ground.report.judged import JudgedFormatter
from proving_ground.report.verdicts import identity

BEGAN, ENDED = "began", "ended"


class TellingFormatter(JudgedFormatter):
    """Writes a line for each: `["began", ID]`, and `["ended", ID, VERDICT]`."""

    name = "proving.telling"
    description = "For programs: a line of JSON when a scenario begins, and when it has ended."

    def __init__(self, opener: Any, config: Any):
        super().__init__(opener, config)
        self._out = self.open()

    def on_scenario_start(self, scenario: Any) -> None:
        """Tell that it begins."""
        if self.judge.is_selected(scenario):
            self._tell(BEGAN, identity(scenario))

    def on_scenario_end(self, scenario: Any) -> None:
        """Tell what came of it."""
        if result := self.judge.judge(scenario):
            self._tell(ENDED, result.id, result.verdict)

    def _tell(self, *words: str) -> None:
        self._out.write(f"{json.dumps(words)}\n")
        self._out.flush()


class Lines:
    """The whole lines of such a file that were not read yet."""

    def __init__(self, path: Path):
        self._path = path
        self._read = 0

    def new(self) -> list[list[str]]:
        """What was told since; empty where the file is not there yet."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._read)
                whole = file.read().rpartition(b"\n")[0]
        except FileNotFoundError:
            return []
        self._read += len(whole) + 1 if whole else 0
        return [json.loads(line) for line in whole.splitlines()]
