"""Whether a green scenario proves something: it did something, and looked at what came of it."""

from collections.abc import Iterator
from typing import Any

from proving_ground.agents import pledges
from proving_ground.errors import LawBroken, Unmet, Unproven
from proving_ground.evidence.expectation import Looks
from proving_ground.suite.context import AnyTrial
from proving_ground.suite.slips import explained
from proving_ground.suite.steps.needs import leave_out


def goes_on(step: Any) -> bool:
    """Whether the steps after this one still say what they see, so that all is found in one run.

    They do after a law that was broken, and after a Then that failed.
    """
    is_unmet = step.step_type == "then" and isinstance(step.exception, Unmet)
    return is_unmet or isinstance(step.exception, LawBroken)


class Audit:
    """What the steps of one scenario did, and whether its being green proves anything by that."""

    def __init__(self, trial: AnyTrial, scenario: Any):
        """The scenario loses those of its Thens that cannot judge the engine on trial."""
        self.trial = trial
        self.has_asked = False
        self.has_looked = False
        self._has_failed = False
        self.idle: list[str] = []
        self.left_out = leave_out(scenario, trial.adapter)

    def enter(self, step: Any) -> None:
        """Let a behave step be the one that pledges something."""
        place = pledges.Place(step.keyword, step.name, str(step.location))
        pledges.enter(place)
        self._before = self.trial.supervisor.contacts, Looks.count

    def leave(self, step: Any) -> None:
        """Take note of whether a step asked or looked at anything; put its slips plainly."""
        step.exception = explained(step, self.trial, is_first=not self._has_failed)
        self._has_failed |= step.exception is not None
        contacts, looks = self._before
        if step.step_type == "when":
            self.has_asked |= self.trial.supervisor.contacts > contacts
        if step.step_type == "then":
            self.has_looked = True
            if Looks.count == looks:
                self.idle.append(str(pledges.here()))

    def settle(self, scenario: Any) -> None:
        """Let a scenario that passed end as an ERROR where it has proven nothing.

        One that failed has found something out about the engine, which may be why the rest never
        came about.
        """
        pledges.enter(None)
        scenario.left_out = self.left_out
        if scenario.status.name == "passed" and (missing := list(self._missing())):
            told = "\n  ".join(missing)
            scenario.exception = self._blame(f"this passed, but proves nothing\n  {told}")
            scenario.hook_failed = True

    def _blame(self, told: str) -> Exception:
        """The engine's fault where it never called the agent that the scenario scripts."""
        if self.has_asked and not self.trial.has_called and next(self.trial.unproven, None):
            return LawBroken(f"the engine called nobody; {told}")
        return Unproven(told)

    def _missing(self) -> Iterator[str]:
        if not self.has_asked:
            yield "no When ran the engine or asked it anything"
        if not self.has_looked:
            yield "no Then looked at what came of it"
        yield from (f"{step}: it looked at nothing" for step in self.idle)
        yield from self.trial.unproven
