"""Commands that an agent runs; apart, because `subprocess` costs more than all the rest."""

from __future__ import annotations

import os
import signal
import subprocess

NOT_FOUND = 127
_STOPS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def run(argv: list[str], children: list[int], env: dict[str, str]) -> tuple[str, int]:
    """Run a command from PATH to its end; return its output and its exit code.

    It gets a session of its own, as under the real CLIs' shell tool, so that a kill of the
    agent's process group misses it. `children` lists it while it runs; `env` is added to ours.
    """
    # An agent that is stopped in mid-start would end without the command that it started.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **env},
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, mask),  # noqa: PLW1509
        )
        children.append(process.pid)
    except OSError as error:
        return f"{argv[0]}: {error.strerror}", NOT_FOUND
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    output, _ = process.communicate()
    children.remove(process.pid)
    return os.fsdecode(output).rstrip("\n"), process.returncode
