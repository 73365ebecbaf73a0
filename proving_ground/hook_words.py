"""The words of steps about hooks and approvals, and what they mean."""

from collections.abc import Mapping
from typing import Any

import parse

from proving_ground.agents.script import Act, complain, die, leave, wait
from proving_ground.processes.terminal import Person

POINTS = {
    "pre_iteration": "before each iteration",
    "post_iteration": "after each iteration",
    "between_stages": "between stages",
    "on_error": "on errors",
}
WHEN = {words: point for point, words in POINTS.items()}
DEEDS: dict[str, tuple[Act, ...]] = {
    "refuses": (complain("The freeze has begun."), leave(1)),
    "exits as if it were not there": (leave(127),),
    "is killed": (die("SIGKILL"),),
    "hangs": (wait("never-opened"),),
}
ORDINALS = {"first": 1, "second": 2, "third": 3}
TIMES = {"never": 0, "once": 1, "twice": 2}
ORIGINS = {"project": "project", "pipeline": "pipeline"}
SPANS = {"half a second": 0.5, "an hour": 3_600.0}
ABSENT = {"is not there": (None, True), "is not executable": ("#!/bin/sh\n", False)}
OTHERWISE = {"goes on": True, "is refused": False}
ANSWERS = {"yes": True, "no": False}
PEOPLE: dict[str, Person] = {
    "says yes": lambda terminal: terminal.type("yes"),
    "says no": lambda terminal: terminal.type("n"),
    "says yes at the second try": lambda terminal: terminal.type("what?\nY"),
    "closes it": lambda terminal: terminal.hang_up(),
    "says nothing": lambda terminal: None,  # noqa: ARG005
}


def _one_of(words: Mapping[str, Any]) -> Any:
    """A type of words: each stands for what the mapping says."""
    return parse.with_pattern("|".join(words))(lambda text: words[text])


TYPES = {
    "Point": _one_of(WHEN),
    "Deed": _one_of(DEEDS),
    "Ordinal": _one_of(ORDINALS),
    "Within": _one_of(SPANS),
    "Times": _one_of(TIMES),
    "Origin": _one_of(ORIGINS),
    "Absent": _one_of(ABSENT),
    "Otherwise": _one_of(OTHERWISE),
    "Answer": _one_of(ANSWERS),
    "Person": _one_of(PEOPLE),
}
