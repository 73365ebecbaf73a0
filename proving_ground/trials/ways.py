"""The ways in which a run can differ from the usual one."""

from dataclasses import dataclass

from proving_ground.processes.terminal import Person


@dataclass(frozen=True)
class Ways:
    """How a run differs from the usual one; None means not at all.

    `time` is what the clock says, `answer` a person's answer to what a session asks, `cap` how
    many iterations there may be, and `person` what somebody at a terminal does.
    """

    time: str | None = None
    answer: bool | None = None
    cap: int | None = None
    person: Person | None = None
