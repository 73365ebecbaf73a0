"""What the adapter of an orchestrator says that takes requests over HTTP."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from proving_ground.orchestration.contract import RunOptions
from proving_ground.processes.command import Command

Wish = Literal["run", "bad run", "go on", "stop", "standing", "health"]
"""What a user asks: for a run, for one that makes no sense, how it stands, how the service is."""


@dataclass(frozen=True)
class Settings:
    """How the service is started: how many runs it does at once, and how much it may be asked."""

    runs: int | None = None
    requests_per_minute: int | None = None


@dataclass(frozen=True)
class HttpRequest:
    """One request; the body is sent as JSON."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderState:
    """What the database holds of a run that was asked for; `exit` is that of the run, at its end.

    `status` is accepted, at work, ended or stopped.
    """

    name: str
    status: str
    exit: int | None


class ServiceAdapter(ABC):
    """How the service is started and asked, and what its database holds."""

    listening: str
    """A pattern of what it prints when it can be asked; its group is the address."""
    database: str
    """The database's path in the project."""

    @abstractmethod
    def command(self, project: Path, settings: Settings) -> Command:
        """How to start it."""

    @abstractmethod
    def request(self, wish: Wish, options: RunOptions, session: str) -> HttpRequest:
        """How to ask that of it."""

    @abstractmethod
    def ended(self, session: str) -> str:
        """What it prints when that run has ended."""

    @abstractmethod
    def orders(self, project: Path) -> tuple[OrderState, ...]:
        """What its database holds, read by a query and not through the service."""
