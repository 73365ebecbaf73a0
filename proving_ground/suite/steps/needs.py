"""What a step needs to see or to do: it says so itself, and is left out where that is missing."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from behave.runner import the_step_registry as registry

Step = TypeVar("Step", bound=Callable[..., Any])


def needs(*capabilities: str, **words: Mapping[str, str]) -> Callable[[Step], Step]:
    """Mark a step's function; written below the decorators that give it its texts.

    What only some words of a parameter need is told by its name: deed={"hangs": "time-limit"}. A
    Then that needs what the engine lacks judges nothing, and says so; the others still do.
    """

    def mark(function: Step) -> Step:
        function.__dict__["needs"] = capabilities, words
        return function

    return mark


def leave_out(scenario: Any, adapter: Any) -> dict[str, str]:
    """Take from a behave scenario the Thens that cannot judge its engine; each, and why."""
    told = {}
    for step in [each for each in scenario.steps if each.step_type == "then"]:
        match = registry.find_match(step)
        if lacking := [need for need in _marked(match) if adapter.lacks(need)]:
            scenario.steps.remove(step)
            told[f"{step.keyword} {step.name}"] = adapter.without(lacking[0])
    return told


def needs_of(scenario: Any) -> Callable[[Callable[[str], bool]], list[str]]:
    """What a behave scenario cannot do without, told to who says what an engine lacks.

    That is all that its Givens and Whens need, and what its Thens need where none of them can
    judge by what the engine does not lack.
    """
    return partial(_needs_of, scenario)


def _needs_of(scenario: Any, lacks: Callable[[str], bool]) -> list[str]:
    needed: dict[bool, list[list[str]]] = {True: [], False: []}
    for step in scenario.all_steps:
        match = registry.find_match(step)
        needed[step.step_type == "then"].append(list(_marked(match)))
    is_blind = all(any(map(lacks, each)) for each in needed[True])
    found = [*needed[False], *(needed[True] if is_blind else ())]
    return list(dict.fromkeys(each for step in found for each in step))


def _marked(match: Any) -> tuple[str, ...]:
    """What the step that was found needs, and what its words do; nothing where none was found."""
    always, words = getattr(match and match.func, "needs", ((), {}))
    said = {each.name: each.value for each in match.arguments or ()} if words else {}
    named = (table.get(str(said.get(name))) for name, table in words.items())
    return (*always, *(need for need in named if need))
