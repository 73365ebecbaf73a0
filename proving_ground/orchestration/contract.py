"""What the adapter of a phase orchestrator must say: a spec in; phases, tasks and loops out."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from proving_ground.agents.prompts import PromptPatterns
from proving_ground.evidence.run_state import Ending
from proving_ground.orchestration.state import OrchestrationState
from proving_ground.processes.command import Action, Command
from proving_ground.trials.adapter import EngineAdapter

if TYPE_CHECKING:
    from proving_ground.orchestration.service_contract import ServiceAdapter

PHASES = ("analyze", "enumerate", "plan", "build", "conflict", "review", "revise", "complete")


class Capability(StrEnum):
    """What an orchestrator may declare that it can do; a scenario asks with `@needs.NAME`."""

    PLAN_CHECK = "plan-check"
    CONFLICT_CHECK = "conflict-check"
    LIMITS = "limits"
    NO_REVISIONS = "no-revisions"
    UNREVIEWED_TASKS = "unreviewed-tasks"
    PAUSES = "pauses"
    IDLE_CHECK = "idle-check"
    BACKENDS = "backends"
    SESSION_LOCK = "session-lock"
    CLOCK = "clock"
    RESILIENCE = "resilience"
    REVIEW_CACHE = "review-cache"
    POWER_LOSS = "power-loss"
    COMMIT_HOOKS = "commit-hooks"
    SERVICE = "service"


@dataclass(frozen=True)
class RunOptions:
    """What a run is asked for; what is None is left to the engine. Costs are in USD.

    `until` names a phase after which to pause; `one_phase` pauses after the next one. `fallback`
    is who is asked where the backend is down; `max_attempts` is how often one backend that is
    down is asked for one step in one run, `max_failures` how often it may be down in a row before
    it is left alone for `cooldown_seconds`, and `cache_seconds` how long a verdict is good. The
    wait before a second attempt is short: no scenario is about its length.
    """

    spec: str = "Add the requested feature."
    effort: str = "low"
    backend: str | None = None
    fallback: str | None = None
    model: str | None = None
    max_loops: int | None = None
    max_iterations: int | None = None
    max_revisions: int | None = None
    usd_per_loop: float | None = None
    usd_per_phase: float | None = None
    usd_per_run: float | None = None
    idle_seconds: float | None = None
    max_attempts: int | None = None
    backoff_seconds: float = 0.01
    max_failures: int | None = None
    cooldown_seconds: float | None = None
    cache_seconds: float | None = None
    git_seconds: float | None = None
    until: str | None = None
    one_phase: bool = False


class OrchestratorAdapter(EngineAdapter):
    """One orchestrator, as the suite drives it and reads its account of a run.

    Adapters are made once per behave run and keep nothing of a trial. `read` also works on a
    partial copy of the project that holds only the files that `state_files` names.
    """

    capabilities: frozenset[Capability]
    endings: Mapping[int, frozenset[Ending]]
    """What an exit code may mean; a negative code is a signal, as in subprocess."""
    patterns = PromptPatterns()
    points: int | None = 8
    """How many points of a sweep are tried unless told; None for all."""
    service: "ServiceAdapter | None" = None
    """How it is asked over HTTP, where it can be."""
    needs_clean_tree = False
    """True where the engine refuses to start while a change of a tracked file is not committed."""

    @abstractmethod
    def prepare(self, project: Path, options: RunOptions) -> None:
        """Write the specification where the engine will find it."""

    @abstractmethod
    def command(self, action: Action, project: Path, options: RunOptions, session: str) -> Command:
        """How to start or resume the run."""

    @abstractmethod
    def state_files(self, session: str) -> tuple[str, ...]:
        """The files that hold the run's state, as paths relative to the project."""

    def cached(self, project: Path) -> tuple[Path, ...]:  # noqa: ARG002 - its name is ours
        """The files in which answers are kept that need not be asked for again."""
        return ()

    @abstractmethod
    def read(self, project: Path, session: str) -> OrchestrationState | None:
        """Read the engine's account, None where there is none; StateUnreadable where torn."""

    @abstractmethod
    def branches(self, project: Path, session: str) -> str:
        """The prefix of the branches that the run makes for its loops."""
