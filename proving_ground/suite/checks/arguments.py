"""Tables and texts under steps: where they are taken, and where they are needed."""

import dis
from collections.abc import Iterator
from functools import cache
from types import CodeType
from typing import Any

from proving_ground.errors import InputError
from proving_ground.suite.checks.written import Written

CONTEXT = "context"
NAMES = {"table": "a table", "text": "a text in triple quotes"}


def arguments(written: Written) -> Iterator[InputError]:
    """A table or text under a step that takes none, or none where it needs one."""
    for scenario in written.scenarios():
        for step in scenario.all_steps:
            match = written.match(step)
            if match is None:
                continue
            uses = looks_at(match.func.__code__)
            for name, what in NAMES.items():
                given = getattr(step, name) is not None
                if given != (name in uses):
                    yield _wrong(step, what, given=given)


@cache
def looks_at(code: CodeType) -> frozenset[str]:
    """The attributes of its context that a step's function reads."""
    found = set()
    loaded: Any = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "LOAD_ATTR" and loaded == CONTEXT:
            found.add(str(instruction.argval))
        loaded = instruction.argval if instruction.opname.startswith("LOAD_FAST") else None
    return frozenset(found)


def _wrong(step: Any, what: str, *, given: bool) -> InputError:
    sentence = f"{step.keyword} {step.name}"
    if given:
        problem, fix = f"this step takes no such thing as {what}: {sentence}", "remove it"
    else:
        problem, fix = f"this step needs {what}: {sentence}", f"write {what} under it"
    return InputError(step.filename, problem, fix, step.line)
