"""Rows of the state store, as the rest of the orchestrator knows them."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LoopStatus = Literal["pending", "running", "stuck", "completed", "failed", "interrupted"]


@dataclass(frozen=True)
class Task:
    """One task; `reason` says why it failed."""

    id: str
    title: str
    description: str
    dependencies: tuple[str, ...]
    status: str
    reason: str | None


@dataclass
class Loop:
    """The build loop of one task; counters are of failures in a row.

    `claim` is what the agent reported in the iteration at hand: complete, failed or None; `tree`
    is the git tree that its last iteration left. `opened` means that its worktree is complete,
    `built` that only the merge is missing, which is to be `merge_commit` once that is known.
    """

    id: str
    task_id: str
    status: LoopStatus
    branch: str
    base_commit: str
    iterations: int = 0
    same_error: int = 0
    no_progress: int = 0
    sent_back: int = 0
    last_error: str | None = None
    feedback: str | None = None
    claim: str | None = None
    tree: str | None = None
    opened: bool = False
    built: bool = False
    merge_commit: str | None = None
    reason: str | None = None


class Issue(BaseModel):
    """One thing that a review found."""

    model_config = ConfigDict(extra="forbid")
    file: str
    description: str
    type: str = "defect"
    suggestion: str | None = None
    line: int | None = Field(default=None, ge=1)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        advice = f" Suggestion: {self.suggestion}" if self.suggestion else ""
        return f"{place}: {self.description}{advice}"


@dataclass(frozen=True)
class Review:
    """A review's verdict."""

    passed: bool
    intent: str
    issues: tuple[Issue, ...]

    @property
    def feedback(self) -> str:
        """What the next agent is told."""
        return "\n".join(f"- {issue}" for issue in self.issues) or "- no reason was given"
