"""What was seen of each request: the answer, the calls, and what lies on disk around it."""

from dataclasses import dataclass, field
from pathlib import Path

from proving_ground.agents.calls import Call
from proving_ground.backends.contract import BACKENDS, Reply, Request, StoredData
from proving_ground.trials.outside import Outside


@dataclass(frozen=True)
class Snapshot:
    """What lay on disk at one moment.

    `belongings` maps the user's uncommitted files to their text, `head` is the commit that is
    checked out, `stored` the bytes of the engine's own store files, `outside` what lies outside
    of the project.
    """

    stored_data: StoredData
    head: str
    belongings: dict[str, str | None]
    stored: dict[str, bytes]
    outside: Outside = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One request and what came of it; `fault` says what the trial inflicted, None for nothing.

    `survivors` are the processes that outlived the engine.

    Where it is a tool of an MCP server, the exit code is 0 if it answered with a success, else 1.
    """

    request: Request
    expected: str
    exit_code: int
    answer: Reply | None
    calls: tuple[Call, ...]
    before: Snapshot
    after: Snapshot
    stdout: str = ""
    stderr: str = ""
    survivors: tuple[str, ...] = ()
    fault: str | None = None

    @property
    def asked(self) -> tuple[Call, ...]:
        """The calls in which a backend was asked something; others it refused to understand."""
        return tuple(call for call in self.calls if call.prompt)


@dataclass(frozen=True)
class Evidence:
    """All that was seen in a trial, oldest first; `root` holds the trial's folders."""

    root: Path
    runs: tuple[Run, ...] = field(default=())

    @property
    def last(self) -> Run:
        """The latest request."""
        return self.runs[-1]

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call of a backend's program."""
        return tuple(c for run in self.runs for c in run.calls if c.program in BACKENDS)
