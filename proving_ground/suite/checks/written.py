"""What is checked: the features that were read, and the steps that are written for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from proving_ground.errors import InputError
from proving_ground.suite.tags import WIP


@dataclass(frozen=True)
class Step:
    """A step as it was read: the name and the module of its function, and its fields' values."""

    written: Any
    name: str
    module: str
    told: Mapping[str, Any]

    def wrong(self, problem: str, fix: str, line: int | None = None) -> InputError:
        """A mistake in that step, or in that line of its table."""
        return InputError(self.written.filename, problem, fix, line or self.written.line)

    @property
    def rows(self) -> Iterator[dict[str, str]]:
        """The rows of its table, each by column; none where it has no table."""
        yield from (row for _, row in self.numbered_rows)

    @property
    def numbered_rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of its table with the line in which each stands."""
        yield from ((row.line, row.as_dict()) for row in self.written.table or ())


@dataclass(frozen=True)
class Written:
    """The features of a run, behave's configuration and its registry of steps.

    Work in progress that the run is not about may be as unfinished as it likes.
    """

    features: Sequence[Any]
    config: Any
    registry: Any
    _matches: dict[tuple[str, str], Any] = field(default_factory=dict)
    _steps: dict[int, Sequence[Step]] = field(default_factory=dict)

    def scenarios(self) -> Iterator[Any]:
        """The scenarios to check, an outline's rows each on its own."""
        yield from self._scenarios

    @cached_property
    def _scenarios(self) -> Sequence[Any]:
        read = (each for feature in self.features for each in feature.walk_scenarios())
        return tuple(filter(self._is_meant, read))

    def selected(self) -> Iterator[Any]:
        """The scenarios that will run."""
        return (each for each in self.scenarios() if each.should_run(self.config))

    def outlines(self) -> Iterator[Any]:
        """The outlines to check; their steps still hold the names of columns."""
        for feature in self.features:
            for each in feature.walk_scenarios(with_outlines=True):
                if each.type == "scenario_outline" and self._is_meant(each):
                    yield each

    def match(self, step: Any) -> Any:
        """The function that is written for a step, with its arguments; None where there is none."""
        key = step.step_type, step.name
        if key not in self._matches:
            self._matches[key] = self.registry.find_match(step)
        return self._matches[key]

    def steps(self, scenario: Any) -> Sequence[Step]:
        """The steps of a scenario that are written and well-formed, as they were read."""
        if id(scenario) not in self._steps:
            read = map(self._read, scenario.all_steps)
            self._steps[id(scenario)] = tuple(step for step in read if step)
        return self._steps[id(scenario)]

    def _read(self, step: Any) -> Step | None:
        match = self.match(step)
        if match is None or not hasattr(match, "func"):
            return None
        told = {each.name: each.value for each in match.arguments or () if each.name}
        module = Path(match.func.__code__.co_filename).stem
        return Step(step, match.func.__name__, module, told)

    def has_fixture(self, scenario: Any) -> bool:
        """Whether one of its tags brings something along that its steps need not say."""
        return any(tag.startswith("fixture.") for tag in scenario.effective_tags)

    def is_step(self, sentence: str) -> bool:
        """Whether a sentence is that of a step, of whatever kind."""
        kinds = ("given", "when", "then")
        steps = (SimpleNamespace(step_type=kind, name=sentence) for kind in kinds)
        return any(self.registry.find_match(step) for step in steps)

    def _is_meant(self, scenario: Any) -> bool:
        tags = self.config.tag_expression
        return WIP not in scenario.effective_tags or scenario.should_run_with_tags(tags)


def line_with(path: str, text: str, after: int) -> int:
    """The first line of a file, after that line, which reads so; `after` where there is none."""
    lines = Path(path).read_text("utf-8").splitlines()
    found = (n for n, line in enumerate(lines, 1) if n > after and line.strip() == text)
    return next(found, after)
