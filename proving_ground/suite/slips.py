"""What Python says of a step that cannot be carried out, in words that its author understands."""

from typing import Any

from behave.runner import Context
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from proving_ground.engines.registry import FAMILIES
from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import plain, shown

ROOMS = (*FAMILIES, "engines", "trials")
"""The packages whose things the steps speak of."""
FEWEST = {"agents": "there is no agent among those that work side by side"}
"""What is wrong with a list in which nothing stands, by what is listed."""


def explained(step: Any, trial: object, *, is_first: bool = True) -> BaseException | None:
    """What a behave step raised; an InputError at its line where its author is to mend it.

    So it is where a Given says what no pipeline can be, and where a step looks at what trials of
    its family do not have. None where it is not the first that failed, and looks at what one of
    those before it would have left: that tells nothing new.
    """
    error: BaseException | None = step.exception
    if not is_first and isinstance(error, AttributeError) and isinstance(error.obj, Context):
        return None
    if isinstance(error, ValidationError) and step.step_type == "given":
        first = error.errors(include_url=False)[0]
        return _told(step, _problem(first), f"{plain(first)}.")
    if isinstance(error, AttributeError) and _room(error.obj) in ROOMS:
        family = _room(trial)
        problem = f"no trial of @{family} can tell that (it has no {error.name})"
        return _told(step, problem, f"take a step that other scenarios of @{family} take")
    return error


def _told(step: Any, problem: str, fix: str) -> InputError:
    said = f"{step.keyword} {step.name}"
    return InputError(step.filename, f"{problem}: {said}", fix, step.line)


def _problem(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "too_short":
        return FEWEST.get(place, f"{place}: nothing stands there")
    return f"{place} is {shown(error['input'])}" if place else "this cannot be"


def _room(thing: object) -> str:
    """The package of ours that a thing is of; "" where it is none of ours."""
    package, _, rest = type(thing).__module__.partition(".")
    return rest.partition(".")[0] if package == "proving_ground" else ""
