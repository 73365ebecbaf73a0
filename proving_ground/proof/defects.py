"""Defects: known bugs, from a catalogue that puts each back into a copy of the reference engine."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import line_of
from proving_ground.proof.catalogue import Change, changes, make, read_catalogue
from proving_ground.root import ROOT

DEFECTS = ROOT / "fixtures" / "defects"
RECORD = DEFECTS / "proofs.yaml"
FAMILIES = {"backends": "backends", "orchestrator": "orchestration"}
"""How names of defects begin that are in another engine than the pipelines, and its tag."""


@dataclass(frozen=True)
class Defect:
    """One known bug; `caught_by` is a tag that one of the scenarios it turns red must carry."""

    name: str
    path: Path
    bug_class: int | None
    source: str
    symptom: str
    caught_by: str | None = None
    changes: tuple[Change, ...] = ()

    @property
    def tags(self) -> set[str]:
        """The families that the scenarios which meet its engine are of; none for pipelines."""
        return {tag for start, tag in FAMILIES.items() if self.name.startswith(f"{start}-")}

    def put_back(self, folder: Path) -> None:
        """Copy the reference engine into `folder` with the bug; InputError where it finds none."""
        copy_engine(folder)
        make(folder / "reference_engine", self.changes)


def copy_engine(folder: Path) -> None:
    """Copy the reference engine into `folder`."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "reference_engine", folder / "reference_engine", ignore=ignore)


def load_defects(names: Sequence[str] = (), folder: Path = DEFECTS) -> list[Defect]:
    """The defects of those names, or all; InputError for an unknown name or a bad file."""
    known: dict[str, Defect] = {}
    for defect in _all(folder):
        if defect.name in known:
            raise InputError(
                defect.path,
                f"{defect.name} stands also in {known[defect.name].path}",
                "give one of the two another name",
                line_of(defect.path, (defect.name,)),
            )
        known[defect.name] = defect
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1) or sorted(known)
            raise InputError(folder, f"there is no defect {name!r}", f"try: {', '.join(near)}")
    return [known[name] for name in dict.fromkeys(names or sorted(known))]


def _all(folder: Path) -> Iterator[Defect]:
    for path in sorted(folder.rglob("*.yaml")):
        if path.name == RECORD.name:
            continue
        module = str(path.relative_to(folder).with_suffix(".py"))
        for name, each in read_catalogue(path).items():
            yield Defect(
                name,
                path,
                each.bug_class,
                each.source,
                each.symptom,
                each.caught_by,
                changes(path, module, name, each),
            )
