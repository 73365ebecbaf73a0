"""Commands that an agent runs; apart, because `subprocess` costs more than all the rest."""

from __future__ import annotations

import os
import subprocess

NOT_FOUND = 127


def run(argv: list[str], children: list[int], env: dict[str, str]) -> tuple[str, int]:
    """Run a command from PATH to its end; return its output and its exit code.

    It gets a session of its own, as under the real CLIs' shell tool, so that a kill of the
    agent's process group misses it. `children` lists it while it runs; `env` is added to ours.
    """
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **env},
        )
    except OSError as error:
        return f"{argv[0]}: {error.strerror}", NOT_FOUND
    children.append(process.pid)
    output, _ = process.communicate()
    children.remove(process.pid)
    return os.fsdecode(output).rstrip("\n"), process.returncode
