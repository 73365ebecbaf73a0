"""YAML files as models; a complaint names the file, the line and what to do."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from proving_ground.errors import InputError

M = TypeVar("M", bound=BaseModel)
KINDS = {
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), "names with values"),
    **dict.fromkeys(
        ("tuple_type", "list_type", "set_type", "frozen_set_type"), "a list, as [one, two]"
    ),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    "string_type": "a text",
    "path_type": "a path",
    "too_short": "{min_length} or more",
    "too_long": "{max_length} at most",
    "string_too_short": "a text that is not empty",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} at most",
    "literal_error": "{expected}",
    "enum": "{expected}",
}
"""What is to stand in a place, by the type of the error that pydantic tells."""
Location = Sequence[str | int]
NESTS, SHALLOW = "[{-:?", 500
"""The characters that begin something within something else, and how many harm no parser."""


def load_model(path: Path, model: type[M]) -> M:
    """Read a YAML or JSON file into a model; InputError for the first thing that is wrong."""
    root, value = _parse(path)
    try:
        return model.model_validate(value)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        first = min(errors, key=lambda e: (_rank(e), _place(root, e["loc"])[1]))
        raise _explained(path, root, model, first) from None


def line_of(path: Path, location: Location) -> int:
    """The line of a place in a YAML file, such as `("stages", 0)`, as far as it is there."""
    return _place(_parse(path)[0], location)[1]


def read_text(path: Path) -> str:
    """Read a text file; InputError where it is missing or no UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(path, "the file is not there", "Write it.") from None
    except UnicodeDecodeError as error:
        raise InputError(path, f"not UTF-8: {error.reason}", "Save it as UTF-8.") from None
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}", "Name a file.") from None


def near(name: str, known: Sequence[str]) -> str:
    """What to do about a name that nobody knows: the likeliest one meant, and all there are."""
    likely = get_close_matches(name, known, n=1)
    return f"{f'Did you mean {likely[0]!r}? ' if likely else ''}There are: {', '.join(known)}."


def plain(error: ErrorDetails) -> str:
    """What pydantic found wrong, in the words of somebody who has never heard of Python."""
    if error["type"] in KINDS:
        return f"Write {KINDS[error['type']].format_map(error.get('ctx', {}))}"
    return "A key is missing" if error["type"] == "missing" else _ours(error["msg"])


def _ours(message: str) -> str:
    """What a validator of the suite's own says."""
    return message.removeprefix("Value error, ")


def _rank(error: ErrorDetails) -> int:
    """A misspelt key makes another one missing, and a wrong item makes its list too short."""
    return {"extra_forbidden": 0, "too_short": 2}.get(error["type"], 1)


def _parse(path: Path) -> tuple[yaml.Node | None, Any]:
    text = read_text(path)
    # JSON is YAML but for the tabs that may indent it.
    text = text.expandtabs() if path.suffix == ".json" else text
    try:
        loader, root = _read(text)
        for node, key in _duplicates(root):
            raise InputError(path, f"{key!r} stands here twice", "Remove one.", _line(node))
        return root, loader.construct_document(root) if root else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(path, f"not YAML: {error.problem}", "Correct it.", line) from None
    except yaml.YAMLError as error:
        raise InputError(path, f"not YAML: {error}", "Correct it.") from None
    except RecursionError:
        raise InputError(path, "things stand in things too deep", "Make it flatter.") from None


def _read(text: str) -> tuple[Any, yaml.Node | None]:
    """A loader of the text, and the node that it holds; the fast one where it finds no fault.

    What is wrong is told by the slow one, which does not crash on what is nested too deep, either.
    """
    if sum(map(text.count, NESTS)) < SHALLOW:
        with suppress(yaml.YAMLError):
            fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
            return fast, fast.get_single_node()
    loader = yaml.SafeLoader(text)
    return loader, loader.get_single_node()


def _duplicates(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, str]]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _duplicates(item)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            yield from _duplicates(value)
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                yield key, key.value
            seen.add(key.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _place(root: yaml.Node | None, location: Location) -> tuple[list[str | int], int]:
    """The parts of a place, as far as the file has it, and its line; an int is one of a list."""
    parts: list[str | int] = []
    node, line = root, _line(root) if root else 1
    for part in location:
        step = _step(node, part)
        if step is None:
            break
        parts.append(part if isinstance(node, yaml.SequenceNode) else str(part))
        node, line = step
    return parts, line


def _spelt(parts: Location, quote: str = "") -> str:
    """A place in words, as `name of entry 2 of stages`; quoted is what no number stands in."""
    last = max((n for n, part in enumerate(parts) if isinstance(part, int)), default=-1)
    key = ".".join(str(part) for part in parts[last + 1 :])
    key = f"{quote}{key}{quote}" if key else ""
    if last < 0:
        return key
    entry = f"entry {int(parts[last]) + 1} of {_spelt(parts[:last]) or 'the list'}"
    return f"{key} of {entry}" if key else entry


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part], _line(node.value[part])
    if isinstance(node, yaml.MappingNode):
        return next(((v, _line(k)) for k, v in node.value if k.value == str(part)), None)
    return None


def _explained(
    path: Path, root: yaml.Node | None, model: type[BaseModel], error: ErrorDetails
) -> InputError:
    location, message = error["loc"], plain(error)
    parts, line = _place(root, location)
    name = _spelt(parts)
    if error["type"] == "extra_forbidden":
        place, key = _model_at(model, location[:-1]), _spelt(parts, "'")
        fix = getattr(place, "elsewhere", {}).get(location[-1]) or near(
            str(location[-1]), _keys(place)
        )
        return InputError(path, f"unknown key {key}", fix, line)
    if error["type"] == "missing":
        key = _spelt([*parts, location[-1]], "'")
        return InputError(path, f"the key {key} is missing", "Add it.", line)
    if isinstance(error["input"], dict | list | None) and error["type"] not in KINDS:
        return InputError(path, f"{name}: {message}".removeprefix(": "), "Correct it.", line)
    verb = "holds" if isinstance(error["input"], dict) else "is"
    found = f"{name or 'the file'} {verb} {shown(error['input'])}"
    return InputError(path, found, f"{message}.", line)


def shown(value: Any) -> str:
    """A value as somebody wrote it, who knows nothing of Python."""
    match value:
        case str():
            return f"'{value}'"
        case None:
            return "empty"
        case dict():
            return "names with values"
        case list():
            return f"a list of {len(value)}"
    return json.dumps(value, default=str)


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    """What a file holds at that place; its `elsewhere` tells what to write for keys it has not."""
    for part in location:
        field = model.model_fields.get(str(part))
        model = next(_models(field.annotation), model) if field else model
    return model


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field's type speaks of, as in `tuple[Stage, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
