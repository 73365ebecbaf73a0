"""The shape of scenarios: Given, then When, then Then, and no line that is none of them."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from proving_ground.errors import InputError
from proving_ground.suite.checks.written import Written, line_with

STEPS = ("Given", "When", "Then", "And", "But")
BLOCKS = ("Feature", "Rule", "Background", "Scenario", "Scenario Outline", "Examples")
ORDER = {"given": 0, "when": 1, "then": 2}
MISSING = {
    "when": ("nothing happens: it has no When", "say what is done, as in: When the pipeline runs"),
    "then": ("nothing is asked of it: it has no Then", "say what must hold after the When"),
}


def no_scenario(written: Written) -> Iterator[InputError]:
    """A feature or rule that holds no scenario."""
    for feature in written.features:
        for holder in (feature, *feature.rules):
            if not any(True for _ in holder.walk_scenarios(with_outlines=True)):
                yield _at(holder, f"the {holder.type} holds no scenario", "write one, or remove it")


def missing(written: Written) -> Iterator[InputError]:
    """A scenario without a step of its own, without a When or without a Then."""
    for scenario in written.scenarios():
        kinds = {step.step_type for step in scenario.all_steps}
        if _strays(scenario):
            continue
        if not scenario.steps:
            yield _at(scenario, f"the scenario '{scenario.name}' has no step", "write its steps")
            continue
        for kind, (problem, fix) in MISSING.items():
            if kind not in kinds:
                yield _at(scenario, f"'{scenario.name}': {problem}", fix)


def order(written: Written) -> Iterator[InputError]:
    """A step that stands after one that it should come before."""
    for scenario in written.scenarios():
        steps = list(scenario.all_steps)
        for before, step in pairwise(steps):
            if ORDER[step.step_type] < ORDER[before.step_type]:
                kind, other = step.step_type.title(), before.step_type.title()
                problem = f"a {kind} stands after a {other}: {step.keyword} {step.name}"
                fix = "put every Given before the When and every Then after it, or make it two"
                yield _at(step, problem, f"{fix} scenarios")


def strays(written: Written) -> Iterator[InputError]:
    """Lines that are taken for a description, but were meant as steps or scenarios."""
    for feature in written.features:
        for holder in (feature, *feature.rules):
            yield from _misspelt_blocks(holder)
            yield from _homeless_steps(holder, written)
            if holder.background:
                yield from _stray_lines(holder.background)
    for scenario in (*written.outlines(), *written.scenarios()):
        yield from _stray_lines(scenario)


def near_keyword(line: str, keywords: tuple[str, ...] = (*STEPS, *BLOCKS)) -> str | None:
    """The keyword that a line was probably meant to begin with."""
    first = re.match(r"[\w ]+(?=:)|\w+", line.strip())
    spelt = {keyword.lower(): keyword for keyword in keywords}
    near = get_close_matches(first[0].strip().lower(), spelt, n=1, cutoff=0.7) if first else []
    return spelt[near[0]] if near else None


def advice(line: str) -> str:
    """What to do about a line that is no step."""
    near = near_keyword(line)
    hint = f"did you mean {near}? " if near else ""
    return f"{hint}a step begins with {', '.join(STEPS[:-1])} or {STEPS[-1]}, a remark with #"


def _strays(scenario: Any) -> list[str]:
    """A scenario's description: one row has that of its outline."""
    return list(scenario.description)


def _stray_lines(holder: Any) -> Iterator[InputError]:
    if holder.type == "scenario" and getattr(holder.parent, "type", "") == "scenario_outline":
        return
    for text in _strays(holder):
        line = line_with(holder.filename, text, holder.line)
        yield InputError(holder.filename, f"this is no step: {text}", advice(text), line)


def _misspelt_blocks(holder: Any) -> Iterator[InputError]:
    for text in holder.description:
        near = near_keyword(text, BLOCKS) if re.match(r"[\w ]+:", text) else None
        if near:
            line = line_with(holder.filename, text, holder.line)
            fix = f"did you mean {near}: ? what stands here is taken for a description"
            yield InputError(holder.filename, f"this begins nothing: {text}", fix, line)


def _homeless_steps(holder: Any, written: Written) -> Iterator[InputError]:
    """Steps that are taken for a description, because their scenario does not begin well."""
    for text in holder.description:
        keyword, _, sentence = text.partition(" ")
        if keyword.capitalize() in STEPS and written.is_step(sentence):
            line = line_with(holder.filename, text, holder.line)
            problem = f"this step belongs to no scenario: {text}"
            yield InputError(holder.filename, problem, "begin one before it: Scenario: NAME", line)


def _at(statement: Any, problem: str, fix: str) -> InputError:
    return InputError(statement.filename, problem, fix, statement.line)
