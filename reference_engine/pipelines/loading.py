"""YAML files, and where in them a mistake stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from reference_engine.pipelines.errors import UsageError

Location = tuple[int | str, ...]
"""Keys and indexes that lead to a value, as pydantic gives them."""

M = TypeVar("M", bound=BaseModel)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path) -> str:
    """Read a file that a person wrote; UsageError where that cannot be done."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: this is not UTF-8 text") from error


@dataclass(frozen=True)
class Source:
    """A YAML file as it was read."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file; UsageError where that cannot be done."""
        return cls(path, read_text(path))

    def parse(self, model: type[M]) -> M:
        """Validate the content; UsageError lists every mistake with its line."""
        try:
            return model.model_validate(yaml.load(self.text, _LOADER))  # noqa: S506 (a safe one)
        except yaml.YAMLError as error:
            raise UsageError(f"{self.path}:{_syntax_mistake(error, self.text)}") from error
        except ValidationError as error:
            lines = (self._describe(e["loc"], _message(e)) for e in error.errors())
            raise UsageError("\n".join(lines)) from error

    def error(self, location: Location, message: str) -> UsageError:
        """An error about one value."""
        return UsageError(self._describe(location, message))

    def _describe(self, location: Location, message: str) -> str:
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
        key = "".join(steps).lstrip(".")
        line = _line(yaml.compose(self.text, _LOADER), location)
        return f"{self.path}:{line}: {key}: {message}" if key else f"{self.path}:{line}: {message}"


def _syntax_mistake(error: yaml.YAMLError, text: str) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"{error.problem_mark.line + 1}: {error.problem}"
    lines = text.encode()[: getattr(error, "position", 0)].count(b"\n")
    return f"{lines + 1}: {error}"  # a character that is not allowed


def _line(node: Any, location: Location) -> int:
    """Line of the value, or of the nearest thing around it that is there."""
    line = 1
    for step in location:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[step]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    node, line = value, key.start_mark.line + 1
    return line


def _message(error: Mapping[str, Any]) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no known key"
        case "value_error":
            return str(error["ctx"]["error"])
        case "literal_error":
            allowed = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            return f"{error['input']!r} is not allowed; allowed: {allowed}"
        case _:
            return f"{error['input']!r} is not allowed: {error['msg']}"
