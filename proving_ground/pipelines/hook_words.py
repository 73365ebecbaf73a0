"""The words of steps about hooks and approvals, and what they mean."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hamcrest import all_of, is_not, starts_with

from proving_ground.agents.script import Act, answer, exit_with, raise_signal, wait, write_stderr
from proving_ground.language.phrases import phrases
from proving_ground.language.words import one_of, phrase, times
from proving_ground.processes.terminal import Person

POINTS = {
    "pre_iteration": "before each iteration",
    "post_iteration": "after each iteration",
    "between_stages": "between stages",
    "on_error": "on errors",
}
WHEN = {words: point for point, words in POINTS.items()}
ORDINALS = {"first": 1, "second": 2, "third": 3}
TIMES = {words: range(count, count + 1) for words, count in ORDINALS.items()}
"""The numbers of a hook's calls."""
ORIGINS = {"project": "project", "pipeline": "pipeline"}
OTHERWISE = {"goes on": True, "is refused": False}
ANSWERS = {"yes": True, "no": False}
HOOK_ENDS: dict[str, Any] = {
    "refused": starts_with("hook_abort: "),
    "failed": all_of(is_not(starts_with("hook_abort: ")), is_not("no error")),
}
"""What the error must look like where a hook stopped the session."""


@dataclass(frozen=True)
class HookPlan:
    """A hook of a scenario: what it does in its calls of these numbers, or what is wrong with it.

    One that is not there has no file; `first_line` comes before all that it does.
    """

    acts: tuple[Act, ...] = ()
    calls: range = range(0)
    is_there: bool = True
    is_executable: bool = True
    first_line: str = ""

    @property
    def times(self) -> int | None:
        """In how many of its calls it acts so; None where it always agrees."""
        return len(self.calls) if self.acts else None


HOOK_DEEDS: dict[str, tuple[Act, ...]] = {
    "calls a missing program": (exit_with(127),),
    "is killed": (raise_signal("SIGKILL"),),
    "hangs": (wait("never-opened"),),
}


def _first(number: str) -> range:
    return range(1, int(number) + 1)


def _acting(acts: tuple[Act, ...]) -> Callable[[str], HookPlan]:
    return lambda number: HookPlan(acts, _first(number))


def _saying(calls: range, text: str, *acts: Act) -> HookPlan:
    """A hook that prints a text, and then acts so."""
    printed = write_stderr if acts else answer
    return HookPlan((printed(text), *acts), calls)


def _says(calls: range) -> Callable[[str], HookPlan]:
    return lambda text: _saying(calls, text)


def _refuses(calls: range) -> Callable[[str], HookPlan]:
    return lambda text: _saying(calls, text, exit_with(1))


HOOKS: dict[str, HookPlan | Callable[..., HookPlan]] = {
    " that is not there": HookPlan(is_there=False),
    " that is not executable": HookPlan(is_executable=False),
    " that removes itself": HookPlan(first_line='rm "$0"\n'),
    **{
        f" that {deed} the {words} time": HookPlan(acts, calls)
        for deed, acts in HOOK_DEEDS.items()
        for words, calls in TIMES.items()
    },
    **{f" that {deed} the first N times": _acting(acts) for deed, acts in HOOK_DEEDS.items()},
    **{f' that says "…" the {words} time': _says(calls) for words, calls in TIMES.items()},
    ' that says "…" the first N times': lambda text, number: _saying(_first(number), text),
    **{
        f' that refuses the {words} time, because "…"': _refuses(calls)
        for words, calls in TIMES.items()
    },
    ' that refuses the first N times, because "…"': lambda number, text: _saying(
        _first(number), text, exit_with(1)
    ),
}
DEADLINES = {
    f" within {span}, or else it {otherwise}": (seconds, goes_on)
    for span, seconds in {"half a second": 0.5, "an hour": 3_600.0}.items()
    for otherwise, goes_on in OTHERWISE.items()
}
"""How long a person is waited for, in seconds, and whether the stage begins without an answer."""
PEOPLE: dict[str, Person] = {
    "says yes": lambda terminal: terminal.type("yes"),
    "says no": lambda terminal: terminal.type("n"),
    "says yes at the second try": lambda terminal: terminal.type("what?\nY"),
    "closes it": lambda terminal: terminal.hang_up(),
    "says nothing": lambda terminal: None,  # noqa: ARG005
}


@phrase(r"never ran|ran (?:once|\d+ times?)", "never ran", "ran once", "ran 2 times")
def ran(text: str) -> int:
    """How often a hook ran."""
    return 0 if text.startswith("never") else int(times(text.removeprefix("ran ")))


TYPES = {
    "AtTerminal": one_of({f" at a terminal where a person {how}": p for how, p in PEOPLE.items()}),
    "Deadline": one_of(DEADLINES),
    "HookDeed": phrases(HOOKS),
    "HookEnd": one_of(HOOK_ENDS),
    "Origin": one_of(ORIGINS),
    "Point": one_of(WHEN),
    "Ran": ran,
    "WithAnswer": one_of({f' with the answer "{word}"': yes for word, yes in ANSWERS.items()}),
}
