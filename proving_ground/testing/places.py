"""Where in a test something was written, and what to say of names that there are not."""

import re
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import ConfigDict, ValidationError, create_model

from proving_ground.agents.pledges import Place
from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near, plain

_OURS = (str(Path(__file__).parent), "<string>")
"""Where files of this package lie, and how code is called that dataclasses write."""


def place_of(call: str) -> Place:
    """The line of the test that makes this call."""
    frame = sys._getframe()  # noqa: SLF001 - there is no other way to the caller's line
    while frame.f_back and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return Place("calls", call, f"{shown}:{frame.f_lineno}")


def wrong(problem: str, fix: str) -> InputError:
    """The error of a call that asks for what there is not, with the line that makes it."""
    return InputError(place_of("").location, problem, fix)


def must_be_one_of(names: Collection[str], name: object, what: str) -> None:
    """InputError where there is no such name."""
    if name not in names:
        raise wrong(f"there is no {what} {name!r}", near(str(name), sorted(names)))


def check(form: type, values: Mapping[str, Any], what: str) -> None:
    """InputError for the first name that the form does not have, or the first value unlike it."""
    for name in values:
        must_be_one_of(form.__annotations__, name, what)
    hints = get_type_hints(form, include_extras=True)
    fields: dict[str, Any] = {name: (hints[name], ...) for name in values}
    try:
        create_model(form.__name__, __config__=ConfigDict(strict=True), **fields)(**values)
    except ValidationError as invalid:
        error = invalid.errors(include_url=False)[0]
        place = ".".join(map(str, error["loc"]))
        raise wrong(f"{place} is {error['input']!r}", f"{plain(error)}.") from None


def check_text(text: str) -> str:
    """The same text; ValueError where UTF-8 cannot hold it."""
    if text.encode(errors="ignore").decode() != text:
        raise ValueError("Write characters that UTF-8 can hold")
    return text


def check_latch(name: str) -> str:
    """The same name; ValueError where no latch can be called so."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
        raise ValueError("Write up to 60 letters, digits, - and _")
    return name
