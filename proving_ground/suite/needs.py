"""What a step needs to see or to do: it says so itself, and is left out where that is missing."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from behave.runner import the_step_registry as registry

Step = TypeVar("Step", bound=Callable[..., Any])


def needs(*capabilities: str) -> Callable[[Step], Step]:
    """Mark a step's function; written below the decorators that give it its texts.

    A Then that needs what the engine lacks judges nothing, and says so; the others still do.
    """

    def mark(function: Step) -> Step:
        @wraps(function)
        def judged(context: Any, *args: Any, **more: Any) -> Any:
            adapter = context.trial.adapter
            lacking = [each for each in capabilities if adapter.lacks(each)]
            if lacking:
                return context.account.leave_out(adapter.without(lacking[0]))
            return function(context, *args, **more)

        judged.__dict__["needs"] = capabilities
        return cast("Step", judged)

    return mark


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
        needed[step.step_type == "then"].append(list(_marked(match.func)) if match else [])
    is_blind = all(any(map(lacks, each)) for each in needed[True])
    found = [*needed[False], *(needed[True] if is_blind else ())]
    return list(dict.fromkeys(each for step in found for each in step))


def _marked(function: Any) -> tuple[str, ...]:
    told: tuple[str, ...] = getattr(function, "needs", ())
    return told
