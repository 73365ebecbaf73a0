"""Running other programs: with a time limit, and without waiting for what they leave behind."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reference_engine import leftovers
from reference_engine.surroundings import agents_environment


@dataclass(frozen=True)
class Outcome:
    """How a program ended; `code` is negative for a signal."""

    code: int
    output: str
    errors: str


def run(
    argv: Sequence[str],
    cwd: Path,
    prompt: str = "",
    seconds: float | None = None,
    env: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a program with the prompt as its stdin; OSError, or subprocess.TimeoutExpired.

    Its output goes to files: a process that it leaves behind may hold a pipe open for ever. What
    is left of its process group is killed when it has ended, or when the time is up.
    """
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        stdin.write(prompt.encode("utf-8", "replace"))
        stdin.seek(0)
        mark = leftovers.new_mark()
        process = subprocess.Popen(
            argv,
            cwd=cwd,
            env=leftovers.marked(agents_environment() if env is None else env, mark),
            stdin=stdin,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        try:
            code = process.wait(seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            leftovers.end(mark)
        return Outcome(code, _content(output), _content(errors))


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
