"""One engine process while it runs: its output collected, its latches watched, its end taken."""

import json
import os
import selectors
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryFile
from typing import NoReturn, Protocol, TypeAlias

from proving_ground.agents.latch import Latch
from proving_ground.errors import EngineHung, FaultNotFired, LimitExceeded, TrialError, given
from proving_ground.interception.watch import Watch
from proving_ground.limits import LIMITS
from proving_ground.processes import descendants
from proving_ground.processes.client import Exit, SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.growth import Growth
from proving_ground.processes.patience import SLICE, Patience
from proving_ground.processes.place import USUAL, Place
from proving_ground.processes.rest import at_rest
from proving_ground.processes.sight import leads_to, must_be_in

STALL_TIMEOUT_S = 10.0
"""Seconds in which something must happen while agents take turns; no passing run waits so long."""

POLL_INTERVAL_S = 0.005
"""Seconds between two looks at processes that work still."""

CHUNK = 1 << 16
QUOTED = 2000
"""Bytes of the beginning, and as many of the end, that are quoted of output beyond the limit."""

Events: TypeAlias = list[tuple[selectors.SelectorKey, int]]


class HasFileno(Protocol):
    """Something that is readable when what is waited for has come, such as a latch."""

    def fileno(self) -> int:
        """What a selector looks at."""


class TurnScheduler(Protocol):
    """Whoever decides in which order agents that work side by side go on."""

    def fileno(self) -> int:
        """Readable when there may be somebody to let go on."""

    def pump(self) -> None:
        """Let go on whose turn it is."""

    def close(self) -> None:
        """End the scheduler; nobody's turn comes any more."""


class Conclusion(Protocol):
    """What is looked at of an execution in the end, of a real one or of one that stands for it."""

    @property
    def watch(self) -> Watch | None:
        """Whoever watches the changes that it makes."""

    @property
    def scheduler(self) -> TurnScheduler | None:
        """Whoever decides in which order its agents go on."""

    @property
    def clock_said(self) -> tuple[float, ...]:
        """What its clock said, in seconds since 1970, where that was set."""

    def close(self) -> tuple[Exit, str, str]:
        """How it ended, and what it printed on stdout and stderr."""


