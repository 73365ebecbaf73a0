"""A user asks how a session stands: an engine tells, and changes nothing by it."""

import hashlib
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from proving_ground.evidence.run_state import SessionStatus
from proving_ground.evidence.witness import files_below, kind_of, looking_at, read_regular_file
from proving_ground.pipelines.contract import PipelineAdapter
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution

INNARDS = re.compile(r"\b(None|null|undefined|Traceback)\b")
"""What programs say of what is not there."""


@dataclass(frozen=True)
class StatusReply:
    """What the engine printed, its exit code, and what that means; None for no such session.

    `changed` are the files of the project that are not as they were before the question.
    """

    session: str
    code: int
    printed: str
    status: SessionStatus | None
    changed: tuple[str, ...]

    @property
    def names_session(self) -> bool:
        """Whether a reader learns which session it is about."""
        return self.session in self.printed

    @property
    def faults(self) -> Iterator[str]:
        """The laws of questions that are broken, each with what was found."""
        yield from (f"asking-changes-nothing: {path} was changed" for path in self.changed)
        if found := INNARDS.search(self.printed):
            yield f"answers-are-for-people: the answer says {found[0]!r}"


def ask(
    adapter: PipelineAdapter, folder: Path, session: str, start: Callable[[Command], Execution]
) -> StatusReply:
    """Ask how the session in that project stands, by a command that `start` starts."""
    before = _files(folder)
    ended, out, error = start(adapter.status_command(folder, session)).close()
    changed = sorted({path for path, _ in before ^ _files(folder)})
    return StatusReply(session, ended.code, out + error, adapter.parse_status(out), tuple(changed))


def _files(folder: Path) -> set[tuple[str, bytes]]:
    with looking_at("the project", "always-readable"):
        return set(_digests(folder))


def _digests(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name, entry in files_below(folder):
        found = entry.stat(follow_symlinks=False)
        if stat.S_ISREG(found.st_mode):
            yield name, hashlib.sha256(read_regular_file(folder / name)).digest()
        else:
            yield name, kind_of(found.st_mode).encode()
