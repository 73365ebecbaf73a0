"""Transcripts of sessions, for people and for the other backend."""

import json
from collections.abc import Callable
from pathlib import Path

from reference_engine.backends import sessions, store
from reference_engine.backends.errors import BackendOperationError
from reference_engine.backends.sessions import Session

FOLDER = Path(".data/transcripts")


def _standard(session: Session) -> str:
    parts = (f"## {each.role.title()}\n\n{each.content}\n" for each in session.messages)
    return "\n".join([f"# Session {session.id}\n", *parts])


def _extended(session: Session) -> str:
    head = f"# Session {session.id}\n\nBackend: {session.backend}\nFolder: {session.cwd}\n"
    parts = (
        f"## {number}. {each.role.title()}, {each.timestamp or 'at an unknown time'}\n\n"
        f"{each.content}\n"
        for number, each in enumerate(session.messages, 1)
    )
    return "\n".join([head, *parts])


def _compact(session: Session) -> str:
    lines = (f"{each.role}: {' '.join(each.content.split())}" for each in session.messages)
    return "\n".join(lines) + "\n"


WRITERS: dict[str, tuple[str, Callable[[Session], str]]] = {
    "standard": ("standard.md", _standard),
    "extended": ("extended.md", _extended),
    "compact": ("compact.txt", _compact),
}
FORMATS = (*WRITERS, "both")


def export(session: Session, form: str, folder: Path) -> list[Path]:
    """Write the transcript in that format (`both`: standard and extended)."""
    if form not in FORMATS:
        raise BackendOperationError(f"no format {form!r}; choose one of {', '.join(FORMATS)}")
    chosen = ("standard", "extended") if form == "both" else (form,)
    files = (WRITERS[each] for each in chosen)
    return [_write(folder / session.id / name, text(session)) for name, text in files]


def convert(session: Session, backend: str, folder: Path) -> Path:
    """Write the session as the CLI of that backend would have recorded it."""
    lines = sessions.files_of(backend).lines(session)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return _write(folder / session.id / f"{backend}.jsonl", text)


def search(found: list[Session], text: str) -> list[Session]:
    """The sessions in which somebody said that."""
    wanted = text.lower()
    return [s for s in found if any(wanted in each.content.lower() for each in s.messages)]


def _write(path: Path, text: str) -> Path:
    try:
        store.write_text(path, text)
    except OSError as error:
        raise BackendOperationError(f"{path} cannot be written: {error.strerror}") from None
    return path
