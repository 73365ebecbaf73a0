"""The failures that are known of an engine, each with its reason, so that they fail no run.

An engine's list speaks of one version of it. `-D known=FILE` names another list, for another
version; `-D known=none` knows of nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints

from proving_ground.errors import InputError, given
from proving_ground.yaml_lines import load_model, read_text

NONE = "none"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class Known:
    """One listed failure; `only` is text that the failure must contain to be the known one.

    What fails only `sometimes`, as in a race, is not stale where it passes.
    """

    scenario: str
    reason: str
    where: str
    only: str = ""
    sometimes: bool = False

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
    sometimes: bool = False


class _KnownList(BaseModel):
    model_config = ConfigDict(extra="forbid")
    known: tuple[_Entry, ...]


def known_of(root: Path, engine: str, wish: str | None = None) -> dict[str, Known]:
    """The failures known of an engine; `wish` is a file in place of its own list, or none."""
    if wish == NONE:
        return {}
    if wish is None:
        own = root / "fixtures" / "engines" / f"{engine}.known.yaml"
        return read_known(own) if own.exists() else {}
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
    return [node.start_mark.line + 1 for node in given(root).value[0][1].value]
