"""Defects: known bugs, each a patch that puts it back into a copy of the reference engine."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from proving_ground.errors import InputError
from proving_ground.root import ROOT

DEFECTS = ROOT / "fixtures" / "defects"
HEADERS = ("Bug-class", "Source", "Symptom", "Caught-by")
FAMILIES = {"backends": "backends", "orchestrator": "orchestration"}
"""How names of defects begin that are in another engine than the pipelines, and its tag."""
REQUIRED = ("Bug-class", "Source", "Symptom")


@dataclass(frozen=True)
class Defect:
    """One patch; `caught_by` is a tag that one of the scenarios it turns red must carry."""

    name: str
    path: Path
    bug_class: str
    source: str
    symptom: str
    caught_by: str | None = None

    @property
    def tags(self) -> set[str]:
        """The families that the scenarios which meet its engine are of; none for pipelines."""
        return {tag for start, tag in FAMILIES.items() if self.name.startswith(f"{start}-")}

    def put_back(self, folder: Path) -> None:
        """Copy the reference engine into `folder` and patch it; InputError for a rotten patch."""
        copy_engine(folder)
        command = ["git", "apply", "-C1", "-p1", str(self.path.resolve())]
        applied = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if applied.returncode:
            raise InputError(
                self.path,
                f"the patch no longer applies: {applied.stderr.strip()}",
                "make the same mistake in today's reference engine, and save its diff",
            )


def copy_engine(folder: Path) -> None:
    """Copy the reference engine into `folder`."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "reference_engine", folder / "reference_engine", ignore=ignore)


def load_defects(names: Sequence[str] = (), folder: Path = DEFECTS) -> list[Defect]:
    """The defects of those names, or all; InputError for an unknown name or a bad header."""
    paths = {path.stem: path for path in sorted(folder.glob("*.patch"))}
    for name in names:
        if name not in paths:
            near = get_close_matches(name, paths, 1) or sorted(paths)
            raise InputError(folder, f"there is no defect {name!r}", f"try: {', '.join(near)}")
    return [_read(paths[name]) for name in dict.fromkeys(names or paths)]


def _read(path: Path) -> Defect:
    head = path.read_text("utf-8").partition("\n--- ")[0].partition("\ndiff ")[0]
    told = dict(re.findall(r"^([A-Z][\w-]+): +(.+)$", head, re.MULTILINE))
    if unknown := sorted(set(told) - set(HEADERS)):
        raise InputError(path, f"unknown header {unknown[0]!r}", f"use: {', '.join(HEADERS)}", 1)
    for header in REQUIRED:
        if header not in told:
            raise InputError(path, f"there is no header {header!r}", f"add a line `{header}: …`", 1)
    caught_by = told.get("Caught-by", "").removeprefix("@") or None
    return Defect(path.stem, path, told["Bug-class"], told["Source"], told["Symptom"], caught_by)
