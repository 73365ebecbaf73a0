"""What a randomised trial does: a pipeline, how its agents behave, and what befalls its runs."""

from dataclasses import dataclass

CONTINUE = "continue"
STOP = "stop"
ASKED = "asked"
STARTED_TWICE = "started twice"
_CHANGE = "each change it makes to disk"
SWEEPS = {
    "killed at each change": f"is killed before {_CHANGE}, and resumed each time",
    "torn at each change": f"is killed halfway through {_CHANGE}, and resumed each time",
    "without power at each change": f"loses power before {_CHANGE}, and is resumed each time",
}
"""What happens to a run that is swept, in the words of the features."""


@dataclass(frozen=True)
class Stage:
    """A stage; without `consensus` it is a fixed one, else so many stop votes in a row end it.

    Of `votes` there is one for each iteration from the first on; where they run out the agent
    goes on. A judgment does not end before its iteration `least`.
    """

    name: str
    cap: int
    votes: tuple[str, ...] = ()
    consensus: int | None = None
    least: int | None = None

    def vote(self, iteration: int) -> str:
        """How the agent decides in an iteration (from 1)."""
        return self.votes[iteration - 1] if iteration <= len(self.votes) else CONTINUE


@dataclass(frozen=True)
class Mishap:
    """An agent that fails in an iteration of a stage, in its first `times` attempts (None: all)."""

    stage: int
    iteration: int
    deed: str
    times: int | None = None


@dataclass(frozen=True)
class Saying:
    """A text that the agent answers in an iteration of a stage."""

    stage: int
    iteration: int
    text: str


@dataclass(frozen=True)
class Event:
    """What happens to a run at the `at`-th of its calls: how it is struck, or what a user does.

    It is counted on from the first call again where there are fewer. An event of SWEEPS happens at
    all of its changes to the disk.
    """

    what: str
    at: int = 0


@dataclass(frozen=True)
class Idea:
    """A trial: the session is started, then resumed; each run with its event, if it has one."""

    stages: tuple[Stage, ...]
    mishaps: tuple[Mishap, ...] = ()
    sayings: tuple[Saying, ...] = ()
    runs: tuple[Event | None, ...] = (None,)
    context: str = ""

    def mishap(self, place: tuple[int, int]) -> Mishap | None:
        """How the agent fails in that stage and iteration, if it does."""
        return next((m for m in self.mishaps if (m.stage, m.iteration) == place), None)
