"""Going back in a trial's life: to its folders, and what was seen, as they were at one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from proving_ground.agents.install import AgentsFolder
from proving_ground.processes.client import SupervisorClient
from proving_ground.repository.project import Project


class Checkpointable(Protocol):
    """A trial that can go back."""

    agents: AgentsFolder | None
    supervisor: SupervisorClient
    project: Project
    sessions: dict[str, Any]
    reported: set[str]
    outside: Any


@dataclass(frozen=True)
class Checkpoint:
    """A trial at one moment: a copy of its folders, and what was seen so far."""

    copy: Path
    sessions: Mapping[str, Any]
    reported: frozenset[str]


@contextmanager
def checkpoint(trial: Checkpointable) -> Iterator[Checkpoint]:
    """Remember the trial as it stands, with all its files, for as long as the context lasts."""
    if trial.agents:
        trial.agents.close()
    with trial.project.copy() as copy:
        yield Checkpoint(copy, dict(trial.sessions), frozenset(trial.reported))


def restore(trial: Checkpointable, start: Checkpoint) -> None:
    """Put back the folders and what was seen; whatever still runs is ended."""
    take_back(trial, start)
    trial.project.restore(start.copy)


def take_back(trial: Checkpointable, start: Checkpoint) -> None:
    """Forget what was seen since, and end whatever still runs."""
    trial.supervisor.sweep()
    trial.sessions = dict(start.sessions)
    trial.reported = set(start.reported)
    trial.outside = None
