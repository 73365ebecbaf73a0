"""What a scenario pledges will happen to a run, and the evidence that it did.

A step that scripts an agent, moves a clock or plants a lock says what will happen later. Each such
pledge stands here with the step that made it, until something is seen that keeps it. One that
nobody kept proves nothing of the engine, however green its steps are.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from proving_ground.errors import FaultNotFired


@dataclass(frozen=True)
class Place:
    """A step of a scenario that is being carried out: its keyword, its text, its `FILE:LINE`."""

    keyword: str
    text: str
    location: str

    def __str__(self) -> str:
        return f"{self.location}: {self.keyword} {self.text}"


_here: ContextVar[Place | None] = ContextVar("place", default=None)


def enter(place: Place | None) -> None:
    """Let that step be the one that makes all pledges from now on; None for none."""
    _here.set(place)


def here() -> Place | None:
    """The step that is being carried out; None outside of scenarios."""
    return _here.get()


@dataclass
class Pledge:
    """Something that is to happen; `kept` tells what was seen of it, None while nothing was."""

    what: str
    made_by: Place | None = field(default_factory=here)
    kept: str | None = None

    def keep(self, evidence: str) -> None:
        """Tell what was seen of it."""
        self.kept = evidence

    def must_differ(self, before: object, after: object) -> None:
        """Kept where a step has changed what it was to; FaultNotFired where it is as it was."""
        if before == after:
            raise FaultNotFired(str(self))
        self.keep("it is no more as it was")

    def __str__(self) -> str:
        return f"{self.made_by}: {self.what}" if self.made_by else self.what


@dataclass
class Pledges:
    """The pledges of one trial."""

    made: list[Pledge] = field(default_factory=list)

    def make(self, what: str) -> Pledge:
        """A new pledge of the step that is being carried out."""
        pledge = Pledge(what)
        self.made.append(pledge)
        return pledge

    @property
    def broken(self) -> Iterator[str]:
        """Those that nothing kept, each with the step that made it."""
        return (str(each) for each in self.made if each.kept is None)
