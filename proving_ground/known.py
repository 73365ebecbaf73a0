"""The failures that are known of an engine, each with its reason, so that they fail no run.

An engine's list speaks of one version of it, and of the scenarios of its family. `-D known=FILE`
names another list, for another version; `-D known=none` knows of nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints

from proving_ground.errors import InputError
from proving_ground.yaml_lines import load_model, read_text

NONE = "none"
FOLDERS = {"engine": "engines", "backends": "backends", "orchestrator": "orchestrators"}
"""Where in `fixtures` the lists of a family lie, by the `-D` option that chooses its engine."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class Known:
    """One listed failure; `only` is text that the failure must contain to be the known one."""

    scenario: str
    reason: str
    where: str
    only: str = ""

    def covers(self, failure: str) -> bool:
        """Whether that failure is the one that is known."""
        return self.only in failure

    def stale(self) -> str:
        """What to say when the scenario passes all the same."""
        return (
            f"it passes, but is listed as known to fail: {self.reason}\n"
            f"  What to do: remove the entry at {self.where}"
        )


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    scenario: Words
    reason: Words
    only: str = ""


class _KnownList(BaseModel):
    model_config = ConfigDict(extra="forbid")
    known: tuple[_Entry, ...]


def known_of(root: Path, engines: Mapping[str, str], wish: str | None = None) -> dict[str, Known]:
    """The failures known of the engines; `wish` is a file in place of their own lists, or none.

    `engines` maps the `-D` option of each family to the engine that is on trial.
    """
    if wish == NONE:
        return {}
    if wish is None:
        fixtures = root / "fixtures"
        own = (fixtures / FOLDERS[f] / f"{name}.known.yaml" for f, name in engines.items())
        lists = (read_known(path) for path in own if path.exists())
        return {scenario: known for each in lists for scenario, known in each.items()}
    if not Path(wish).is_file():
        fix = f"name a list of known failures, or {NONE}"
        raise InputError(f"-D known={wish}", "there is no such file", fix)
    return read_known(Path(wish))


def read_known(path: Path) -> dict[str, Known]:
    """Read a list of known failures, by scenario; InputError where it is absent or malformed."""
    found: dict[str, Known] = {}
    for entry, line in zip(load_model(path, _KnownList).known, _lines(path), strict=True):
        if entry.scenario in found:
            problem = f"'{entry.scenario}' is listed twice"
            raise InputError(path, problem, "keep one of the two entries", line)
        found[entry.scenario] = Known(**dict(entry), where=f"{path}:{line}")
    return found


def check_known(known: Collection[Known], identities: Collection[str]) -> None:
    """Raise InputError for the first entry that no scenario answers to."""
    for entry in known:
        if entry.scenario not in identities:
            near = get_close_matches(entry.scenario, identities, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "remove the entry"
            raise InputError(entry.where, f"there is no scenario '{entry.scenario}'", hint)


def _lines(path: Path) -> list[int]:
    """The line of each entry in a file that was found to be a list."""
    root = yaml.compose(read_text(path), Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    return [node.start_mark.line + 1 for node in root.value[0][1].value]
