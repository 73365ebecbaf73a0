"""Where everything lies under `.pipelines`."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


def stage_key(position: int, name: str) -> str:
    """Name of a stage and its position from 0, as in seed 002: `stage-00-name`."""
    return f"stage-{position:02d}-{name}"


@dataclass(frozen=True)
class Iteration:
    """The files of one iteration; `stage` is its stage's folder, named by the stage's key.

    Of agents that work side by side each has its own, and `agent` is its number from 0.
    """

    stage: Path
    number: int
    agent: int | None = None

    def __str__(self) -> str:
        who = "" if self.agent is None else f" agent-{self.agent}"
        return f"{self.stage.name}{who} iteration {self.number}"

    @cached_property
    def _owner(self) -> Path:
        return self.stage if self.agent is None else self.stage / f"agent-{self.agent}"

    @cached_property
    def folder(self) -> Path:
        """Holds all of them but the progress file."""
        return self._owner / "iterations" / f"{self.number:03d}"

    @cached_property
    def attempts(self) -> Path:
        """Holds the folders of attempts that were not completed."""
        return self._owner / "attempts"

    @cached_property
    def progress(self) -> Path:
        """Notes that all iterations of the stage, or of the agent, share."""
        return self._owner / "progress.md"

    @cached_property
    def prompt(self) -> Path:
        """The file of the prompt that the agent is given."""
        return self.folder / "prompt.md"

    @cached_property
    def context(self) -> Path:
        """The file that tells programs what the prompt tells the agent."""
        return self.folder / "context.json"

    @cached_property
    def output(self) -> Path:
        """The file of what the agent prints on stdout."""
        return self.folder / "output.md"

    @cached_property
    def stderr(self) -> Path:
        """The file of what the agent prints on stderr."""
        return self.folder / "stderr.log"

    @cached_property
    def status(self) -> Path:
        """The file into which the agent writes its decision."""
        return self.folder / "status.json"

    @cached_property
    def artifacts(self) -> tuple[Path, ...]:
        """All that must be on disk before the iteration may be called completed."""
        files = (self.progress, self.prompt, self.context, self.output, self.stderr, self.status)
        return *files, self.folder


@dataclass(frozen=True)
class Session:
    """The files of one session."""

    project: Path
    name: str

    @cached_property
    def folder(self) -> Path:
        """Everything but the lock."""
        return self.project / ".pipelines" / "runs" / self.name

    @cached_property
    def state(self) -> Path:
        """The session exists exactly where this file does."""
        return self.folder / "state.json"

    @cached_property
    def plan(self) -> Path:
        """What the session runs; written before the state, and never again."""
        return self.folder / "plan.json"

    @cached_property
    def lock(self) -> Path:
        """Held by the engine that runs the session."""
        return self.project / ".pipelines" / "locks" / f"{self.name}.lock"

    @cached_property
    def claims(self) -> Path:
        """Locks of the tasks that agents of any session work on."""
        return self.lock.parent / "tasks"

    def iteration(self, stage: int, name: str, number: int, agent: int | None = None) -> Iteration:
        """An iteration of the stage at that position; iterations count from 1."""
        return Iteration(self.folder / stage_key(stage, name), number, agent)
