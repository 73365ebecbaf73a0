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
    """A hook of a scenario: what it does in which of its calls, or what is wrong with its file.

    Without a text there is no file; `first_line` comes before all that it does.
    """

    acts: tuple[Act, ...] = ()
    count: int | None = None
    is_there: bool = True
    is_executable: bool = True
    first_line: str = ""


HOOK_DEEDS: dict[str, tuple[Act, ...]] = {
    "calls a missing program": (exit_with(127),),
    "is killed": (raise_signal("SIGKILL"),),
    "hangs": (wait("never-opened"),),
}


def _saying(count: int, *acts: Act) -> Callable[[str], HookPlan]:
    """A hook that prints a text, and then acts so."""
    printed = write_stderr if acts else answer
    return lambda text: HookPlan((printed(text), *acts), count)


HOOKS: dict[str, HookPlan | Callable[[str], HookPlan]] = {
    " that is not there": HookPlan(is_there=False),
    " that is not executable": HookPlan(is_executable=False),
    " that removes itself": HookPlan(first_line='rm "$0"\n'),
    **{
        f" that {deed} the {words} time": HookPlan(acts, count)
        for deed, acts in HOOK_DEEDS.items()
        for words, count in ORDINALS.items()
    },
    **{f' that says "…" the {words} time': _saying(count) for words, count in ORDINALS.items()},
    **{
        f' that refuses the {words} time, because "…"': _saying(count, exit_with(1))
        for words, count in ORDINALS.items()
    },
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
