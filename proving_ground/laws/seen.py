"""What laws of every family look at: the part of the evidence that all families have."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from proving_ground.repository.view import GitView


class AnyAdapter(Protocol):
    """What an engine declares of itself."""

    @property
    def capabilities(self) -> Collection[str]:
        """The names of what it can do."""

    @property
    def own_changes(self) -> Collection[str]:
        """Patterns, as in fnmatch, of files that it changes on purpose: the user's, or outside."""

    @property
    def permanent_files(self) -> Collection[str]:
        """Patterns, as in fnmatch, of files that only look left behind."""


class AnyRun(Protocol):
    """One run or request, and what could be seen of it."""

    @property
    def exit_code(self) -> int:
        """How the engine ended; negative for a signal."""

    @property
    def survivors(self) -> Iterable[str]:
        """The processes that outlived the engine."""

    @property
    def strays(self) -> Iterable[str]:
        """What was changed outside of the project."""

    @property
    def files(self) -> Iterable[str]:
        """The paths of all files in the project."""

    @property
    def git(self) -> GitView:
        """The repository after it."""

    @property
    def belongings(self) -> Mapping[str, str | None]:
        """What the user has not committed: each file's text, None where it is gone."""


class AnyEvidence(Protocol):
    """All runs of one session."""

    @property
    def adapter(self) -> AnyAdapter:
        """What the engine declares of itself."""

    @property
    def runs(self) -> Sequence[AnyRun]:
        """Each of them, in their order."""

    @property
    def last(self) -> AnyRun:
        """The run that ended last."""

    @property
    def at_start(self) -> GitView:
        """The repository before any of them."""

    @property
    def belongings(self) -> Mapping[str, str | None]:
        """What the user had not committed before any of them: each file's text."""

    @property
    def is_damaged(self) -> bool:
        """Whether the trial damaged files of the engine's own."""


class HasEnd(AnyEvidence, Protocol):
    """The evidence of something that comes to an end, and then has cleared away what it made."""

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing left to do."""

    @property
    def is_idle(self) -> bool:
        """Whether the latest run did nothing, so that it clears nothing away."""

    @property
    def own_branches(self) -> Iterable[str]:
        """The branches that the engine has made, and must remove in the end."""
