"""The scenarios that are written, as a plan sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from proving_ground.promises import promise_of
from proving_ground.proof.suite import Listed
from proving_ground.report.origin import scenario_digest
from proving_ground.report.verdicts import identity, location
from proving_ground.root import ROOT
from proving_ground.suite.reading import read_features
from proving_ground.suite.selection import identities_of
from proving_ground.suite.tags import WIP

PATH = "path:"
"""What a tag begins with that names a path of a plan."""


@dataclass(frozen=True)
class WrittenScenario(Listed):
    """A scenario, or a row of an outline, or an outline without rows.

    `names` are what a plan may call it: its own name, and that of its outline. `digest` is that of
    what it says, `steps` are behave's; both are empty where it says nothing.
    """

    names: frozenset[str]
    digest: str = ""
    steps: tuple[Any, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """The ids of the paths that it is for."""
        return frozenset(tag.removeprefix(PATH) for tag in self.tags if tag.startswith(PATH))

    @property
    def promise(self) -> str | None:
        """The name of the promise that the scenario tries, None for none."""
        return promise_of(self.tags)

    @property
    def is_wip(self) -> bool:
        """Whether it is work in progress, which no run is about unless it is asked for."""
        return WIP in self.tags


@dataclass(frozen=True)
class WrittenScenarios:
    """All scenarios of all features, in their order."""

    all: Sequence[WrittenScenario]

    def of_path(self, path: str) -> list[WrittenScenario]:
        """The scenarios that carry `@path:` with that id."""
        return self._by_path.get(path, [])

    @cached_property
    def _by_path(self) -> dict[str, list[WrittenScenario]]:
        found: dict[str, list[WrittenScenario]] = {}
        for scenario in self.all:
            for path in scenario.paths:
                found.setdefault(path, []).append(scenario)
        return found


def read_scenarios(root: Path = ROOT) -> WrittenScenarios:
    """Read `features/` in that folder as behave does; InputError for one that it cannot read."""
    features = read_features(root)
    identities_of(features)  # two of one name could pass for each other
    return WrittenScenarios(tuple(each for feature in features for each in _of(feature)))


def _of(feature: Any) -> Iterator[WrittenScenario]:
    for statement in feature.walk_scenarios(with_outlines=True):
        if statement.type == "scenario_outline":
            if not any(examples.table and examples.table.rows for examples in statement.examples):
                yield _written(statement, statement.name, ())
        else:
            parent = statement.parent
            outline = parent.name if parent.type == "scenario_outline" else statement.name
            steps = tuple(statement.all_steps) if statement.steps else ()
            yield _written(statement, outline, steps)


def _written(statement: Any, outline: str, steps: tuple[Any, ...]) -> WrittenScenario:
    return WrittenScenario(
        id=identity(statement),
        names=frozenset({statement.name, outline}),
        location=location(statement),
        tags=frozenset(str(tag) for tag in statement.effective_tags),
        digest=scenario_digest(statement) if steps else "",
        steps=steps,
    )
