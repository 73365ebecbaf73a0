"""One engine process while it runs: its output collected, its latches watched, its end taken."""

import os
import selectors
import time
from collections.abc import Mapping
from pathlib import Path

from proving_ground.agents.latch import Latch
from proving_ground.engines.contract import Command
from proving_ground.errors import EngineHung
from proving_ground.processes.client import Exit, KeeperClient

PATIENCE = 120.0
"""Seconds after which a run that nothing holds up counts as hung; no passing run waits for it."""

CHUNK = 1 << 16


class Execution:
    """Starts at once; `wait` until a latch is reached or the process has ended."""

    def __init__(
        self,
        keeper: KeeperClient,
        command: Command,
        env: Mapping[str, str],
        clock: str | None = None,
    ):
        self.keeper = keeper
        self.output: dict[int, bytearray] = {}
        self.ended: Exit | None = None
        self.selector = selectors.DefaultSelector()
        self.selector.register(keeper, selectors.EVENT_READ)
        writers = [self._pipe(), self._pipe()]
        with Path(os.devnull).open("rb") as nothing:
            fds = [nothing.fileno(), *writers]
            self.pid = keeper.start(command, dict(env), fds, clock)
        for writer in writers:
            os.close(writer)

    def wait(self, latch: Latch | None = None, patience: float = PATIENCE) -> bool:
        """Wait for the latch (True) or the end of the process (False); EngineHung after all."""
        if latch:
            self.selector.register(latch, selectors.EVENT_READ, latch)
        deadline = time.monotonic() + patience
        try:
            while not self._has_ended():
                if latch in self._pump(deadline - time.monotonic()):
                    return True
            return False
        finally:
            if latch:
                self.selector.unregister(latch)

    def ends_within(self, seconds: float) -> bool:
        """Whether the process ends in that time; a passing trial never waits it out."""
        try:
            return not self.wait(patience=seconds)
        except EngineHung:
            return False

    def signal(self, number: int, *, group: bool = False) -> None:
        """Send the engine (or its whole process group) a signal."""
        self.keeper.signal(self.pid, number, group=group)

    def kill(self) -> None:
        """Kill the engine and everything that it started, at once."""
        self.keeper.sweep()
        self.wait()

    def close(self) -> tuple[Exit, str, str]:
        """How it ended, and what it printed on stdout and stderr."""
        self.wait()
        for fd in self.output:
            while self._read(fd):
                pass
            os.close(fd)
        self.selector.close()
        assert self.ended is not None
        stdout, stderr = (bytes(b).decode(errors="replace") for b in self.output.values())
        return self.ended, stdout, stderr

    def _pipe(self) -> int:
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        self.output[reader] = bytearray()
        self.selector.register(reader, selectors.EVENT_READ)
        return writer

    def _has_ended(self) -> bool:
        self.ended = self.ended or self.keeper.exit_of(self.pid)
        return self.ended is not None

    def _pump(self, seconds: float) -> list[object]:
        events = self.selector.select(max(seconds, 0))
        if not events:
            raise EngineHung(
                f"the engine (process {self.pid}) was expected to end or to call its "
                f"agent, and did neither"
            )
        for key, _ in events:
            if key.fd in self.output:
                if not self._read(key.fd):
                    self.selector.unregister(key.fd)
            elif key.fileobj is self.keeper:
                self.keeper.pump()
        return [key.data for key, _ in events if key.data]

    def _read(self, fd: int) -> bool:
        try:
            chunk = os.read(fd, CHUNK)
        except BlockingIOError:
            return False
        self.output[fd] += chunk
        return bool(chunk)
