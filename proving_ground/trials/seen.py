"""What every family's evidence has: a run that ended last, and what it printed."""

from typing import Protocol


class Printed(Protocol):
    """A run, as far as what it printed goes."""

    @property
    def stdout(self) -> str:
        """All of its standard output."""

    @property
    def stderr(self) -> str:
        """All of its standard error."""


class Seen(Protocol):
    """The evidence of a session, as far as its last run goes."""

    @property
    def last(self) -> Printed:
        """The run that ended last."""
