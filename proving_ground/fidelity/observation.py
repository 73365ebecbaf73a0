"""What is kept of a case that was run: the record that the corpus holds, and its reading."""

import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from proving_ground.fidelity import shapes
from proving_ground.fidelity.calling import Ending, call
from proving_ground.fidelity.cases import CHILD, Case
from proving_ground.fidelity.stage import RealStage, Stage, StandInStage

_PLACE = "/var/tmp" if os.path.isdir("/var/tmp") else None  # noqa: S108, PTH112
"""Where cases are run: not below /tmp, which codex lets every command write."""
_SESSIONS = ("/projects/", "/sessions/")


@dataclass(frozen=True)
class SeenEvent:
    """An event: its kind, its key paths with types, and its values from the closed list."""

    kind: str
    shape: frozenset[str]
    told: shapes.Told


@dataclass(frozen=True)
class SeenCall:
    """One call: `out` and `heard` are digests, `err` is whether there was anything on stderr."""

    exit: int | None
    events: tuple[SeenEvent, ...]
    out: str
    err: bool
    heard: str | None
    child: bool | None


@dataclass(frozen=True)
class Observation:
    """All of a case: its calls, the project's files by digest, and where sessions were kept."""

    calls: tuple[SeenCall, ...]
    files: dict[str, str]
    sessions: tuple[str, ...] = field(default=())


def observe(case: Case, programs: Path | None = None) -> Observation:
    """Run a case on the stand-in, or on the real CLI that lies in the folder `programs`."""
    with TemporaryDirectory(dir=_PLACE, prefix="fidelity-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "case"
        stage = RealStage(place, case, programs) if programs else StandInStage(place, case)
        try:
            return _observed(stage, case)
        finally:
            stage.close()


def _observed(stage: Stage, case: Case) -> Observation:
    known: list[str] = []
    calls = []
    for step in case.steps:
        ending = call(stage, step)
        calls.append(_seen(ending, known, str(stage.folder)))
        if known:
            stage.words["THREAD"] = known[-1]
    return Observation(tuple(calls), _files(stage), _sessions(stage))


def _seen(ending: Ending, sessions: list[str], folder: str) -> SeenCall:
    text = ending.out.decode(errors="replace")
    found, rest = shapes.events(text)
    seen = [
        SeenEvent(
            shapes.kind(each), frozenset(shapes.shape(each)), shapes.told(each, sessions, folder)
        )
        for each in found
    ]
    out = shapes.digest("\n".join(rest), folder)
    heard = None if ending.heard is None else shapes.digest(ending.heard, folder)
    return SeenCall(ending.exit, tuple(seen), out, bool(ending.err.strip()), heard, ending.child)


def _files(stage: Stage) -> dict[str, str]:
    """The project's files, but for git's own."""
    found = {}
    for path in sorted(stage.project.rglob("*")):
        name = path.relative_to(stage.project)
        if path.is_file() and name.parts[0] != ".git":
            text = path.read_text(errors="surrogateescape")
            content = "" if name.name == CHILD else shapes.digest(text, str(stage.folder))
            found[str(name)] = content
    return found


def _sessions(stage: Stage) -> tuple[str, ...]:
    """Where the agent kept its sessions, without times and ids."""
    found = []
    for path in stage.home.rglob("*.jsonl"):
        name = "/" + str(path.relative_to(stage.home))
        if any(part in name for part in _SESSIONS):
            name = re.sub(r"/projects/[^/]+", "/projects/~", name)
            name = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "~", name)
            found.append(re.sub(r"\d{4}([-/]\d\d){2}(T[\d-]+)?", "~", name))
    return tuple(sorted(found))


def to_record(seen: Observation, table: dict[str, int], shapes_kept: list[list[str]]) -> Any:
    """The observation as JSON; shapes go to a table that all cases share."""
    calls = []
    for each in seen.calls:
        told = asdict(each)
        told["events"] = [
            [event.kind, _place(event.shape, table, shapes_kept), event.told]
            for event in each.events
        ]
        calls.append({key: value for key, value in told.items() if value not in (None, "", [])})
    return {"calls": calls, "files": seen.files, "sessions": list(seen.sessions)}


def from_record(told: Any, shapes_kept: list[list[str]]) -> Observation:
    """The observation that a record tells of."""
    calls = []
    for each in told["calls"]:
        kept = [
            SeenEvent(name, frozenset(shapes_kept[place]), values)
            for name, place, values in each.get("events", ())
        ]
        plain = {key: each.get(key) for key in ("exit", "err", "heard", "child")}
        calls.append(SeenCall(events=tuple(kept), out=each.get("out", ""), **plain))
    return Observation(tuple(calls), told["files"], tuple(told["sessions"]))


def _place(shape: frozenset[str], table: dict[str, int], kept: list[list[str]]) -> int:
    paths = sorted(shape)
    key = "\n".join(paths)
    if key not in table:
        table[key] = len(kept)
        kept.append(paths)
    return table[key]
