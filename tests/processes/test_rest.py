"""Processes are at rest when none of them runs, or is about to."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from proving_ground.interception.footprints import Footprints
from proving_ground.interception.seccomp import Notice
from proving_ground.interception.watch import Watch
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from proving_ground.processes.rest import at_rest
from tests.bench import needs_linux

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


class Slow(Footprints):
    """Whoever is about to change something is kept waiting."""

    def __init__(self, inside: Path):
        super().__init__(inside)
        self.heard, self.goes_on = threading.Event(), threading.Event()

    def note(self, notice: Notice) -> None:
        self.heard.set()
        self.goes_on.wait()
        super().note(notice)


@needs_linux
def test_a_process_of_which_note_is_taken_is_not_at_rest(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    slow = supervisor.footprints = Slow(tmp_path)
    command = Command((sys.executable, "-ISc", "open('new', 'w')"), tmp_path)
    execution = Execution(supervisor, command, dict(os.environ))
    try:
        assert slow.heard.wait(10)
        assert not any(at_rest(supervisor.process.pid) for _ in range(200))
    finally:
        slow.goes_on.set()
        execution.close()
        supervisor.footprints = None


@needs_linux
def test_a_process_that_a_watch_holds_is_at_rest(
    supervisor: SupervisorClient, tmp_path: Path
) -> None:
    command = Command((sys.executable, "-ISc", "open('new', 'w')"), tmp_path)
    watch = Watch(tmp_path, lambda *_: True, stop_at=1)
    execution = Execution(supervisor, command, dict(os.environ), watch=watch)
    assert execution.wait()
    assert any(at_rest(supervisor.process.pid) for _ in range(200))
    watch.go_on()
    assert execution.close()[0].code == 0
    watch.close()
