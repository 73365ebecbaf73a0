"""A folder, and programs that change it under watch."""

import os
import sys
from pathlib import Path

import pytest

from proving_ground.interception import seccomp
from proving_ground.interception.changes import Change
from proving_ground.interception.ledger import Ledger
from proving_ground.interception.syscalls import Kind
from proving_ground.interception.watch import Watch
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution

needs_linux = pytest.mark.skipif(bool(seccomp.obstacle()), reason=str(seccomp.obstacle()))


def is_visible(change: Change, _ledger: Ledger) -> bool:
    return change.kind is not Kind.SYNC


class Bench:
    """Runs programs in `folder`, of whose changes the watch is told."""

    def __init__(self, supervisor: SupervisorClient, folder: Path):
        self.supervisor = supervisor
        self.folder = folder

    def start(self, *argv: str, stop_at: int | None = None, counts=is_visible) -> Execution:
        watch = Watch(self.folder, counts, stop_at)
        return Execution(self.supervisor, Command(argv, self.folder), dict(os.environ), watch=watch)

    def python(self, code: str, **more) -> Execution:
        return self.start(sys.executable, "-ISc", code, **more)

    def shell(self, code: str, **more) -> Execution:
        return self.start("bash", "-c", code, **more)

    def ended(self, execution: Execution) -> Watch:
        """The watch of a program that has run to a good end."""
        end, _, stderr = execution.close()
        assert end.code == 0, stderr
        execution.watch.close()
        return execution.watch

    def killed(self, execution: Execution) -> Watch:
        """The watch of a program that was killed."""
        execution.kill()
        execution.close()
        execution.watch.close()
        return execution.watch
