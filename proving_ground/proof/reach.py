"""Which scenarios run which lines of the engine, so that a mutant meets no others."""

import ast
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behave.step_registry import registry

from proving_ground.errors import TrialError
from proving_ground.proof import recorder
from proving_ground.proof.defects import copy_engine
from proving_ground.proof.suite import run_suite
from proving_ground.report.model import BAD, ScenarioResult
from proving_ground.report.verdicts import location
from proving_ground.suite.checks.options import is_sweep
from proving_ground.suite.runner import ProvingRunner

RUNNER = "proving_ground.proof.reach:RecordingRunner"
POINTS = 8
"""Of a sweep, so many are enough for nearly all mutants; the others would survive longer."""
HOOKS = {
    "__init__.py": "\nfrom reference_engine import recorder\nrecorder.loading()\n",
    "cli.py": "\nfrom reference_engine.recorder import recorded\nmain = recorded(main)\n",
}
"""What is added to modules of the copy, so that it writes down what runs."""


@dataclass(frozen=True)
class Reached:
    """What a scenario's engines ran: lines as `MODULE.py:NUMBER`; how many seconds it took.

    One that `sweeps` tries one point after another.
    """

    location: str
    seconds: float
    lines: frozenset[str]
    sweeps: bool = False


class RecordingRunner(ProvingRunner):
    """Notes the lines that each scenario reached in the folder that `-D engine_home=` names."""

    def run_hook(self, hook_name: str, *args: Any) -> bool:
        """Take what was recorded since the last scenario, once its last hook has run."""
        done = super().run_hook(hook_name, *args)
        if hook_name == "before_all":  # the engines write theirs outside of their trial
            self.context.ground.supervisor.records = False
        if hook_name == "after_scenario":
            self._note(args[0])
        return done

    def _note(self, scenario: Any) -> None:
        home = Path(self.config.userdata["engine_home"])
        record = home / recorder.RECORD.name
        lines = sorted(set(record.read_text().split())) if record.exists() else []
        record.unlink(missing_ok=True)
        note = {
            "location": location(scenario),
            "seconds": scenario.duration,
            "lines": lines,
            "sweeps": is_sweep(scenario, registry.find_match),
        }
        with _notes(home).open("a") as file:
            file.write(json.dumps(note) + "\n")


def few_points(scenarios: Iterable[Reached]) -> list[str]:
    """The option of behave's by which sweeps try few points; none where none of these sweeps."""
    return ["-D", f"points={POINTS}"] if any(each.sweeps for each in scenarios) else []


def measure(home: Path, places: Sequence[str], options: Sequence[str] = ()) -> list[Reached]:
    """Run the scenarios at those places on the engine as it is, and see what each one reaches.

    They come back in the order of their seconds. Those that are not green are run once more, as a
    machine may be too busy; TrialError where one is not green then, either.
    """
    copy_engine(home)
    package = home / "reference_engine"
    shutil.copy(recorder.__file__, package)
    for module, text in HOOKS.items():
        with (package / "pipelines" / module).open("a") as file:
            file.write(text)
    runner = f"--runner={RUNNER}"
    if bad := _bad(run_suite(home, home, places=places, options=[runner, *options])):
        again = [result.location for result in bad]
        few = few_points(each for each in _reached(home) if each.location in again)
        bad = _bad(run_suite(home, home, places=again, options=[runner, *few]))
    if bad:
        told = "\n  ".join(
            f"{each.verdict} {each.location} {each.name}\n{each.reason}" for each in bad
        )
        fix = "run these scenarios alone, and mend them, or wait until the machine is less busy"
        raise TrialError(
            f"these are not green on the engine as it is, when run twice:\n  {told}\n"
            f"  What to do: {fix}"
        )
    return sorted(_reached(home), key=lambda each: each.seconds)


def _reached(home: Path) -> list[Reached]:
    """What each scenario reached when it ran last."""
    notes = (json.loads(line) for line in _notes(home).read_text().splitlines())
    latest = {note["location"]: note for note in notes}.values()
    loaded = (home / recorder.LOADED.name).read_text().split()
    return [Reached(**{**each, "lines": frozenset(each["lines"] + loaded)}) for each in latest]


def _bad(results: Iterable[ScenarioResult]) -> list[ScenarioResult]:
    return [result for result in results if result.verdict in BAD]


def reaching(reached: Iterable[Reached], module: str, line: int, source: str) -> list[Reached]:
    """The scenarios that run the statement at that line of the module with that source.

    All of them, where it runs when the module is imported.
    """
    lines = {f"{module}:{each}" for each in _statement(source, line)}
    return [each for each in reached if lines & each.lines]


def _statement(source: str, line: int) -> set[int]:
    """The lines of the innermost statement there, without those of statements in it."""
    owners: dict[int, ast.stmt] = {}
    for node in ast.walk(ast.parse(source)):  # what is outside comes first
        if isinstance(node, ast.stmt):
            owners.update(dict.fromkeys(range(_first(node), (node.end_lineno or 0) + 1), node))
    owner = owners[line]
    return {each for each, other in owners.items() if other is owner}


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _notes(home: Path) -> Path:
    return home / "reached.jsonl"
