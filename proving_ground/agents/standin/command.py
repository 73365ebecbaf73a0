"""Commands that an agent runs; apart, because `subprocess` costs more than all the rest."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess

from proving_ground.agents.standin import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NOT_FOUND = 127
_PDEATHSIG = 1
_STOPS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def run(
    argv: list[str],
    children: list[int],
    env: dict[str, str],
    confine: Callable[[], None] | None = None,
    *,
    tied: bool = False,
) -> tuple[str, int]:
    """Run a command from PATH to its end; return its output and its exit code.

    It gets a session of its own, as under the real CLIs' shell tool, so that a kill of the
    agent's process group misses it. `children` lists it while it runs; `env` is added to ours;
    `confine` is called in the new process before the command begins. One that is `tied` to us
    ends when we do, however that comes.
    """

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if tied:
            _end_with_parent()
        if confine:
            confine()

    # An agent that is stopped in mid-start would end without the command that it started.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**wire.environment(), **env},
            preexec_fn=prepare,  # noqa: PLW1509
        )
        children.append(process.pid)
    except OSError as error:
        return f"{argv[0]}: {error.strerror}", NOT_FOUND
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    output, _ = process.communicate()
    children.remove(process.pid)
    code = process.returncode
    return os.fsdecode(output).rstrip("\n"), code if code >= 0 else 128 - code


def _end_with_parent() -> None:
    """Ask the kernel to end this process with the one that started it (Linux alone can)."""
    import ctypes  # noqa: PLC0415 (few commands are tied)

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
