"""The transcripts of claude: one file a session, under the home, in a folder for each project."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.claude_events import VERSION
from proving_ground.agents.standin.wire import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record

_COST = "cost-state"


def folder() -> str:
    """Where the sessions of the working folder are kept."""
    root = os.environ.get("CLAUDE_CONFIG_DIR") or os.path.expanduser("~/.claude")
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in HERE)
    return f"{root}/projects/{name}"


def exists(session: str) -> bool:
    """Whether that session was begun here."""
    return os.path.exists(f"{folder()}/{session}.jsonl")


def latest() -> str | None:
    """The session that was written to last."""
    try:
        files = [entry for entry in os.scandir(folder()) if entry.name.endswith(".jsonl")]
    except OSError:
        return None
    newest = max(files, key=lambda entry: entry.stat().st_mtime_ns, default=None)
    return newest.name.removesuffix(".jsonl") if newest else None


def state(session: str) -> Record | None:
    """How the session stood when it ended; None where it never did."""
    found = None
    for line in wire.read(f"{folder()}/{session}.jsonl").split(b"\n"):
        if f'"{_COST}"'.encode() in line:
            found = wire.loads(os.fsdecode(line))
    return found


class Transcript:
    """What is written down of one session; nothing where it is not to be kept."""

    def __init__(self, session: str, *, kept: bool):
        self._path = f"{folder()}/{session}.jsonl" if kept else None
        self._session = session
        self._parent: str | None = None

    def copy(self, session: str) -> None:
        """Begin as that session was when it was forked."""
        if self._path:
            wire.write(self._path, wire.read(f"{folder()}/{session}.jsonl"))

    def note(self, event: Record) -> None:
        """A message of the user, the model or a tool."""
        message = {key: event[key] for key in ("type", "message", "uuid", "timestamp")}
        more = {"toolUseResult": event["tool_use_result"]} if "tool_use_result" in event else {}
        here = {"cwd": HERE, "version": VERSION, "userType": "external"}
        self._add({"parentUuid": self._parent, "isSidechain": False, **message, **more, **here})
        self._parent = event["uuid"]

    def close(self, told: Record) -> None:
        """How the session stands, for a resume."""
        self._add({"type": _COST, **told})

    def _add(self, record: Record) -> None:
        if self._path:
            try:
                wire.write(
                    self._path, wire.line({**record, "sessionId": self._session}), append=True
                )
            except OSError:
                self._path = None  # a home that cannot be written is no end of the work
