"""The suite's end of the supervisor: start a process, hear of its end, clear away the rest."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from proving_ground.errors import SupervisorLost, TrialError
from proving_ground.interception import seccomp
from proving_ground.limits import LIMITS
from proving_ground.processes import descendants, wire
from proving_ground.processes.command import Command
from proving_ground.processes.patience import await_readable
from proving_ground.processes.place import (
    LOCALE,
    USUAL,
    Place,
    asks_for_an_interpreter,
)

if TYPE_CHECKING:
    from proving_ground.interception.footprints import Footprints

REPLY_S = 30.0
"""Seconds in which a supervisor that is alive answers, however busy the machine is."""


@dataclass(frozen=True)
class Exit:
    """The end of a process: exit code (negative: the signal that ended it), CPU seconds used.

    The CPU time counts the process and all of its children that it waited for.
    """

    code: int
    cpu: float


class SupervisorClient:
    """Starts one supervisor on first use; `close` ends it and everything that it ever started.

    A supervisor that was stopped, killed or hangs is replaced by another, and nothing of what it
    started is left alive. `cpu` counts the CPU seconds of all that has ended below it so far.
    What it starts leaves its `footprints`, if there are any; a machine may have no `records`.
    """

    def __init__(self, path: Sequence[str] = (), *, apart: bool = False):
        """`path` holds folders in which preloaded entry points are looked up first.

        Where engines are to live `apart`, it is in a sandbox.
        """
        self.apart = apart
        self.path = list(path)
        self.exits: dict[int, Exit] = {}
        self.cpu = 0.0
        self.contacts = 0
        self.records = seccomp.obstacle() is None and MEASURED not in os.environ
        self.footprints: Footprints | None = None
        self.recorded: set[str] = set()
        self.preloads: dict[str, str | None] = {}
        self._is_at_work = False
        self._handed: list[int] = []
        adopt_orphans()
        self._begin()

    def _begin(self) -> None:
        self.channel, theirs = socket.socketpair()
        self.channel.settimeout(REPLY_S)  # a message may be cut short by who stops the supervisor
        argv = [sys.executable, "-m", "proving_ground.processes.supervisor", str(theirs.fileno())]
        # In a session of its own, so that Ctrl-Z in a terminal stops the suite alone.
        self.process = subprocess.Popen(
            argv, pass_fds=[theirs.fileno()], env=_environment(), start_new_session=True
        )
        SUPERVISORS.add(self.process.pid)
        theirs.close()
        if self.apart:
            self._ask({"op": "sandbox"})

    def fileno(self) -> int:
        """For selectors: readable when a process may have ended."""
        return self.channel.fileno()

    def start(
        self,
        command: Command,
        env: dict[str, str],
        fds: Sequence[int],
        extras: Mapping[str, int] | None = None,
        place: Place = USUAL,
    ) -> int:
        """Start the command with `fds` as stdin, stdout and stderr; returns its pid.

        `extras`, each with its descriptor, are those of the supervisor's `EXTRAS`.
        """
        extras = dict(extras or {})
        why = self._no_fork(command, env, place, asked=bool(extras.keys() - {"sight"}))
        if "clock" in extras and why:
            raise TrialError(f"the clock of {command.argv[0]} cannot be moved: {why}")
        request: dict[str, Any] = {
            "op": "start",
            "argv": command.argv,
            "cwd": str(command.cwd),
            "env": env,
        }
        request["largest"] = LIMITS.trial_bytes
        request["folder"] = str(command.cwd.parent) if self.apart else None
        request |= {"closed": sorted(place.closed), "ignored": place.ignored}
        request["terminal"] = place.terminal is not None
        self._is_at_work = True
        self.contacts += 1
        with self._on_record(extras):
            more = {"preload": None if why else command.preload, "extras": list(extras)}
            pid: int = self._ask({**request, **more}, [*fds, *extras.values()])
        self.exits.pop(pid, None)  # of an orphan that had the same number before
        return pid

    @contextmanager
    def _on_record(self, extras: dict[str, int]) -> Iterator[None]:
        """Let footprints follow the process that is started meanwhile, unless it is watched."""
        if self.footprints is None or "watch" in extras:
            yield
            return
        with self.footprints.follow() as channel:
            extras["record"] = channel.fileno()
            yield

    def signal(self, pid: int, number: int, *, group: bool = False) -> bool:
        """Send a signal to a started process or to its group; whether it lived to receive it."""
        return self._ask({"op": "signal", "pid": pid, "number": number, "group": group}) is True

    def survivors(self, patience: float = 0, hung: int | None = None) -> list[tuple[int, str]]:
        """What still lives below the supervisor after so many seconds: (pid, command line) each.

        Nothing is waited for that has ended already, nor for a process that `hung`.
        """
        request = {"op": "survivors", "patience": patience, "hung": hung}
        found = self._ask(request, seconds=REPLY_S + patience)
        return [(pid, line) for pid, line in found]

    def sweep(self) -> None:
        """Kill everything that lives below the supervisor."""
        self._ask({"op": "sweep"})
        self._is_at_work = False

    def listen(self) -> socket.socket:
        """A new socket that listens on loopback, where the engines are."""
        self._ask({"op": "listen"})
        return socket.socket(fileno=self._handed.pop())

    def pump(self, seconds: float | None = None) -> None:
        """Take in the next message; `fileno` being readable tells that there is one."""
        self._note(self._receive(LIMITS.longest_s if seconds is None else seconds))

    def check(self) -> None:
        """SupervisorLost where the supervisor was stopped; it is replaced then."""
        if descendants.state_of(self.process.pid) in ("T", "t"):
            self._lost("was stopped")

    def exit_of(self, pid: int) -> Exit | None:
        """How a started process ended, as far as it is known; told once."""
        return self.exits.pop(pid, None)

    def close(self) -> None:
        """End the supervisor, which kills what is left."""
        self.channel.close()
        try:
            self.process.wait(REPLY_S)
        except subprocess.TimeoutExpired:
            self._clear_away()
        SUPERVISORS.discard(self.process.pid)

    def _no_fork(
        self, command: Command, env: Mapping[str, str], place: Place, *, asked: bool
    ) -> str | None:
        """Why the command is executed, None where a fork that has it imported does the same.

        `asked`: it is started with extras, some of which need a fork.
        """
        if not command.preload:
            return "it is started by an exec"
        if place.closed:
            return "not all of its streams are open"
        if why := asks_for_an_interpreter(env, self.path):
            return why
        if self.footprints and not asked and command.preload not in self.recorded:
            self.recorded.add(command.preload)
            return "what it changes while it is imported is put on record first"
        return None if self._is_loaded(command.preload) else self.preloads[command.preload]

    def _is_loaded(self, entry: str) -> bool:
        """Have an entry point imported; one that cannot be is run as a program instead.

        What it does wrong when it is imported is then seen as what every run of it does.
        """
        if entry not in self.preloads:
            self.preloads[entry] = "the supervisor was lost while it was imported"
            try:
                request: dict[str, Any] = {"op": "preload", "entry": entry, "path": self.path}
                self.preloads[entry] = self._ask(request, seconds=LIMITS.patience_s / 2)
            except (TrialError, SupervisorLost) as error:
                self.preloads[entry] = str(error)
        return self.preloads[entry] is None

    def _ask(
        self,
        request: dict[str, Any],
        fds: list[int] | None = None,
        seconds: float = REPLY_S,
    ) -> Any:
        try:
            wire.send(self.channel, request, fds)
        except OSError as error:
            self._lost(f"is gone ({error.strerror})")
        while True:
            message = self._receive(seconds)
            if "reply" in message:
                return message["reply"]
            if "error" in message:
                raise TrialError(
                    f"the supervisor of processes could not {request['op']}: {message['error']}"
                )
            self._note(message)

    def _receive(self, seconds: float) -> dict[str, Any]:
        if not await_readable(self.channel.fileno(), seconds, self.check):
            self._lost("does not answer")
        try:
            received = wire.receive(self.channel)
        except (OSError, EOFError):
            received = None
        if received is None:
            self._lost("is gone")
        self._handed = received[1]
        return received[0]

    def _lost(self, how: str) -> NoReturn:
        """Replace the supervisor; the engine is to blame where one was at work."""
        pid, was_at_work, self._is_at_work = self.process.pid, self._is_at_work, False
        self._clear_away()
        self.preloads = {k: why for k, why in self.preloads.items() if why is not None}
        self._begin()
        told = f"the process that supervises the engine ({pid}) {how}"
        if was_at_work:
            raise SupervisorLost(f"{told}: an engine may end or stop no process but its own")
        raise TrialError(f"{told}; a new one was started")

    def _clear_away(self) -> None:
        """Kill the supervisor and all that it has left."""
        left = descendants.of(self.process.pid)
        self.process.kill()
        self.process.wait()
        SUPERVISORS.discard(self.process.pid)
        self.channel.close()
        for pid in left:
            descendants.kill(pid)
        kill_orphans()

    def _note(self, message: dict[str, Any]) -> None:
        pid = message["exit"]
        self.cpu += message["cpu"]
        self.exits[pid] = Exit(os.waitstatus_to_exitcode(message["status"]), message["cpu"])


SUPERVISORS: set[int] = set()
"""The supervisors of this process that are at work."""


def adopt_orphans() -> None:
    """Let this process become the parent of what a supervisor that was killed leaves behind."""
    if sys.platform == "linux":
        descendants.control(descendants.PR_SET_CHILD_SUBREAPER, 1)


def kill_orphans() -> None:
    """Kill and reap what supervisors left: children of ours in sessions that are not ours."""
    while orphans := [pid for pid in descendants.children(os.getpid()) if _is_orphan(pid)]:
        for pid in orphans:
            for each in (pid, *descendants.of(pid)):
                descendants.kill(each)
        for pid in orphans:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _is_orphan(pid: int) -> bool:
    with suppress(ProcessLookupError):
        return pid not in SUPERVISORS and os.getsid(pid) != os.getsid(0)
    return False


def _environment() -> dict[str, str]:
    """The supervisor's own environment, which every engine that it preloads can read."""
    found = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**found, "LANG": LOCALE}


MEASURED = "COVERAGE_PROCESS_CONFIG"
"""Set where it is measured which lines run: engines write down theirs outside of their trial."""
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", MEASURED)
"""The caller's variables that the supervisor's Python needs; no engine is shown any but PATH."""
