"""Drawn trials run by behave, like any feature: the same steps, laws and verdicts."""

from collections.abc import Callable, Sequence
from typing import Any

from behave.configuration import Configuration
from behave.parser import parse_feature
from behave.runner import Runner

from proving_ground.report.model import ScenarioResult
from proving_ground.report.verdicts import Judge
from proving_ground.suite.runner import ProvingRunner
from proving_ground.suite.selection import scenarios_of

Try = Callable[[str], ScenarioResult]
"""Runs the text of a feature with one scenario, and says what came of it."""
FILE = "drawn.feature"


class DrawingRunner(ProvingRunner):
    """Runs whatever features it is asked to try, one after another, between behave's hooks."""

    def __init__(self, config: Any, work: Callable[[Try], None]):
        super().__init__(config)
        self._explore = work

    def feature_locations(self) -> list[Any]:
        """Nowhere: no feature is read from a file."""
        return []

    def run_model(self, features: list[Any] | None = None) -> bool:  # noqa: ARG002 - behave's
        """Do the work, which tries features; True where something outside of them broke."""
        self._judge = Judge({})
        self.formatters: list[Any] = []
        self.config.reporters = []
        return bool(Runner.run_model(self, [_Work(self, self._explore)]))

    def attempt(self, text: str) -> ScenarioResult:
        """Run a feature of one scenario; KeyboardInterrupt where somebody stopped it."""
        feature = parse_feature(text, filename=FILE)
        feature.run(self)
        if self.aborted:
            raise KeyboardInterrupt
        (scenario,) = scenarios_of([feature])
        result = self._judge.judge(scenario)
        if result is None:
            raise AssertionError(f"the scenario was not run:\n{text}")
        return result


class _Work:
    """What behave takes for its only feature."""

    filename = FILE

    def __init__(self, runner: DrawingRunner, work: Callable[[Try], None]):
        self._runner, self._do = runner, work

    def run(self, _runner: Runner) -> bool:
        """Do all of it; what goes wrong with the engine is the result of it, not a failure."""
        self._do(self._runner.attempt)
        return False


def run_drawn(work: Callable[[Try], None], defines: Sequence[str]) -> bool:
    """Do work that tries features, with those `-D` options; True where it could not be done."""
    options = [part for each in defines for part in ("-D", each)]
    config = Configuration(["--format=null", "--no-summary", *options])
    return DrawingRunner(config, work).run()
