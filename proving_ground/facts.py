"""What is reported of a trial: plain values, in which nothing leads back to the trial itself.

Each family tells its trials in these words; the report's page, its story and JUnit XML are made of
them. A default means that there is nothing to tell, and is left out where facts are written down.
"""

import signal
from collections.abc import Collection, Iterable

from pydantic import BaseModel, ConfigDict

Table = tuple[tuple[str, ...], ...]
"""Rows of cells; the first row holds the headings."""


class Fact(BaseModel):
    """A value that never changes and knows no other fields than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class State(Fact):
    """The session's state as somebody found it: `words` say all of it in one line.

    `ending`, `stage` (or phase) and `completed` (iterations of that stage) are empty where the
    state does not tell, or could not be read.
    """

    words: str
    ending: str = ""
    stage: str = ""
    completed: int | None = None
    cost_usd: float | None = None


class Call(Fact):
    """One call of an agent.

    `began_s` and `ended_s` are seconds since the session's first call. `result` says what came of
    it: what the agent decided, or else how it ended; `cut short` where `ended_s` and `exit` are
    None. `reports` are the tools that it called, `state` is what it found as it began.
    """

    program: str
    arguments: tuple[str, ...] = ()
    result: str
    stage: str = ""
    iteration: int | None = None
    task: str = ""
    agent: int | None = None
    attempt: int = 1
    began_s: float = 0.0
    ended_s: float | None = None
    exit: int | None = None
    reports: tuple[str, ...] = ()
    state: State | None = None

    @property
    def was_cut_short(self) -> bool:
        """Whether it was ended from outside."""
        return self.exit is None


class Hook(Fact):
    """One call of a hook: at which point, of whom, and when, as calls are told."""

    point: str
    origin: str
    began_s: float = 0.0


class Artifact(Fact):
    """The folder of one iteration, and the files in it."""

    stage: str
    iteration: int
    agent: int | None = None
    complete: bool = False
    files: tuple[str, ...] = ()


class Repository(Fact):
    """What git tells after a run; `commits` counts those that the session has added."""

    branches: tuple[str, ...] = ()
    commits: int = 0
    uncommitted: tuple[str, ...] = ()
    worktrees: tuple[str, ...] = ()


class Run(Fact):
    """One run of the engine, or one request of it.

    `action` says what was asked (`started`, `resumed`, or the request), `fault` what the trial
    inflicted on it, `approval` what a person answered. `exit` is negative for a signal; `ended`
    says the same in words.
    """

    action: str
    exit: int
    after: State
    ended: str = ""
    fault: str = ""
    approval: bool | None = None
    calls: tuple[Call, ...] = ()
    hooks: tuple[Hook, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    repository: Repository = Repository()
    notes: tuple[str, ...] = ()


class Session(Fact):
    """All runs of one session, oldest first."""

    name: str
    runs: tuple[Run, ...] = ()


END = "the end of the run"
"""What a point after the last change of a run is called."""


class Point(Fact):
    """One point of a sweep: the change at which the run was struck, and what came of it.

    `outcome` is `recovered`, `lost` or `not tried`; `found` says what was wrong. Where the point is
    `copied`, the files as they were then stood for what the strike would have left.
    """

    number: int
    change: str
    outcome: str
    found: tuple[str, ...] = ()
    copied: bool = False


class Sweep(Fact):
    """A sweep: `words` say what became of the run at each point, `pace_s` how long one took.

    `harm` counts the processes and files that were struck.
    """

    words: str
    level: str
    points: tuple[Point, ...] = ()
    pace_s: float = 0.0
    harm: int = 0

    @property
    def tried(self) -> int:
        """How many of the points were tried."""
        return sum(point.outcome != "not tried" for point in self.points)

    @property
    def struck(self) -> int:
        """At how many of them there was a change to strike at."""
        tried = (point for point in self.points if point.outcome != "not tried")
        return sum(point.change != END for point in tried)

    @property
    def copied(self) -> int:
        """At how many of them a copy of the files stood for the strike."""
        return sum(point.copied for point in self.points)

    @property
    def lost(self) -> int:
        """At how many of them the session did not recover."""
        return sum(point.outcome == "lost" for point in self.points)


class Violation(Fact):
    """A law by its id, and what was found to break it."""

    law: str
    found: str


class Comparison(Fact):
    """What was expected of something, and what was found instead; tables where both are."""

    about: str = ""
    expected: str | Table
    found: str | Table


class Happened(Fact):
    """All that happened in one trial; `family` is that of its engine, and of its laws.

    Where there was a sweep, the sessions are those of the last of its points that was tried.
    """

    family: str = ""
    sessions: tuple[Session, ...] = ()
    sweep: Sweep | None = None
    laws_held: tuple[str, ...] = ()
    laws_broken: tuple[Violation, ...] = ()


def unharmed(words: str, changes: int) -> str:
    """What to say of a sweep that tried so many changes, and did no harm at any of them."""
    return f"the run was to be {words} {changes} changes; nothing came of it"


def seconds_since(start: float, moment: float | None) -> float | None:
    """A moment in seconds since another, to the millisecond; None where there was none."""
    return None if moment is None else round(moment - start, 3)


def how_a_call_ended(exit_code: int | None) -> str:
    """How an agent ended, in words; `exit_code` is None where it was ended from outside."""
    if exit_code is None:
        return "cut short"
    if exit_code < 0:
        return f"ended by {_signal(-exit_code)}"
    return "failed" if exit_code else "ended well"


def how_a_run_ended(exit_code: int, endings: Iterable[str]) -> str:
    """How an engine ended, in words; `endings` are those that it documents for this exit."""
    if exit_code < 0:
        return f"ended by {_signal(-exit_code)}"
    told = " or ".join(sorted(endings))
    return f"the exit tells: {told}" if told else f"exit {exit_code}, which is not documented"


def _signal(number: int) -> str:
    return next((each.name for each in signal.Signals if each == number), f"signal {number}")


def violations_of(broken: Collection[str]) -> tuple[Violation, ...]:
    """Broken laws that are told as `law-id: what was found`."""
    parts = (each.partition(": ") for each in sorted(broken))
    return tuple(Violation(law=law, found=found) for law, _, found in parts)
