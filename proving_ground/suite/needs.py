"""What a step needs to see or to do: it says so itself, and is skipped where that is missing."""

from collections.abc import Callable
from typing import Any, TypeVar

from behave.runner import the_step_registry as registry

Step = TypeVar("Step", bound=Callable[..., Any])


def needs(*capabilities: str) -> Callable[[Step], Step]:
    """Mark a step's function; written below the decorators that give it its texts."""

    def mark(function: Step) -> Step:
        function.__dict__["needs"] = capabilities
        return function

    return mark


def needs_of(scenario: Any) -> list[str]:
    """All that the steps of a behave scenario need, in their order."""
    matches = (registry.find_match(step) for step in scenario.all_steps)
    found = [each for match in matches if match for each in _marked(match.func)]
    return list(dict.fromkeys(found))


def _marked(function: Any) -> tuple[str, ...]:
    told: tuple[str, ...] = getattr(function, "needs", ())
    return told
