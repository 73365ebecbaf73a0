"""A named point at which agents wait until the trial lets them go on; no polling anywhere."""

import os
from pathlib import Path

_RECORD = 8
"""Bytes by which a stand-in announces itself: seven digits and a newline."""


class Latch:
    """Two FIFOs: on one the agents announce themselves, on the other they wait.

    Both ends are held open here, so neither side ever waits for the other to open.
    """

    def __init__(self, folder: Path, name: str):
        """Make the FIFOs; FileExistsError where another latch of that name is in use."""
        self._paths = folder / f"{name}.reached", folder / f"{name}.open"
        self._fds = [_fifo(path) for path in self._paths]

    def fileno(self) -> int:
        """Readable, for select and poll, while a call that reached the latch is untold."""
        return self._fds[0]

    @property
    def is_there(self) -> bool:
        """Whether agents can come to it."""
        return bool(self._fds) and self._paths[0].exists()

    def reached(self) -> int | None:
        """The number of the next call that reached the latch, or None; never blocks."""
        try:
            return int(os.read(self._fds[0], _RECORD))
        except BlockingIOError:
            return None

    def release(self, n: int = 1) -> None:
        """Let `n` calls through: those that wait, or the next that come."""
        os.write(self._fds[1], b"." * n)

    def close(self) -> None:
        """Give the latch up, once or more; a call that still waits ends with a problem."""
        for path in self._paths:
            path.unlink(missing_ok=True)
        while self._fds:
            os.close(self._fds.pop())


def _fifo(path: Path) -> int:
    os.mkfifo(path)
    return os.open(path, os.O_RDWR | os.O_NONBLOCK)
