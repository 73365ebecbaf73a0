"""Processes are at rest when none of them runs, or is about to."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from proving_ground.processes.rest import at_rest

BELOW = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
WAITS = "print('up', flush=True); input()"
WORKS = "print('up', flush=True)\nwhile True: pass"


@contextmanager
def process_with(child: str) -> Iterator[int]:
    """The number of a process whose child runs that code, and has said that it is up."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", BELOW, child], **pipes, process_group=0) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"up\n"
        yield parent.pid
        subprocess.run(["kill", "-KILL", "--", f"-{parent.pid}"], check=True)


def test_processes_that_all_wait_are_at_rest() -> None:
    with process_with(WAITS) as parent:
        while not at_rest(parent):
            pass


def test_a_process_that_works_is_never_at_rest() -> None:
    with process_with(WORKS) as parent:
        assert not any(at_rest(parent) for _ in range(200))
