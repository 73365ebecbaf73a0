"""The suite's end of the supervisor: start a process, hear of its end, clear away the rest."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proving_ground.errors import TrialError
from proving_ground.processes import wire
from proving_ground.processes.command import Command


@dataclass(frozen=True)
class Exit:
    """The end of a process: exit code (negative: the signal that ended it), CPU seconds used.

    The CPU time counts the process and all of its children that it waited for.
    """

    code: int
    cpu: float


class SupervisorClient:
    """Starts one supervisor on first use; `close` ends it and everything that it ever started.

    `cpu` counts the CPU seconds of all that has ended below the supervisor so far.
    """

    def __init__(self, path: Sequence[str] = ()):
        """`path` holds folders in which preloaded entry points are looked up first."""
        self.path = list(path)
        self.exits: dict[int, Exit] = {}
        self.cpu = 0.0
        self.preloaded: set[str] = set()
        self.channel, theirs = socket.socketpair()
        argv = [sys.executable, "-m", "proving_ground.processes.supervisor", str(theirs.fileno())]
        self.process = subprocess.Popen(argv, pass_fds=[theirs.fileno()], env=_environment())
        theirs.close()

    def fileno(self) -> int:
        """For selectors: readable when a process may have ended."""
        return self.channel.fileno()

    def start(
        self,
        command: Command,
        env: dict[str, str],
        fds: Sequence[int],
        clock: tuple[str, float] | None = None,
        extras: Mapping[str, int] | None = None,
    ) -> int:
        """Start the command with `fds` as stdin, stdout and stderr; returns its pid.

        `clock` and `extras`, each with its descriptor, are the supervisor's `Clock` and `EXTRAS`.
        """
        extras = extras or {}
        if command.preload and command.preload not in self.preloaded:
            self._ask({"op": "preload", "entry": command.preload, "path": self.path})
            self.preloaded.add(command.preload)
        request = {"op": "start", "argv": command.argv, "cwd": str(command.cwd), "env": env}
        more = {"preload": command.preload, "clock": clock, "extras": list(extras)}
        pid: int = self._ask({**request, **more}, [*fds, *extras.values()])
        self.exits.pop(pid, None)  # of an orphan that had the same number before
        return pid

    def signal(self, pid: int, number: int, *, group: bool = False) -> None:
        """Send a signal to a started process or to its group."""
        self._ask({"op": "signal", "pid": pid, "number": number, "group": group})

    def survivors(self, patience: float = 0) -> list[tuple[int, str]]:
        """What still lives below the supervisor after so many seconds: (pid, command line) each.

        Nothing is waited for that has ended already.
        """
        found = self._ask({"op": "survivors", "patience": patience})
        return [(pid, line) for pid, line in found]

    def sweep(self) -> None:
        """Kill everything that lives below the supervisor."""
        self._ask({"op": "sweep"})

    def pump(self) -> None:
        """Take in the next message; `fileno` being readable tells that there is one."""
        self._note(self._receive())

    def exit_of(self, pid: int) -> Exit | None:
        """How a started process ended, as far as it is known; told once."""
        return self.exits.pop(pid, None)

    def close(self) -> None:
        """End the supervisor, which kills what is left."""
        self.channel.close()
        self.process.wait()

    def _ask(self, request: dict[str, Any], fds: list[int] | None = None) -> Any:
        wire.send(self.channel, request, fds)
        while True:
            message = self._receive()
            if "reply" in message:
                return message["reply"]
            if "error" in message:
                raise TrialError(
                    f"the supervisor of processes could not {request['op']}: {message['error']}"
                )
            self._note(message)

    def _receive(self) -> dict[str, Any]:
        received = wire.receive(self.channel)
        if received is None:
            raise TrialError("the supervisor of processes is gone; see its message on stderr")
        return received[0]

    def _note(self, message: dict[str, Any]) -> None:
        pid = message["exit"]
        self.cpu += message["cpu"]
        self.exits[pid] = Exit(os.waitstatus_to_exitcode(message["status"]), message["cpu"])


def _environment() -> dict[str, str]:
    """The supervisor's own environment, which every engine that it preloads can read."""
    found = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**found, "LANG": "C.UTF-8"}


PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "COVERAGE_PROCESS_CONFIG")
"""The caller's variables that the supervisor's Python needs; no engine is shown any but PATH."""
