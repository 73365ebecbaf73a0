"""The kill matrix: every defect, and the scenarios that it turned red."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proving_ground.proof.defects import Defect
from proving_ground.report.model import BAD, ScenarioResult, Verdict

LAW = re.compile(r"^ {2,}([a-z]+(?:-[a-z]+)+): ", re.MULTILINE)
"""How a broken law stands in a scenario's reason; in a sweep's, further to the right."""


@dataclass(frozen=True)
class Kill:
    """A defect, and what became of the scenarios that were run with it, in the last of the tries.

    A defect that is a race may survive by luck, so one that survives is tried once more. `error`
    says why they could not be run at all.
    """

    defect: Defect
    results: tuple[ScenarioResult, ...]
    tries: int = 1
    error: str = ""

    @property
    def red(self) -> tuple[ScenarioResult, ...]:
        """Those that did not stay green."""
        return red(self.results)

    @property
    def green(self) -> tuple[ScenarioResult, ...]:
        """Those that passed all the same."""
        return tuple(each for each in self.results if each.verdict is Verdict.PASS)

    @property
    def skipped(self) -> dict[str, str]:
        """Why those that did not run did not: nothing can be said of them on this machine."""
        return {each.id: each.reason for each in self.results if each.verdict is Verdict.SKIPPED}

    @property
    def survived(self) -> str | None:
        """Why the defect counts as not caught; None where it was, or where nothing could run."""
        if self.error:
            return None
        if self.results and len(self.skipped) == len(self.results):
            return None
        if not self.red:
            return "no scenario turned red"
        tag = self.defect.caught_by
        if tag and not any(tag in result.tags for result in self.red):
            return f"no scenario of @{tag} turned red"
        return None

    @property
    def laws(self) -> list[str]:
        """The laws that the red scenarios broke."""
        return sorted({law for result in self.red for law in laws_in(result)})


@dataclass(frozen=True)
class Matrix:
    """All kills of one proof, and the names of the scenarios that it is about.

    `untried` counts the defects that were left when it was stopped.
    """

    kills: tuple[Kill, ...]
    scenarios: tuple[str, ...]
    untried: int = 0

    @property
    def survivors(self) -> list[Kill]:
        """The defects that nothing caught."""
        return [kill for kill in self.kills if kill.survived]

    @property
    def errors(self) -> list[Kill]:
        """The defects of which nothing can be said, since they could not be tried."""
        return [kill for kill in self.kills if kill.error]

    @property
    def lucky(self) -> list[Kill]:
        """The defects that were caught, but not at the first try."""
        return [kill for kill in self.kills if kill.tries > 1 and not kill.survived]

    @property
    def skipped(self) -> dict[str, str]:
        """The scenarios that this machine could not run, and why."""
        return {name: why for kill in self.kills for name, why in kill.skipped.items()}

    @property
    def unjustified(self) -> list[str]:
        """The scenarios that could run and that no defect turned red."""
        red = {result.id for kill in self.kills for result in kill.red}
        return sorted(set(self.scenarios) - red - set(self.skipped))

    def as_json(self, *, is_whole: bool) -> dict[str, Any]:
        """The matrix for programs: per defect the ids of what it turned red, and the laws.

        What no defect turned red is told only where all defects were tried.
        """
        return {
            "defects": {
                kill.defect.name: {
                    "bug_class": kill.defect.bug_class,
                    "source": kill.defect.source,
                    "symptom": kill.defect.symptom,
                    "red": {result.id: result.verdict for result in kill.red},
                    "laws": kill.laws,
                    "survived": f"ERROR: {kill.error}" if kill.error else kill.survived,
                }
                for kill in self.kills
            },
            "unjustified": self.unjustified if is_whole else [],
        }


def laws_in(result: ScenarioResult) -> list[str]:
    """The ids of the laws that a result tells of as broken."""
    return LAW.findall(result.reason)


def red(results: Sequence[ScenarioResult]) -> tuple[ScenarioResult, ...]:
    """The results that fail a run."""
    return tuple(result for result in results if result.verdict in BAD)
