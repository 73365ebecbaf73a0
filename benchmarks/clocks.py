"""Wall and CPU time of processes."""

import re
import resource
import subprocess
import time
from typing import NamedTuple

from proving_ground.processes.command import Command


class Cost(NamedTuple):
    """Wall and CPU seconds, and what came of it."""

    wall: float
    cpu: float
    result: str


def timed(command: Command) -> Cost:
    """Run a command to its end; the result is what it prints as `Results: …`, or its exit code."""
    wall, cpu = time.monotonic(), of_children()
    done = subprocess.run(
        command.argv, cwd=command.cwd, env=command.env, capture_output=True, text=True, check=False
    )
    told = re.search("Results: (.*)", done.stdout)
    result = told[1] if told else f"exit {done.returncode}"
    return Cost(time.monotonic() - wall, of_children() - cpu, result)


def of_children() -> float:
    """CPU seconds of all child processes that were waited for, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def of_process(pid: int) -> float:
    """CPU seconds of another living process, by the clock that clock_getcpuclockid(3) makes."""
    return time.clock_gettime((~pid << 3) | 2)
