"""Which defects are on record as turning which scenario red: what a scenario protects from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from proving_ground.report.model import ScenarioResult
from proving_ground.root import ROOT

DEFECTS = ROOT / "fixtures" / "defects"
PROOFS = "proofs.yaml"


def symptoms(folder: Path = DEFECTS) -> dict[str, str]:
    """By the name of each defect in that catalogue, what its users would see of it."""
    files = (path for path in sorted(folder.rglob("*.yaml")) if path.name != PROOFS)
    told = {name: entry for path in files for name, entry in _load(path).items()}
    return {name: str(entry["symptom"]) for name, entry in told.items()}


def with_bugs(
    results: Iterable[ScenarioResult], defects: Mapping[str, str], folder: Path = DEFECTS
) -> tuple[ScenarioResult, ...]:
    """The same results, each with the names of the defects that the proofs tell of it."""
    bugs: dict[str, list[str]] = defaultdict(list)
    for defect, scenarios in _load(folder / PROOFS).items():
        for scenario in scenarios:
            bugs[scenario].append(defect)
    known = {scenario: tuple(b for b in mine if b in defects) for scenario, mine in bugs.items()}
    return tuple(each.model_copy(update={"bugs": known.get(each.id, ())}) for each in results)


def _load(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), loader) or {} if path.exists() else {}  # noqa: S506
