"""What was seen of each request: the answer, the calls, and what lies on disk around it."""

from collections.abc import Mapping
from dataclasses import dataclass

from proving_ground.agents.calls import Call
from proving_ground.backends.contract import BACKENDS, BackendsAdapter, Reply, Request, StoredData
from proving_ground.repository.view import GitView


@dataclass(frozen=True)
class Snapshot:
    """What the engine had stored at one moment.

    `stored_data` is what the engine's own files tell, `stored` their bytes.
    """

    stored_data: StoredData
    stored: dict[str, bytes]


@dataclass(frozen=True)
class Run:
    """One request and what came of it; `fault` says what the trial inflicted, None for nothing.

    `survivors` are the processes that outlived the engine; `git`, `files` (all paths) and
    `belongings` (what the user has not committed: each file's text, None where it is gone) are as
    they were afterwards; `strays` tell what was changed outside of the project.

    Where it is a tool of an MCP server, the exit code is 0 if it answered with a success, else 1.
    """

    request: Request
    expected: str
    exit_code: int
    answer: Reply | None
    calls: tuple[Call, ...]
    before: Snapshot
    after: Snapshot
    git: GitView
    belongings: Mapping[str, str | None]
    files: frozenset[str] = frozenset()
    stdout: str = ""
    stderr: str = ""
    survivors: tuple[str, ...] = ()
    fault: str | None = None
    strays: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Call, ...]:
        """The calls in which a backend was asked something; others it refused to understand."""
        return tuple(call for call in self.calls if call.prompt)


@dataclass(frozen=True)
class Evidence:
    """All that was seen in a trial, oldest first.

    `at_start` is the repository before any of it, `belongings` what was not committed then.
    """

    adapter: BackendsAdapter
    at_start: GitView
    belongings: Mapping[str, str | None]
    runs: tuple[Run, ...] = ()

    @property
    def last(self) -> Run:
        """The latest request."""
        return self.runs[-1]

    @property
    def is_damaged(self) -> bool:
        """Never: a store that the trial damaged is watched by the law that it is kept as it is."""
        return False

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call of a backend's program."""
        return tuple(c for run in self.runs for c in run.calls if c.program in BACKENDS)
