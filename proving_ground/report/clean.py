"""Text as a report may hold it: encodable, printable, and without the paths of a trial."""

from pathlib import Path
from typing import Any, TypeVar

from proving_ground.facts import Fact
from proving_ground.plain_text import safe, shortened

Told = TypeVar("Told", bound=Fact)

TRIAL = "TRIAL"
"""What stands for the folder of a trial, and with an S for the folder of all."""


class Cleaner:
    """Cleans what is told of one trial, whose folder that is; None where it has none."""

    def __init__(self, folder: str | Path | None):
        self._paths: tuple[tuple[str, str], ...] = ()
        if folder:
            whole, parent = str(folder), str(Path(folder).parent)
            names = ((whole, TRIAL), (parent, f"{TRIAL}S"))
            # Claude names a folder of its own after the path.
            self._paths = (*names, *((_dashed(path), name) for path, name in names))

    def text(self, text: str) -> str:
        """The same text, safe and short, without the trial's own paths."""
        return safe(shortened(self.without_paths(text)))

    def without_paths(self, text: str) -> str:
        """The same text, in which names stand for the trial's own paths."""
        for path, name in self._paths:
            text = text.replace(path, name)
        return text

    def fact(self, fact: Told) -> Told:
        """The same fact, with every text in it cleaned."""
        return type(fact).model_validate(self._value(fact.model_dump(exclude_defaults=True)))

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self._value(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return tuple(self._value(each) for each in value)
        return value


def _dashed(path: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in path)
