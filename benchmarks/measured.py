"""behave's runner with a stopwatch: seconds and CPU of each scenario, in all of its processes.

`-D measured=FILE` names the file that gets a JSON object per line: id and verdict of a scenario,
how many runs of the engine and calls of its agents it took, its wall seconds, and the CPU seconds
of the suite (behave, its supervisor, git) and of the engine with its agents.
"""

import json
import time
from pathlib import Path
from typing import Any

from benchmarks.clocks import of_children, of_process
from proving_ground.suite.runner import ProvingRunner


class MeasuredRunner(ProvingRunner):
    """Use it as `python -m behave --runner=benchmarks.measured:MeasuredRunner …`."""

    OPTIONS = ("measured",)

    def run_hook(self, hook_name: str, *args: Any) -> bool:
        """Look at all clocks before the first and after the last hook of a scenario."""
        if hook_name == "before_scenario":
            self._before = self._clocks()
        done = bool(super().run_hook(hook_name, *args))
        if hook_name == "after_scenario" and hasattr(self.context, "trial"):
            self._tell(args[0], self.context.trial)
        return done

    def _clocks(self) -> tuple[float, float, float]:
        """Wall time, CPU time of the suite's own processes, CPU time of all else that ended."""
        supervisor = self.context.ground.supervisor
        suite = time.process_time() + of_process(supervisor.process.pid) + of_children()
        return time.monotonic(), suite, supervisor.cpu

    def _tell(self, scenario: Any, trial: Any) -> None:
        wall, suite, engine = (b - a for a, b in zip(self._before, self._clocks(), strict=True))
        result = self._judge.judge(scenario)
        assert result, "a scenario with a trial has been run"
        sessions = getattr(trial, "sessions", {}).values()
        told = {
            "id": result.id,
            "verdict": result.verdict,
            "runs": sum(len(evidence.runs) for evidence in sessions),
            "calls": sum(len(evidence.calls) for evidence in sessions),
            "wall": wall,
            "suite": suite,
            "engine": engine,
        }
        with Path(self.config.userdata["measured"]).open("a") as file:
            file.write(json.dumps(told) + "\n")


def read(path: Path) -> list[dict[str, Any]]:
    """What a run with `-D measured=PATH` told, a dictionary per scenario."""
    return [json.loads(line) for line in path.read_text().splitlines()]
