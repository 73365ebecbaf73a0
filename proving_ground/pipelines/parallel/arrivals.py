"""Waiting for the files of a folder, without looking again and again: inotify."""

import ctypes
import os
from pathlib import Path

_CLOSE_WRITE, _MOVED_TO = 0x8, 0x80
_FLAGS = os.O_NONBLOCK | os.O_CLOEXEC
_LIBC = ctypes.CDLL(None, use_errno=True)


class Arrivals:
    """Readable, for select and poll, once a file of the folder was written or moved there."""

    def __init__(self, folder: Path):
        """OSError where there is no such folder."""
        self._fd = _checked(_LIBC.inotify_init1(_FLAGS))
        try:
            watched = _CLOSE_WRITE | _MOVED_TO
            _checked(_LIBC.inotify_add_watch(self._fd, os.fsencode(folder), watched))
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        """The descriptor that is readable once a change has arrived."""
        return self._fd

    def take(self) -> None:
        """Forget what came so far; there must be something."""
        os.read(self._fd, 1 << 16)

    def close(self) -> None:
        """Stop watching."""
        os.close(self._fd)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
