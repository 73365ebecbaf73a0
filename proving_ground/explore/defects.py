"""How soon randomised trials catch each known bug that is put back into the reference engine."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from proving_ground.errors import InputError, TrialError
from proving_ground.proof.defects import Defect, load_defects
from proving_ground.proof.series import watched
from proving_ground.report.model import Verdict
from proving_ground.scratch import run_folder
from proving_ground.stopping import CHILDREN
from proving_ground.suite.parallel.side_by_side import NOT_DONE, Failed, side_by_side

FOUND = "found.json"


@dataclass(frozen=True)
class Hunt:
    """What became of one defect: the trial that failed, of so many, and how it failed.

    `trial` is None where all passed; `error` that of a trial that proved nothing.
    """

    name: str
    symptom: str
    trials: int
    trial: int | None
    verdict: str | None
    reason: str

    @property
    def caught(self) -> bool:
        """Whether a trial failed, and not because the trial itself went wrong."""
        return self.verdict == Verdict.FAIL


def chosen(names: Sequence[str]) -> list[Defect]:
    """The defects of those names, or all that the pipelines of the reference engine can have."""
    defects = load_defects(names)
    if others := [each.name for each in defects if each.tags and names]:
        raise InputError(
            "--defects",
            f"{others[0]} is a defect of another engine than the pipelines",
            "name one of fixtures/defects/pipelines; only their trials can be drawn",
        )
    return [each for each in defects if not each.tags]


def hunt(
    defects: Sequence[Defect],
    series: Callable[[Path, Path], list[str]],
    jobs: int,
    tell: Callable[[Hunt], None],
    *,
    scheduler: str | None = None,
) -> list[Hunt]:
    """Run a series of trials on each defect until one fails; `tell` hears of each in order.

    Where it is stopped, those that were tried.

    `series` is the command for the engine in a folder that writes what it found to a file.
    """
    hunts = []
    with side_by_side(jobs, scheduler) as pool:
        results = pool.map(partial(_hunt, series), defects)
        outcomes = watched(pool, results, len(defects), "defects")
        for defect, outcome in zip(defects, outcomes, strict=True):
            if outcome != NOT_DONE:
                hunts.append(_lost(defect, outcome) if isinstance(outcome, Failed) else outcome)
                tell(hunts[-1])
    return hunts


def _lost(defect: Defect, failed: Failed) -> Hunt:
    return Hunt(defect.name, defect.symptom, 0, None, Verdict.ERROR, failed.why)


def _hunt(series: Callable[[Path, Path], list[str]], defect: Defect) -> Hunt:
    with run_folder() as base:
        folder = base / defect.name
        defect.put_back(folder)
        return _hunted(defect, series(folder, folder / FOUND), folder / FOUND)


def _hunted(defect: Defect, command: list[str], found: Path) -> Hunt:
    pipe = subprocess.PIPE
    with CHILDREN.started(command, stdout=pipe, stderr=pipe) as process:
        _, errors = process.communicate()
    if not found.exists():
        raise TrialError(f"{defect.name}: no trials were run:\n{errors.decode(errors='replace')}")
    told = json.loads(found.read_text("utf-8"))
    known = {key: told[key] for key in ("trials", "trial", "verdict", "reason")}
    return Hunt(defect.name, defect.symptom, **known)


def summary(hunts: Sequence[Hunt], limit: int, seed: int) -> Iterator[str]:
    """Lines that tell how many were caught, how soon, and which were not."""
    soon = sorted(each.trial for each in hunts if each.caught and each.trial)
    told = f"{len(soon)} of {len(hunts)} defects caught within {limit} trials each (--seed {seed})"
    yield told + (f"; half of these within {statistics.median_low(soon)}" if soon else "")
    for each in hunts:
        if not each.caught:
            yield f"not caught: {each.name}: {each.symptom}"


def write(path: Path, hunts: Sequence[Hunt], seed: int) -> None:
    """Write all of them for programs."""
    told = {"engine": "reference", "seed": seed, "python": sys.version.split()[0]}
    text = json.dumps({**told, "defects": [asdict(each) for each in hunts]}, indent=1)
    path.write_text(text + "\n", "utf-8")
