"""A small model of a pipeline: which agents are called, what is recorded, and how it ends."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from proving_ground.explore.idea import ASKED, STARTED_TWICE, STOP, SWEEPS, Event, Idea, Stage

COMPLETE = "complete"
CAPPED = "stopped at its cap"
FAILED = "failed"
INTERRUPTED = "interrupted"
DEAD = "not complete"
"""What is said of a session whose run had no time to say how it ended."""
HARMLESS = (ASKED, STARTED_TWICE, *SWEEPS)
"""Events after which the run goes on to its end."""

Place = tuple[int, int]
"""A stage, counted from 0, and an iteration of it, counted from 1."""


@dataclass(frozen=True)
class Run:
    """One run: what happens to it and during which call, the calls that it makes, and its end."""

    event: Event | None
    moment: Place | None
    calls: tuple[Place, ...]
    ending: str


class Session:
    """How a session stands: the decisions of each stage so far, and the attempts at iterations."""

    def __init__(self, idea: Idea):
        self.idea = idea
        self.ending = ""
        self.decisions: list[list[str]] = [[] for _ in idea.stages]
        self.attempts: Counter[Place] = Counter()

    @property
    def is_over(self) -> bool:
        """Whether a resume has nothing to do."""
        return self.ending in (COMPLETE, CAPPED)

    @property
    def history(self) -> tuple[tuple[int, int, str], ...]:
        """Stage, iteration and decision of all that was completed, in order."""
        made = enumerate(self.decisions)
        return tuple((s, n, each) for s, stage in made for n, each in enumerate(stage, 1))

    def run(self, event: Event | None = None) -> Run:
        """Start or resume the session, and note what comes of it.

        Nothing happens in an iteration in which the agent fails; where a run has no other, or would
        not be complete by a sweep, it is left in peace.
        """
        event, moment = self._possible(event)
        calls = []
        for place in self._calls():
            calls.append(place)
            self.attempts[place] += 1
            if event and place == moment and event.what not in HARMLESS:
                is_told = event.what in ("interrupted", "terminated")
                self.ending = INTERRUPTED if is_told else DEAD
                break
            if self._fails(place):
                self.ending = FAILED
                break
            self.decisions[place[0]].append(self.idea.stages[place[0]].vote(place[1]))
        return Run(event, moment, tuple(calls), self.ending)

    def _possible(self, event: Event | None) -> tuple[Event | None, Place | None]:
        """The event, and the call during which it happens; None where it cannot."""
        if event is None:
            return None, None
        ahead = self._ahead()
        if event.what in SWEEPS:
            fits = ahead.calls and ahead.ending == COMPLETE
            return (event, None) if fits else (None, None)
        free = [place for place in ahead.calls if not self.idea.mishap(place)]
        return (event, free[event.at % len(free)]) if free else (None, None)

    def _ahead(self) -> Run:
        """The run as it would be if nothing happened to it."""
        twin = Session(self.idea)
        twin.ending, twin.attempts = self.ending, self.attempts.copy()
        twin.decisions = [list(made) for made in self.decisions]
        return twin.run()

    def _calls(self) -> Iterator[Place]:
        """The iterations that come next, one after another, as long as none ends the run."""
        if self.is_over:
            return
        for index, stage in enumerate(self.idea.stages):
            while (ended := _ended(stage, self.decisions[index])) is None:
                yield index, len(self.decisions[index]) + 1
            if ended == CAPPED:
                self.ending = CAPPED
                return
        self.ending = COMPLETE

    def _fails(self, place: Place) -> bool:
        mishap = self.idea.mishap(place)
        return mishap is not None and (not mishap.times or self.attempts[place] <= mishap.times)


def play(idea: Idea) -> tuple[Session, list[Run]]:
    """The session after all runs, and these; what is over is resumed no more than once."""
    session, runs = Session(idea), []
    for event in idea.runs:
        was_over = session.is_over
        runs.append(session.run(event))
        if was_over:
            break
    return session, runs


def _ended(stage: Stage, decisions: list[str]) -> str | None:
    """How a stage that has made those decisions has ended; None where it goes on."""
    made = len(decisions)
    if stage.consensus is None:
        return COMPLETE if made == stage.cap or decisions[-1:] == [STOP] else None
    tail = decisions[-stage.consensus :]
    if tail == [STOP] * stage.consensus and made >= (stage.least or 1):
        return COMPLETE
    return CAPPED if made == stage.cap else None
