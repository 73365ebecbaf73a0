"""How a run is going: a live table in a terminal, plain lines everywhere else."""

import sys

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from reference_engine.orchestrator.config import Phase
from reference_engine.orchestrator.store import Store
from reference_engine.orchestrator.tools import Step


class Display:
    """Used as a context; the live table goes when it is left, what it told stays."""

    def __init__(self, store: Store):
        self._store = store
        self._live: Live | None = None
        if sys.stdout.isatty():
            self._live = Live(console=Console(), transient=True, auto_refresh=False)

    def __enter__(self) -> "Display":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def entered(self, phase: Phase) -> None:
        """A phase begins."""
        self._tell(f"phase {phase}")

    def called(self, step: Step) -> None:
        """An agent is called."""
        self._tell(f"  {step.role} {step.number}" + (f" of {step.task}" if step.task else ""))

    def happened(self, what: str) -> None:
        """Anything else that people want to know."""
        self._tell(f"  {what}")

    def refresh(self) -> None:
        """Draw the table anew."""
        if self._live:
            self._live.update(self._table(), refresh=True)

    def _tell(self, line: str) -> None:
        line = f"{line}  (${self._store.spent():.2f})"
        if self._live:
            self._live.console.print(line, markup=False, highlight=False)
            self.refresh()
        else:
            say(line)

    def _table(self) -> Group:
        spent, cap = self._store.spent(), self._store.settings.usd_per_run
        heading = f"{self._store.phase.upper()}  ${spent:.2f} of ${cap:.2f}"
        table = Table("loop", "task", "status", "iterations", "cost")
        for loop in self._store.loops():
            cost = f"${self._store.spent(loop=loop.id):.2f}"
            table.add_row(loop.id, loop.task_id, loop.status, str(loop.iterations), cost)
        return Group(Text(heading, style="bold"), table)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
