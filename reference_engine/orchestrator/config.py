"""Phases, effort levels and limits."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Provider = Literal["claude", "codex"]
DEFAULT_MODELS: dict[Provider, str] = {"claude": "opus", "codex": "gpt-5.5"}


class Phase(StrEnum):
    """The phases of a run, in order; CONFLICT and REVISE only where they are needed."""

    ANALYZE = "analyze"
    ENUMERATE = "enumerate"
    PLAN = "plan"
    BUILD = "build"
    CONFLICT = "conflict"
    REVIEW = "review"
    REVISE = "revise"
    COMPLETE = "complete"


NEXT = {
    Phase.ANALYZE: Phase.ENUMERATE,
    Phase.ENUMERATE: Phase.PLAN,
    Phase.PLAN: Phase.BUILD,
    Phase.BUILD: Phase.REVIEW,
    Phase.CONFLICT: Phase.REVIEW,
    Phase.REVIEW: Phase.COMPLETE,
    Phase.REVISE: Phase.BUILD,
}
"""What follows a phase that ended well; a failed review is followed by REVISE."""


@dataclass(frozen=True)
class Effort:
    """How careful a run is.

    `gates` are the phases whose result is reviewed at once, `loop_reviews` whether each built
    task is; `patience` is how many failures of one kind in a row count as stuck; `attempts` how
    often a loop may be sent back by its review. Costs are in USD.
    """

    gates: frozenset[Phase]
    patience: int
    revisions: int
    attempts: int
    usd_per_loop: float
    usd_per_phase: float
    usd_per_run: float
    loop_reviews: bool = True


_EARLY = frozenset({Phase.ENUMERATE, Phase.PLAN})
EFFORTS = {
    "low": Effort(frozenset(), 5, 10, 2, 1, 2, 5, loop_reviews=False),
    "medium": Effort(frozenset({Phase.PLAN}), 4, 8, 3, 2, 5, 15),
    "high": Effort(_EARLY, 3, 5, 4, 5, 10, 30),
    "max": Effort(_EARLY | {Phase.ANALYZE}, 2, 3, 5, 10, 25, 100),
}


class Limits(BaseModel):
    """What a person may set; None leaves it to the effort level."""

    model_config = ConfigDict(extra="forbid")
    max_loops: int | None = Field(default=None, ge=1)
    max_iterations: int | None = Field(default=None, ge=0)
    max_revisions: int | None = Field(default=None, ge=0)
    usd_per_loop: float | None = Field(default=None, ge=0)
    usd_per_phase: float | None = Field(default=None, ge=0)
    usd_per_run: float | None = Field(default=None, ge=0)
    idle_seconds: float | None = Field(default=None, ge=0)
    max_attempts: int | None = Field(default=None, ge=1)
    backoff_seconds: float | None = Field(default=None, ge=0)
    max_failures: int | None = Field(default=None, ge=1)
    cooldown_seconds: float | None = Field(default=None, ge=0)
    cache_seconds: float | None = Field(default=None, ge=0)
    git_seconds: float | None = Field(default=None, ge=0)


class Settings(BaseModel):
    """All that a run was asked for; kept in its state, so that a resume asks for the same.

    A step is tried `max_attempts` times at a backend that is down, first after `backoff_seconds`,
    then after twice as many, and so on. A backend that was down `max_failures` times in a row is
    left alone for `cooldown_seconds`. A review that passed is good for `cache_seconds`.
    """

    spec: str
    base: str
    effort: Literal["low", "medium", "high", "max"] = "medium"
    provider: Provider = "claude"
    fallback: Provider | None = None
    model: str | None = None
    max_loops: int = 4
    max_iterations: int = 50
    max_revisions: int
    usd_per_loop: float
    usd_per_phase: float
    usd_per_run: float
    idle_seconds: float = 900
    max_attempts: int = 3
    backoff_seconds: float = 1
    max_failures: int = 5
    cooldown_seconds: float = 60
    cache_seconds: float = 7 * 86_400
    git_seconds: float = 300

    @property
    def backends(self) -> list[Provider]:
        """Who is asked, and who if that one is down."""
        return [self.provider, *([self.fallback] if self.fallback else [])]

    @property
    def level(self) -> Effort:
        """The effort level with all that belongs to it."""
        return EFFORTS[self.effort]

    def model_of(self, backend: Provider) -> str:
        """The model that was asked for; the backend's default where none was, or of the other."""
        asked = self.model if backend == self.provider else None
        return asked or DEFAULT_MODELS[backend]

    def under(self, limits: Limits) -> "Settings":
        """The same settings with other limits, as far as they are told."""
        return self.model_copy(update=limits.model_dump(exclude_none=True))
