"""The corpus: pairs of versions of public engines; the later fixes a bug of the earlier."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import load_model

FOLDER = Path(__file__).parent
NPM, PYPI = "npm:", "pypi:"


class Strict(BaseModel):
    """Frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Expected(Strict):
    """The finding that speaks of the bug: patterns of its scenario, its sentence, what was seen."""

    scenario: str = ""
    sentence: str = ""
    found: str = ""

    def is_told_by(self, finding: dict[str, Any]) -> bool:
        """Whether a finding of a difference is that one; `sentence` may be a law's id."""
        sentence = f"{finding['law']}: {finding['sentence']}"
        told = {"scenario": finding["scenario"], "sentence": sentence, "found": finding["found"]}
        return all(re.search(getattr(self, name), text) for name, text in told.items())


class Pair(Strict):
    """A fix and what it fixed.

    `after` is the fix, `before` its parent: commits of the repository, or releases of a package.
    `lost` is what a user lost by the bug; `only` are patterns of the names of the scenarios to run;
    `why_missed` says why the suite cannot see it, where it does not.
    """

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    before: str
    after: str
    kind: str
    lost: str
    only: tuple[str, ...] = Field(min_length=1)
    finding: Expected
    profile: str = ""
    repository: str = ""
    setup: str = ""
    why_missed: str = ""


class _File(Strict):
    repository: str
    profile: str
    setup: str = ""
    pairs: tuple[Pair, ...]


def load(folder: Path = FOLDER / "pairs") -> dict[str, Pair]:
    """All pairs by name, in the order of the files; InputError for a name that is there twice."""
    found = list(_load(folder))
    twice = [name for name, count in Counter(pair.name for pair in found).items() if count > 1]
    if twice:
        raise InputError(folder, f"{twice[0]} is the name of two pairs", "give each its own")
    return {pair.name: pair for pair in found}


def _load(folder: Path) -> Iterator[Pair]:
    for path in sorted(folder.glob("*.yaml")):
        file = load_model(path, _File)
        common = {name: getattr(file, name) for name in ("repository", "profile", "setup")}
        for pair in file.pairs:
            own = {name: getattr(pair, name) or value for name, value in common.items()}
            yield pair.model_copy(update=own)


def profile_of(pair: Pair) -> Path:
    """The profile that drives a pair: ours for old versions, or that of the newest."""
    own = FOLDER / "profiles" / pair.profile
    return own if own.exists() else FOLDER.parents[1] / "fixtures" / "engines" / pair.profile
