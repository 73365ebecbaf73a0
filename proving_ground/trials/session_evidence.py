"""What the evidence of every session tells, whatever its family."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from proving_ground.agents.calls import Call
from proving_ground.evidence.run_state import FINAL, Ending, ErrorState


class State(Protocol):
    """What the engine tells of a session."""

    @property
    def ending(self) -> Ending:
        """How it ended, or that it has not."""

    @property
    def error(self) -> ErrorState | None:
        """Why it failed, if it did."""


class Snapshot(Protocol):
    """The state as somebody found it."""

    @property
    def state(self) -> State | None:
        """The state, None where there was none to read."""

    @property
    def problem(self) -> str | None:
        """Why it did not parse, None where it did."""


class SessionRun(Protocol):
    """One run of a session."""

    @property
    def exit_code(self) -> int:
        """How the engine ended; negative for a signal."""

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls of agents that it made."""

    @property
    def fault(self) -> str | None:
        """What the trial inflicted on it, None for nothing."""

    @property
    def before(self) -> Snapshot:
        """The state as it found it."""

    @property
    def after(self) -> Snapshot:
        """The state as it left it."""


class HasEndings(Protocol):
    """An adapter that tells what exits mean."""

    @property
    def endings(self) -> Mapping[int, frozenset[Ending]]:
        """What each exit code may mean."""


Run = TypeVar("Run", bound=SessionRun)


class SessionEvidence(Generic[Run]):
    """All runs of one session, oldest first."""

    adapter: HasEndings
    runs: tuple[Run, ...]

    @property
    @abstractmethod
    def state(self) -> State | None:
        """The state after the latest run, None where there is none to read."""

    @property
    def last(self) -> Run:
        """The latest run."""
        return self.runs[-1]

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every agent call of the session, run by run."""
        return tuple(call for run in self.runs for call in run.calls)

    @property
    def error(self) -> str:
        """The error that the state tells, type and message."""
        error = self.state and self.state.error
        return f"{error.type}: {error.message}" if error else "no error"

    def endings(self, exit_code: int) -> frozenset[Ending]:
        """What an exit code may mean, in the engine's own convention."""
        if exit_code == -9:
            return frozenset({Ending.KILLED})
        return self.adapter.endings.get(exit_code, frozenset())

    @property
    def exit_endings(self) -> frozenset[Ending]:
        """The endings that the exit of the latest run tells of."""
        return self.endings(self.last.exit_code)

    @property
    def stated_ending(self) -> Ending | None:
        """The ending that the state tells of, None where there is no state."""
        return self.state.ending if self.state else None

    @property
    def may_be_older(self) -> bool:
        """Whether the state may be an earlier run's: this one was cut short, or only said no."""
        only_said_no = Ending.REFUSED in self.exit_endings and self.is_idle
        return self.last.fault is not None or only_said_no

    @property
    def is_complete(self) -> bool:
        """Whether the session has nothing left to do."""
        return self.stated_ending in FINAL

    @property
    def is_idle(self) -> bool:
        """Whether the latest run called nobody and left the state as it was."""
        before, after = self.last.before, self.last.after
        unchanged = (before.state, before.problem) == (after.state, after.problem)
        return unchanged and not self.last.calls
