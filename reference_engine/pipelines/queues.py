"""The queue of open items that a stage works off."""

import os
import subprocess
from tempfile import TemporaryFile

from reference_engine.pipelines.errors import StageFailed
from reference_engine.pipelines.layout import Session
from reference_engine.pipelines.processes import Signals, ending, run


def has_open_items(command: str, session: Session, signals: Signals) -> bool:
    """Whether the shell command prints anything; StageFailed where it does not end well."""
    with TemporaryFile() as items, TemporaryFile() as complaints:
        code = run(
            ["/bin/sh", "-c", command],
            signals,
            stdin=subprocess.DEVNULL,
            stdout=items,
            stderr=complaints,
            cwd=session.project,
            env={**os.environ, "SESSION_NAME": session.name},
        )
        items.seek(0)
        complaints.seek(0)
        if code:
            why = complaints.read().decode(errors="replace").strip()
            raise StageFailed("queue_failed", f"queue command `{command}` {ending(code)}: {why}")
        return bool(items.read().strip())
