"""Numbers that say nothing, and names of folders that lead elsewhere."""

from collections.abc import Iterator
from typing import Any

from proving_ground.errors import InputError
from proving_ground.suite.checks.written import Written

LEAST = {
    ("attempts",): (1, "leave the step out, or write how often it happens, once or more"),
    ("number",): (1, "iterations and calls are counted from 1"),
    ("moment", "iteration"): (1, "iterations are counted from 1"),
}
"""The fields of steps, or what they hold, that count from somewhere, and what to do below it."""
COUNTS = {
    "sessions_at_once": ("count", 2, "fewer than two are not at once", "write 2 or more"),
    "engines_at_once": ("count", 2, "fewer than two are not at once", "write 2 or more"),
    "service_asked": (
        "times",
        1,
        "this asks for nothing",
        "write how often it is asked, 1 or more",
    ),
    "loop_of_steps": (
        *("count", 1, "there is nothing to do"),
        "for a loop without a task, write: a loop over an empty list of tasks",
    ),
}
"""For the name of a step's function the field that counts, its least value, what is wrong with less
than that, and what to do."""


def amounts(written: Written) -> Iterator[InputError]:
    """What happens 0 times, ranges that hold nothing, and folders outside of the trial."""
    for scenario in written.scenarios():
        for step in scenario.all_steps:
            match = written.match(step)
            if match is None or not hasattr(match, "func"):
                continue
            told = {each.name: each.value for each in match.arguments or () if each.name}
            for problem, fix in _wrong(match.func.__name__, told):
                text = f"{problem}: {step.keyword} {step.name}"
                yield InputError(step.filename, text, fix, step.line)


def _wrong(name: str, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, (least, fix) in LEAST.items():
        value: Any = told.get(path[0])
        for attribute in path[1:]:
            value = getattr(value, attribute, None)
        if isinstance(value, int) and value < least:
            yield f"{value} is no number that can stand here", fix
    for check in (_range, _count, _folder):
        yield from check(name, told)


def _range(_name: str, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for value in told.values():
        if isinstance(value, range) and not value:
            yield "the range is empty", "write the lower number first"
        elif isinstance(value, range) and value[0] < 1:
            yield "the range begins before the first", "iterations and calls are counted from 1"


def _count(name: str, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if name in COUNTS:
        field, least, problem, fix = COUNTS[name]
        if told[field] is not None and told[field] < least:
            yield problem, fix


def _folder(name: str, told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if name == "project_folder" and (told["name"] in (".", "..") or "/" in told["name"]):
        yield "this is no name of a folder", 'write one without "/", which is not . or ..'
