"""Numbers and times that say nothing, and names of folders that lead elsewhere."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from proving_ground.errors import InputError
from proving_ground.orchestration.words import LIMITS
from proving_ground.suite.checks.written import Step, Written

LEAST = {
    ("attempts",): (1, "leave the step out, or write how often it happens, once or more"),
    ("deed", "times"): (1, "leave out what the hook does, or write how often, once or more"),
    ("number",): (1, "iterations and calls are counted from 1"),
    ("moment", "iteration"): (1, "iterations are counted from 1"),
}
"""The fields of steps, or what they hold, that count from somewhere, and what to do below it."""
COUNTS = {
    "side_by_side": ("count", 1, "nobody works there", "write 1 or more"),
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
WHOLE = {limit for limit in LIMITS.values() if limit.startswith("max_")}
"""The limits that are counted."""
SIZED = ("long_prompt", "long_loop_prompt")
"""The steps that make a prompt so many KB long."""
MOST = 10_000
"""No run is put through more than this of anything, be it KB of a prompt."""
YEARS = range(1970, 2100)
"""The years that every clock and git can tell."""
QUOTED = re.compile(r'"[^"]*"')


def amounts(written: Written) -> Iterator[InputError]:
    """Numbers, ranges, sizes and times that cannot be, and folders outside of the trial."""
    for scenario in written.scenarios():
        for step in written.steps(scenario):
            for problem, fix in (*_wrong(step.name, step.told), *_too_much(step)):
                said = f"{step.written.keyword} {step.written.name}"
                yield step.wrong(f"{problem}: {said}", fix)


def _too_much(step: Step) -> Iterator[tuple[str, str]]:
    """Numbers of what is to happen, in a step or its table, that no machine comes to."""
    if step.written.step_type == "then":
        return
    cells = (cell for row in step.rows for cell in row.values())
    texts = (QUOTED.sub("", step.written.name), *filter(str.isdecimal, cells))
    for number in (found for text in texts for found in re.findall(r"\d+", text)):
        if len(number) > len(str(MOST)) or int(number) > MOST:
            yield f"{number[:20]} is more than any run comes to", f"write {MOST} or less"


def _wrong(name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, (least, fix) in LEAST.items():
        value: Any = told.get(path[0])
        for attribute in path[1:]:
            value = getattr(value, attribute, None)
        if isinstance(value, int) and value < least:
            yield f"{value} is no number that can stand here", fix
    for check in (_range, _count, _folder, _size, _clock, _money, _rule):
        yield from check(name, told)


def _range(_name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for value in told.values():
        if isinstance(value, range) and not value:
            yield "the range is empty", "write the lower number first"
        elif isinstance(value, range) and value[0] < 1:
            yield "the range begins before the first", "iterations and calls are counted from 1"


def _count(name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if name in COUNTS:
        field, least, problem, fix = COUNTS[name]
        if told[field] is not None and told[field] < least:
            yield problem, fix


def _folder(name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if name == "project_folder" and (told["name"] in (".", "..") or "/" in told["name"]):
        yield "this is no name of a folder", 'write one without "/", which is not . or ..'


def _size(name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if name in SIZED and told["size"] < 1:
        yield "a prompt holds something", "write 1 or more"


def _clock(name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    clock = told["clock"][0] if name == "clock_is_set" else told.get("time")
    if isinstance(clock, str) and not _is_time(clock):
        years = f"between {YEARS[0]} and {YEARS[-1]}, in UTC"
        yield "this is no time", f'write one {years}, as in "2026-03-01 09:30"'


def _money(name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    amount = told.get("usd") if name == "costs" else told.get("value") if name == "limit" else None
    if amount is not None and amount < 0:
        yield f"{amount:g} is less than nothing", "write 0 or more"
    elif name == "limit" and told["limit"] in WHOLE and amount != int(amount or 0):
        yield f"{amount:g} is no whole number", "write a whole number"


def _rule(name: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    rule = told["rule"] if name == "judged_stage" else {}
    least, most = rule.get("min_iterations"), rule.get("iterations")
    if least is not None and least > most:
        problem = f"the stage has {most} iterations, so that iteration {least} never comes"
        yield problem, f"write a number up to {most}"


def _is_time(text: str) -> bool:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return False
    return time.year in YEARS and time.tzinfo is None
