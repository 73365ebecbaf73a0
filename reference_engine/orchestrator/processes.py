"""Agent processes: each in a group that outlives neither the agent nor the orchestrator."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from reference_engine import leftovers
from reference_engine.pipelines.errors import TimeUp
from reference_engine.pipelines.processes import GUARD

EXIT_TIMEOUT_S = 2.0
"""Seconds that a process has between being asked to end and being killed."""


async def run(argv: Sequence[str], idle: float, watched: Path, **streams: Any) -> int:
    """Run a process to its end and return its exit code, negative for a signal.

    TimeUp when the `watched` file, which it prints to, has not grown for `idle` seconds. The
    guard that leads its group ends it when the orchestrator dies, however that happens.
    """
    mark = leftovers.new_mark()
    streams["env"] = leftovers.marked(streams.get("env"), mark)
    guard = await asyncio.create_subprocess_exec(
        *("/bin/sh", "-c", GUARD, "guard", mark),
        stdin=PIPE,
        process_group=0,
        env=leftovers.unmarked(),  # the guard of this very process would kill it otherwise
    )
    try:
        process = await asyncio.create_subprocess_exec(*argv, process_group=guard.pid, **streams)
        try:
            return await _ended(process, idle, watched)
        except (TimeUp, asyncio.CancelledError):
            os.killpg(guard.pid, signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(process.wait()), EXIT_TIMEOUT_S)
            raise
    finally:
        os.killpg(guard.pid, signal.SIGKILL)
        await asyncio.shield(guard.wait())
        leftovers.end(mark)


async def _ended(process: Process, idle: float, watched: Path) -> int:
    size = 0
    while True:
        try:
            return await asyncio.wait_for(asyncio.shield(process.wait()), idle)
        except TimeoutError:
            if watched.stat().st_size == size:
                raise TimeUp from None
            size = watched.stat().st_size
