"""Calls of a loop's agent that a scenario names and that never come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proving_ground.errors import InputError
from proving_ground.language.words import items
from proving_ground.suite.checks.written import Step, Written

RUNS = ("loop_runs", "loop_is_stopped")
"""The steps that start the loop; it may call its agent in each of these runs."""
STOPS = ("loop_is_stopped", "loop_is_started_beside")
"""The steps that wait for a call of the agent."""


@dataclass(frozen=True)
class Calls:
    """How often a loop may call its agent: for what there is to do, and by its limit, per run.

    None where nothing is said of it. `deeds` are the calls in which the agent does something else
    than a step, None if it may do so in all.
    """

    steps: int | None
    cap: int | None
    runs: int
    deeds: frozenset[int] | None

    def problem(self, number: int) -> str | None:
        """Why a call of that number never comes; None where it may."""
        if self.cap is not None and number > self.cap * self.runs:
            return f"the loop may call its agent {self.cap} times"
        if self.steps is None or self.deeds is None:
            return None
        spent = sum(deed < number for deed in self.deeds)
        if number > self.steps * self.runs + spent:
            return f"the loop has {self.steps} steps to do, one in each call"
        return None


def calls_never_come(written: Written) -> Iterator[InputError]:
    """Deeds in calls, and waiting for calls, that come after the loop's last one."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        calls = _calls(steps)
        for step in steps:
            number = _first_call(step)
            if number is not None and (why := calls.problem(number)):
                yield step.wrong(f"call {number} never comes: {why}", "name an earlier call")


def _calls(steps: Sequence[Step]) -> Calls:
    told = {step.name: step.told for step in steps}
    spans = [step.told["calls"] for step in steps if "calls" in step.told]
    return Calls(
        _to_do(told),
        told.get("loop_is_capped", {}).get("count"),
        max(1, sum(step.name in RUNS for step in steps)),
        None if None in spans else frozenset(number for span in spans for number in span),
    )


def _to_do(told: Mapping[str, Mapping[str, Any]]) -> int | None:
    """How many steps are to be done, one in each call; None where nobody knows, or none is."""
    if "loop_of_steps" in told:
        return int(told["loop_of_steps"]["count"])
    tasks = set(told.get("loop_over_tasks", {}).get("tasks", ()))
    count = len(tasks - set(items(told.get("tasks_are_done", {}).get("names", ""))))
    return count or None


def _first_call(step: Step) -> int | None:
    """The number of the call that a step of a loop names; of several, the first."""
    if step.name in STOPS:
        return int(step.told["number"])
    calls = step.told.get("calls")
    return calls[0] if calls else None
