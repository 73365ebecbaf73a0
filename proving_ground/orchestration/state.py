"""An orchestrator's account of a run, in the suite's own words: one model for every engine."""

from dataclasses import dataclass

from proving_ground.evidence.run_state import Ending, ErrorState


@dataclass(frozen=True)
class PhaseEntry:
    """One attempt at a phase; `status` is running, completed, failed or interrupted."""

    phase: str
    status: str
    error: str | None = None


@dataclass(frozen=True)
class TaskState:
    """One task; `status` is pending, in_progress, completed or failed."""

    id: str
    status: str
    dependencies: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class LoopState:
    """The build loop of a task; `same_error` and `no_progress` count failures in a row.

    `status` is pending, running, stuck, completed, failed or interrupted; `cost` is in USD.
    """

    id: str
    task: str
    status: str
    iterations: int
    same_error: int = 0
    no_progress: int = 0
    cost: float = 0.0
    reason: str | None = None


@dataclass(frozen=True)
class ReviewState:
    """A verdict; `scope` is what was reviewed, such as `review` for the whole run.

    One that is `cached` was given before, and no agent was asked for it.
    """

    scope: str
    passed: bool
    cached: bool = False


@dataclass(frozen=True)
class AttemptState:
    """One attempt at a step, which an agent of that backend was called for and has ended.

    Attempts count from 1 per phase, number and task. `reason` says why it was made, if it is not
    the first at the first choice; `failure` what was wrong with it, and `down` whether that was
    the backend and not the agent. `waited` tells for how many seconds nobody was asked before.
    """

    phase: str
    number: int
    task: str | None
    attempt: int
    backend: str
    reason: str | None = None
    failure: str | None = None
    down: bool = False
    waited: float = 0.0


@dataclass(frozen=True)
class OrchestrationState:
    """A run's state; lists are oldest first, `cost` is in USD, `max_cost` its cap.

    `attempts` is None where the engine keeps no account of them.
    """

    ending: Ending
    phase: str
    history: tuple[PhaseEntry, ...] = ()
    tasks: tuple[TaskState, ...] = ()
    loops: tuple[LoopState, ...] = ()
    reviews: tuple[ReviewState, ...] = ()
    conflicts: tuple[str, ...] = ()
    revisions: int = 0
    max_revisions: int = 0
    cost: float = 0.0
    max_cost: float = 0.0
    error: ErrorState | None = None
    attempts: tuple[AttemptState, ...] | None = None

    @property
    def phases(self) -> list[str]:
        """The phases that were completed, in order."""
        return [entry.phase for entry in self.history if entry.status == "completed"]

    def task(self, name: str) -> TaskState:
        """The task of that name; AssertionError where there is none."""
        for task in self.tasks:
            if task.id == name:
                return task
        raise AssertionError(f"the state knows no task {name!r}")

    def loop(self, task: str) -> LoopState:
        """The latest loop of that task; AssertionError where there is none."""
        for loop in reversed(self.loops):
            if loop.task == task:
                return loop
        raise AssertionError(f"the state knows no loop of task {task!r}")
