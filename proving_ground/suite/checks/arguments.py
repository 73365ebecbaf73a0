"""What steps are given and need: tables and texts, and what a step before them leaves."""

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


def unprepared(written: Written) -> Iterator[InputError]:
    """A step that looks at what another one leaves, where none before it does."""
    steps = [each for kind in written.registry.steps.values() for each in kind]
    leaving = {name: each for each in steps for name in _leaves(each.func.__code__)}
    for scenario in written.scenarios():
        left: set[str] = set()
        for step in scenario.all_steps:
            if (match := written.match(step)) is None:
                continue
            left |= _leaves(match.func.__code__)
            for name in sorted((looks_at(match.func.__code__) & set(leaving)) - left):
                problem = f"no step before this one leaves what it looks at: {step.name}"
                fix = f"write before it: {leaving[name].pattern}"
                yield InputError(step.filename, problem, fix, step.line)


def looks_at(code: CodeType) -> frozenset[str]:
    """The attributes of its context that a step's function reads."""
    return _attributes(code, "LOAD_ATTR")


def _leaves(code: CodeType) -> frozenset[str]:
    """The attributes of its context that a step's function sets."""
    return _attributes(code, "STORE_ATTR")


@cache
def _attributes(code: CodeType, operation: str) -> frozenset[str]:
    """The attributes of its context to which a step's function does that."""
    found = set()
    loaded: Any = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == operation and loaded == CONTEXT:
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
