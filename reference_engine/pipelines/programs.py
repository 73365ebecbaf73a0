"""Small programs of the user's that the engine asks: trackers of tasks, and hooks."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

from reference_engine.pipelines.errors import EngineError, TimeUp
from reference_engine.pipelines.processes import Signals, ending, run


class ProgramFailed(EngineError):
    """The program did not do its job; `code` is its exit code, where it exited by itself."""

    def __init__(self, why: str, code: int | None = None):
        """`why` reads on after the program's name."""
        super().__init__(why)
        self.code = code


def ask(
    argv: Sequence[str],
    project: Path,
    signals: Signals,
    env: Mapping[str, str],
    told: bytes = b"",
    seconds: float | None = None,
) -> str:
    """What the program prints; it works in the project, adds `env`, and reads `told` on stdin.

    ProgramFailed where it cannot be started, exits with a code, is ended, or takes too long.
    """
    with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
        stdin.write(told)
        stdin.seek(0)
        streams = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
        try:
            code = run(argv, signals, seconds, cwd=project, env={**os.environ, **env}, **streams)
        except OSError as error:
            raise ProgramFailed(f"cannot be started: {error.strerror}") from error
        except TimeUp as error:
            raise ProgramFailed(f"took more than {seconds:g} seconds") from error
        stdout.seek(0)
        stderr.seek(0)
        if code:
            why = stderr.read().decode(errors="replace").strip()
            raise ProgramFailed(f"{ending(code)}: {why}" if why else ending(code), code)
        return stdout.read().decode(errors="replace")
