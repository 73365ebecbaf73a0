"""The suite as its own proof sees it: what scenarios there are, and how to run some of them."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proving_ground.errors import TrialError
from proving_ground.proof.defects import FAMILIES, Defect
from proving_ground.report.model import ScenarioResult, read_report
from proving_ground.report.verdicts import identity, location
from proving_ground.root import ROOT
from proving_ground.stopping import CHILDREN
from proving_ground.suite.reading import read_features
from proving_ground.suite.selection import scenarios_of
from proving_ground.suite.tags import WIP


class TooSlow(TrialError):
    """A run that was given so much time, and did not end in it."""


@dataclass(frozen=True)
class Listed:
    """A scenario that stands in a feature: its name, `FILE:LINE`, and its tags."""

    id: str
    location: str
    tags: frozenset[str]

    def meets(self, defect: Defect) -> bool:
        """Whether it is of the family whose engine the defect is in."""
        return self.tags & set(FAMILIES.values()) == defect.tags


def all_scenarios() -> list[Listed]:
    """Every scenario of the features that is not work in progress, as they stand in the files."""
    return [each for each in _listed() if WIP not in each.tags]


def run_suite(
    folder: Path,
    home: Path | None = None,
    tags: Sequence[str] = (),
    places: Sequence[str] = (),
    options: Sequence[str] = (),
    patience: float | None = None,
) -> tuple[ScenarioResult, ...]:
    """Run the scenarios at those places (none: all), on the engine in `home`, in `folder`.

    `options` are behave's own. TrialError where it gives no verdicts, TooSlow where it gives none
    in `patience` seconds.
    """
    folder.mkdir(exist_ok=True)
    verdicts = folder / "verdicts.json"
    verdicts.unlink(missing_ok=True)
    defines = {"verdicts": verdicts, **({"engine_home": home} if home else {})}
    command = [sys.executable, "-m", "behave", "--format=null", *options, *places]
    command += [part for key, value in defines.items() for part in ("-D", f"{key}={value}")]
    command += [f"--tags={tag}" for tag in tags]
    # Python takes a module for unchanged that has the same size and second of change.
    env = {**os.environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    pipes: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    try:
        with CHILDREN.started(command, cwd=ROOT, env=env, **pipes) as behave:
            _, errors = behave.communicate(timeout=patience)
    except subprocess.TimeoutExpired as error:
        raise TooSlow(f"behave gave no verdicts in {error.timeout:.0f} s") from None
    if not verdicts.exists():
        raise TrialError(f"behave gave no verdicts:\n{errors.decode(errors='replace')}")
    return read_report(verdicts).scenarios


def _listed() -> Iterator[Listed]:
    for scenario in scenarios_of(read_features()):
        tags = frozenset(str(tag) for tag in scenario.effective_tags)
        yield Listed(identity(scenario), location(scenario), tags)
