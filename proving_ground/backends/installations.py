"""How the program of a backend is installed, where that is not as usual."""

from collections.abc import Callable

from proving_ground.backends.setup import Setup

Install = Callable[[Setup, str], None]
"""Installs the program of that backend."""


def _another_program(script: str) -> Install:
    return lambda setup, backend: setup.replace_program(backend, script)


INSTALLATIONS: dict[str, Install] = {
    "set up in the project, but not installed": (
        lambda setup, backend: setup.scene.programs.discard(backend)
    ),
    "installed, but not set up in the project": (
        lambda setup, backend: setup.scene.folders.discard(backend)
    ),
    "installed, but broken": _another_program("echo 'it is broken' >&2; exit 1"),
    "installed, but gone when it has told its version": _another_program('rm -- "$0"'),
    "installed, but leaves a process behind": _another_program("sleep 1000 & echo 'Done.'"),
    "installed, but leaves a daemon behind": _another_program(
        "setsid -f sh -c 'trap \"\" TERM HUP; sleep 1000' </dev/null >/dev/null 2>&1; echo 'Done.'"
    ),
    "installed in a place of its own": lambda setup, backend: setup.move_program(backend),
    "said to lie where nothing lies": (
        lambda setup, backend: setup.scene.place(backend, "/nowhere/at/all")
    ),
}
"""Each under its name in words."""
