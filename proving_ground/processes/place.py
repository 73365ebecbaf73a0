"""Where an engine runs: the variables, streams, signals and terminal that it finds."""

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proving_ground.processes.terminal import Terminal

LOCALE = "C.UTF-8"
"""The supervisor's own, and that of every engine which asks for no other."""


@dataclass(frozen=True)
class Place:
    """In what it differs from the usual; `variables` that are None are not set.

    `closed` are the standard descriptors that are not open, `ignored` the signals that the engine
    finds ignored. With `leaves`, whoever reads its output goes away after the first line; with
    `full`, its output goes to a disk without room. It reads from the descriptor `stdin`, if there
    is one, or else nothing. All its streams are those of the `terminal` that it is started at, if
    it is.
    """

    variables: Mapping[str, str | None] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()
    ignored: tuple[int, ...] = ()
    leaves: bool = False
    full: bool = False
    stdin: int | None = None
    terminal: Terminal | None = None

    @property
    def loses_its_reader(self) -> bool:
        """Whether somebody reads its first line alone; a terminal shows all that comes."""
        return self.leaves and self.terminal is None

    def over(self, env: Mapping[str, str]) -> dict[str, str]:
        """That environment with these variables in it."""
        told = {**env, **self.variables}
        return {name: value for name, value in told.items() if value is not None}


USUAL = Place()


def asks_for_an_interpreter(env: Mapping[str, str], path: Sequence[str]) -> str | None:
    """Why Python has to start anew to heed that environment, None where a fork of ours does.

    Python reads these variables once, as it starts. `path` is where the supervisor looks first.
    """
    for name, value in env.items():
        if name == "PYTHONPATH" and value in path:
            continue
        if (name.startswith("PYTHON") and name != "PYTHONDONTWRITEBYTECODE") or name == "TZ":
            return f"{name} is set"
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG", "")
    return None if locale == LOCALE else f"the locale is {locale or 'not set'}"


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
ANOTHER_SESSION = {
    "CLAUDECODE": "1",
    "CLAUDE_CODE_ENTRYPOINT": "cli",
    "CLAUDE_CODE_SSE_PORT": "40404",
    "CODEX_SANDBOX": "seatbelt",
    "CODEX_SANDBOX_NETWORK_DISABLED": "1",
}
"""What a coding agent tells the programs that it starts."""
ANOTHER_REPOSITORY = {
    "GIT_DIR": "/nonexistent/.git",
    "GIT_INDEX_FILE": "/nonexistent/.git/index",
    "GIT_WORK_TREE": "/nonexistent",
}
"""What git tells its hooks; this repository is gone, so nothing can happen to it."""
PLACES = {
    "where nobody reads beyond the first line": Place(leaves=True),
    "with its output closed": Place(closed=frozenset({1})),
    "with its output on a full disk": Place(full=True),
    "with all its streams closed": Place(closed=frozenset({0, 1, 2})),
    "at a screen that shows Latin-1": Place({"PYTHONIOENCODING": "latin-1"}),
    "in a locale that is plain ASCII": Place(ASCII),
    "in another agent's session": Place(ANOTHER_SESSION),
    "in a git hook of another repository": Place(ANOTHER_REPOSITORY),
    "under nohup": Place(ignored=(signal.SIGHUP,)),
}
"""What a scenario may say of it, after `the engine runs`."""
