"""The words of steps about hooks and approvals, and what they mean."""

from proving_ground.agents.script import Act, answer, exit_with, raise_signal, wait, write_stderr
from proving_ground.processes.terminal import Person
from proving_ground.words import one_of

POINTS = {
    "pre_iteration": "before each iteration",
    "post_iteration": "after each iteration",
    "between_stages": "between stages",
    "on_error": "on errors",
}
WHEN = {words: point for point, words in POINTS.items()}
DEEDS: dict[str, tuple[Act, ...]] = {
    "has news": (answer("The build machine is back."),),
    "refuses": (write_stderr("The freeze has begun."), exit_with(1)),
    "exits as if it were not there": (exit_with(127),),
    "is killed": (raise_signal("SIGKILL"),),
    "hangs": (wait("never-opened"),),
}
ORDINALS = {"first": 1, "second": 2, "third": 3}
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


TYPES = {
    "Point": one_of(WHEN),
    "Deed": one_of(DEEDS),
    "Ordinal": one_of(ORDINALS),
    "Within": one_of(SPANS),
    "Origin": one_of(ORIGINS),
    "Absent": one_of(ABSENT),
    "Otherwise": one_of(OTHERWISE),
    "Answer": one_of(ANSWERS),
    "Person": one_of(PEOPLE),
}