class Execution:
    """Starts at once; `wait` until a latch is reached or the process has ended."""

    def __init__(
        self,
        supervisor: SupervisorClient,
        command: Command,
        env: Mapping[str, str],
        clock: tuple[str, float] | None = None,
        watch: Watch | None = None,
        gate: int | None = None,
        place: Place = USUAL,
    ):
        """`gate` is the end of a pipe; the process begins when nobody holds the other end."""
        self.supervisor = supervisor
        self.watch = watch
        self.endless: Latch | None = None
        self._heed: Callable[[], None] | None = None
        self._slice = SLICE
        self.silence = LIMITS.patience_s
        self.scheduler: TurnScheduler | None = None
        self.growth = Growth(command.cwd.parent)
        self.place = place
        self.output: dict[int, bytearray] = {}
        self.deserted: set[int] = set()
        self.ended: Exit | None = None
        self.received: list[int] = []
        self.clock_said: tuple[float, ...] = ()
        self.selector = selectors.DefaultSelector()
        if place.terminal:
            self._listen(place.terminal.ours)
        writers = [self._pipe(), self._pipe()]
        extras = {"watch": watch.theirs.fileno()} if watch else {}
        extras |= {} if gate is None else {"gate": gate}
        with Path(os.devnull).open("rb") as nothing, Path("/dev/full").open("wb") as full:
            fds = [nothing.fileno() if place.stdin is None else place.stdin, *writers]
            fds[1] = full.fileno() if place.full else fds[1]
            fds = [place.terminal.theirs] * 3 if place.terminal else fds
            self.stdin = None if place.stdin is None else leads_to(fds[0])
            with self._clock(clock, extras), self._sight(extras):
                self.pid = supervisor.start(command, place.over(env), fds, extras, place)
        self.selector.register(supervisor, selectors.EVENT_READ)
        for writer in writers:
            os.close(writer)
        if watch:
            watch.footprints = supervisor.footprints
            watch.open()
            self.selector.register(watch, selectors.EVENT_READ)

    def bound(self, endless: Latch) -> None:
        """Let the engine count as hung when an agent comes to that latch."""
        self.endless = endless
        self.selector.register(endless, selectors.EVENT_READ)

    def heed(self, look: Callable[[], None], within: float | None = None) -> None:
        """Call that whenever something may be new, and after so many seconds without a sign."""
        self._heed, self._slice = look, within or SLICE

    def follow(self, scheduler: TurnScheduler) -> None:
        """Let the conductor say when agents that work side by side go on."""
        self.scheduler = scheduler
        self.selector.register(scheduler, selectors.EVENT_READ)

    def wait(self, latch: HasFileno | None = None, seconds: float | None = None) -> bool:
        """Wait for the latch, or the change to watch for (True), or the end (False).

        EngineHung where none of them comes in that time (None: as the limits say), or nothing at
        all for `silence`.
        """
        if latch:
            self.selector.register(latch, selectors.EVENT_READ, latch)
        patience = Patience(LIMITS.longest_s if seconds is None else seconds)
        try:
            while not self.has_ended:
                if latch in self._pump(patience) or self._is_held():
                    return True
            return False
        finally:
            if latch:
                self.selector.unregister(latch)

    def says(self, text: str) -> bool:
        """Wait until it prints that (True) or has ended (False); EngineHung if neither comes."""
        patience = Patience(LIMITS.patience_s)
        while not any(text.encode() in printed for printed in self.output.values()):
            if self.has_ended:
                return False
            self._pump(patience)
        return True

    def settle(self, seconds: float = STALL_TIMEOUT_S) -> bool:
        """Wait until nothing below the supervisor works any more, be it that agents are held.

        Whatever the engine begins by itself is begun by then. One that never rests is waited for
        for so many seconds, and that is False.
        """
        patience = Patience(seconds)
        while not (patience.is_over() or self.has_ended):
            if at_rest(self.supervisor.process.pid):
                return True
            self._take_in(self.selector.select(POLL_INTERVAL_S))
        return self.has_ended

    def ends_within(self, seconds: float) -> bool:
        """Whether the process ends in that time; a passing trial never waits it out."""
        try:
            return not self.wait(seconds=seconds)
        except EngineHung:
            return False

    def signal(self, number: int, *, group: bool = False) -> None:
        """Send the engine (or its whole process group) a signal."""
        if self.supervisor.signal(self.pid, number, group=group):
            self.received.append(number)

    def kill(self) -> None:
        """Kill the engine and everything that it started, at once."""
        self.supervisor.sweep()
        if self.watch:
            self.watch.held = None
        self.ends_within(STALL_TIMEOUT_S)

    def close(self) -> tuple[Exit, str, str]:
        """How it ended, and what it printed on stdout and stderr."""
        self.wait()
        self._look()
        self.growth.end()
        printed = self.printed()
        self._must_have_been_there()
        for fd in self.output:
            self.desert(fd)
        self.selector.close()
        if self.ended is None:
            raise TrialError("the run was closed before its end")
        return self.ended, *printed

    def printed(self) -> tuple[str, str]:
        """What it has printed on stdout and stderr so far."""
        for fd in self.output:
            while fd not in self.deserted and self._read(fd):
                pass
        stdout, *_, stderr = (bytes(b).decode(errors="replace") for b in self.output.values())
        return stdout, stderr

    def hang_up(self) -> None:
        """Close the window of the terminal at which the engine was started."""
        self.desert(given(self.place.terminal).ours)

    def desert(self, fd: int) -> None:
        """Read no more of what the engine prints there."""
        if fd in self.deserted:
            return
        self.deserted.add(fd)
        if fd in self.selector.get_map():
            self.selector.unregister(fd)
        if self.place.terminal and fd == self.place.terminal.ours:
            self.place.terminal.hang_up()
        else:
            os.close(fd)

    @contextmanager
    def _clock(self, clock: tuple[str, float] | None, extras: dict[str, int]) -> Iterator[None]:
        """Let the process that is started meanwhile set its clock; what it then says is kept."""
        if clock is None:
            yield
            return
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.send(json.dumps(clock).encode())
            extras["clock"] = theirs.fileno()
            yield
            theirs.close()
            self.clock_said = tuple(json.loads(ours.recv(4096) or b"[]"))

    @contextmanager
    def _sight(self, extras: dict[str, int]) -> Iterator[None]:
        """Let the process that is started meanwhile tell of its place, if that is not the usual."""
        self.seen = None
        if self.place != USUAL:
            self.seen = TemporaryFile()  # noqa: SIM115 (closed when the process has ended)
            extras["sight"] = self.seen.fileno()
        yield

    def _must_have_been_there(self) -> None:
        """FaultNotFired where it was started in another place than it was to be."""
        first = next(iter(self.output))
        leaves = self.place.leaves and self.place.terminal is None
        if leaves and b"\n" in self.output[first] and first not in self.deserted:
            raise FaultNotFired("nobody was to read beyond the first line, but all was read")
        with self.seen or nullcontext() as seen:
            if seen and self.ended and self.ended.code >= 0:
                must_be_in(self.place, self.stdin, seen)

    def _pipe(self) -> int:
        reader, writer = os.pipe()
        self._listen(reader)
        return writer

    def _listen(self, reader: int) -> None:
        os.set_blocking(reader, False)
        self.output[reader] = bytearray()
        self.selector.register(reader, selectors.EVENT_READ)

    def _is_held(self) -> bool:
        return self.watch is not None and self.watch.held is not None

    @property
    def has_ended(self) -> bool:
        """Whether its end is known already."""
        self.ended = self.ended or self.supervisor.exit_of(self.pid)
        return self.ended is not None

    def _pump(self, patience: Patience) -> list[object]:
        silence = Patience(min(self.silence, STALL_TIMEOUT_S) if self.scheduler else self.silence)
        while not (events := self.selector.select(min(self._slice, silence.left, patience.left))):
            self.supervisor.check()
            if self._is_stopped_for_good():
                self._give_up(", for it is stopped and nobody is left to let it go on")
            self._look()
            if silence.is_over() or patience.is_over():
                self._give_up()
        self.growth.check()
        if patience.is_over():
            self._give_up()
        found = self._take_in(events)
        self._look()
        return found

    def _look(self) -> None:
        if self._heed:
            self._heed()

    def _is_stopped_for_good(self) -> bool:
        """Whether it stands still by a signal and is the only process of the run."""
        return descendants.state_of(self.pid) == "T" and descendants.of(
            self.supervisor.process.pid
        ) == [self.pid]

    def _give_up(self, why: str = "") -> NoReturn:
        told = f"the engine (process {self.pid}) was expected to end or to call its agent"
        raise EngineHung(f"{told}, and did neither{why}", self.pid)

    def _take_in(self, events: Events) -> list[object]:
        for key, _ in events:
            if key.fd in self.output and key.fd not in self.deserted:
                if not self._read(key.fd) and key.fd not in self.deserted:
                    self.selector.unregister(key.fd)
            elif key.fileobj is self.supervisor:
                self.supervisor.pump()
            elif key.fileobj is self.endless:
                told = f"was expected to end, but called its agent {LIMITS.calls:g} times"
                raise EngineHung(f"the engine (process {self.pid}) {told}", self.pid)
            elif self.scheduler and key.fileobj is self.scheduler:
                self.scheduler.pump()
            elif key.fileobj is self.watch and not self.watch.pump():
                self.selector.unregister(self.watch)
        return [key.data for key, _ in events if key.data]

    def _read(self, fd: int) -> bool:
        try:
            chunk = os.read(fd, CHUNK)
        except OSError:  # nothing is there yet, or the terminal is closed at the other end
            return False
        self.output[fd] += chunk
        if self.place.loses_its_reader and b"\n" in chunk and fd == next(iter(self.output)):
            self.desert(fd)
            return False
        if len(self.output[fd]) > LIMITS.output_bytes:
            raise LimitExceeded(
                f"the engine (process {self.pid}) printed more than {LIMITS.output_mib:g} MiB "
                f"(docs/faults.md, Limits)\n{_quoted(self.output[fd])}"
            )
        return bool(chunk)


def _quoted(printed: bytearray) -> str:
    """The beginning and the end of what was printed, as text."""
    begin, end = bytes(printed[:QUOTED]), bytes(printed[-QUOTED:])
    told = (each.decode(errors="replace") for each in (begin, end))
    return "  it begins: {}\n  it ends: {}".format(*told)
