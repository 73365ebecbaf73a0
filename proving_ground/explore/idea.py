"""What a randomised trial of a session does: a pipeline, its surroundings, and what befalls it."""

from dataclasses import dataclass, field

CONTINUE = "continue"
STOP = "stop"
ASKED = "asked"
STARTED_TWICE = "started twice"
_CHANGE = "each change it makes to disk"
SWEEPS = {
    "killed at each change": f"is killed before {_CHANGE}, and resumed each time",
    "torn at each change": f"is killed halfway through {_CHANGE}, and resumed each time",
    "without power at each change": f"loses power before {_CHANGE}, and is resumed each time",
    "terminated at each change": f"is terminated before {_CHANGE}, and resumed each time",
    "without room from each change on": (
        f"runs out of disk space at {_CHANGE}, and is resumed each time"
    ),
}
"""What happens to a run that is swept, in the words of the features."""
BEFORE, AFTER = "before each iteration", "after each iteration"
BETWEEN, ON_ERRORS = "between stages", "on errors"
ALL, FIRST = "all of whom must agree", "the first of whom decides"


@dataclass(frozen=True)
class Block:
    """Agents that work side by side: how they merge, how each votes, and in which order they end.

    `needed` of them must end well and agree; None where the first one decides. Where all of them
    must, it `is_counted` how many that are, or not.
    """

    agents: int
    needed: int | None
    votes: tuple[tuple[str, ...], ...]
    order: tuple[int, ...]
    is_counted: bool = False

    def waits(self, agent: int | None) -> bool:
        """Whether an agent works on when another has ended, so that all are sure to be at work."""
        return self.needed is not None and agent in self.order[1:]

    @property
    def quorum(self) -> int:
        """How many must end well for an iteration to count."""
        return self.needed or 1

    @property
    def words(self) -> str:
        """How they merge, in the words of the features."""
        if self.needed is None:
            return FIRST
        is_all = self.needed == self.agents and not self.is_counted
        return ALL if is_all else f"{self.needed} of whom must agree"


@dataclass(frozen=True)
class Stage:
    """A stage; without `consensus` it is a fixed one, else so many stop votes in a row end it.

    Of `votes` there is one for each iteration from the first on; where they run out the agent
    goes on. A judgment does not end before its iteration `least`. `reads` is an earlier stage, and
    whether all of it is read; `approval` is None, or for how long a person is waited for.
    """

    name: str
    cap: int
    votes: tuple[str, ...] = ()
    consensus: int | None = None
    least: int | None = None
    block: Block | None = None
    reads: tuple[int, bool] | None = None
    approval: str | None = None
    asks: tuple[tuple[str, str], ...] = ()

    def vote(self, iteration: int, agent: int | None = None) -> str:
        """How the agent decides in an iteration (from 1)."""
        votes = self.votes if self.block is None else self.block.votes[agent or 0]
        return votes[iteration - 1] if iteration <= len(votes) else CONTINUE


@dataclass(frozen=True)
class Deed:
    """What an agent does in an iteration: each of `deeds` in one attempt, or one in `times` (all).

    `agent` is which of several, None for one alone.
    """

    stage: int
    iteration: int
    deeds: tuple[str, ...]
    times: int | None = None
    agent: int | None = None

    def at(self, attempt: int) -> str | None:
        """What it does in that attempt (from 1); None where it does as otherwise."""
        if len(self.deeds) > 1:
            return self.deeds[attempt - 1] if attempt <= len(self.deeds) else None
        return self.deeds[0] if not self.times or attempt <= self.times else None


@dataclass(frozen=True)
class Hook:
    """A hook: whose it is, when it runs, and what it does in which of its calls (from 1), if so."""

    origin: str
    point: str
    deed: str = ""
    call: int = 0
    text: str = ""


@dataclass(frozen=True)
class Tasks:
    """A list of tasks, where it is kept, how it is written, and what is left undone when."""

    names: tuple[str, ...]
    place: str
    trait: str = ""


@dataclass(frozen=True)
class Event:
    """What happens to a run at the `at`-th of its moments: how it is struck, or what a user does.

    It is counted on from the first again where there are fewer. An event of SWEEPS happens at all
    of its changes to the disk.
    """

    what: str
    at: int = 0


@dataclass(frozen=True)
class Plan:
    """A run that is to be: what happens to it, what it is answered, and up to which cap it goes."""

    event: Event | None = None
    answer: str | None = None
    up_to: int | None = None


@dataclass(frozen=True)
class Idea:
    """A trial: the session is started, then resumed; `givens` are said of its surroundings.

    `clocks` are what the clock says in the first run, and in those after it. At the end a user may
    have `asked` how the session stands.
    """

    stages: tuple[Stage, ...]
    deeds: tuple[Deed, ...] = ()
    hooks: tuple[Hook, ...] = ()
    tasks: Tasks | None = None
    runs: tuple[Plan, ...] = (Plan(),)
    context: str = ""
    asks: tuple[tuple[str, str, str], ...] = ()
    models: bool = False
    givens: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    asked: bool = False
    needs: frozenset[str] = field(default_factory=frozenset)

    def deed(self, stage: int, iteration: int, agent: int | None = None) -> Deed | None:
        """What an agent does of its own in that stage and iteration, if it does."""
        wanted = stage, iteration, agent
        return next((d for d in self.deeds if (d.stage, d.iteration, d.agent) == wanted), None)
