"""A test plan: seams, and the critical paths that cross them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near


class Priority(StrEnum):
    """How much a path matters; a gate is set at one of them."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(frozen=True)
class Deferred:
    """Why a path is not tested, and since when."""

    since: date
    reason: str


@dataclass(frozen=True)
class Planned:
    """A scenario that a plan names, as it or its outline is called, and the plan's line."""

    name: str
    line: int


@dataclass(frozen=True)
class CriticalPath:
    """What must hold on a way through a seam.

    What the plan leaves open is empty or None. `faults` name the defects of which each must turn
    a scenario of the path red; `lines` hold the line of each field by its label.
    """

    id: str
    title: str
    line: int
    lines: dict[str, int]
    priority: Priority | None = None
    steps: tuple[str, ...] = ()
    impact: str = ""
    promise: str = ""
    faults: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    criteria: tuple[str, ...] = ()
    deferred: Deferred | None = None


@dataclass(frozen=True)
class Seam:
    """Where components meet: their names in the order of the data, and what a trial needs."""

    id: str
    title: str
    line: int
    components: tuple[str, ...]
    infrastructure: str
    paths: tuple[CriticalPath, ...]


@dataclass(frozen=True)
class TestPlan:
    """A whole plan, as it stands in a file."""

    __test__ = False  # no test of pytest's

    file: Path
    title: str
    seams: tuple[Seam, ...]

    @property
    def paths(self) -> Iterator[tuple[Seam, CriticalPath]]:
        """Every path with its seam, in the plan's order."""
        return ((seam, path) for seam in self.seams for path in seam.paths)

    def find(self, name: str) -> tuple[Seam, CriticalPath]:
        """The path of that id, with its seam; InputError where there is none."""
        for seam, path in self.paths:
            if path.id == name:
                return seam, path
        fix = near(name, [path.id for _, path in self.paths])
        raise InputError(self.file, f"there is no path {name!r}", fix)
