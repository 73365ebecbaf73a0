"""The engine's iteration folders: `stage-NN-name/iterations/NNN`."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from proving_ground.evidence.run_state import IterationFolder
from proving_ground.evidence.witness import read_regular_file
from proving_ground.pipelines.contract import Key

_FOLDER = re.compile(
    r"(stage-(?P<stage>\d+)-[^/]+|parallel-(?P<block>\d+)-[^/]+/providers/(?P<agent>\w+)/stage-[^/]+)"
    r"/iterations/(?P<iteration>\d+)"
)
AGENTS = ("claude", "codex")
"""The providers of a block, in the order in which they are called agents."""


class _Status(BaseModel):
    decision: Literal["continue", "stop"]


class _Signals(BaseModel):
    risk: Literal["low", "medium"] = "low"


class _Result(BaseModel):
    """A high risk is how the engine itself notes that an iteration failed."""

    signals: _Signals


_DECISIONS: Mapping[str, type[BaseModel]] = {"status.json": _Status, "result.json": _Result}
"""Either file may hold an iteration's decision; newer checkouts write both."""


def read_artifacts(session: Path) -> tuple[IterationFolder, ...]:
    """The iteration folders below a session's own folder, by stage and iteration."""
    folders = [
        *session.glob("stage-*/iterations/*"),
        *session.glob("parallel-*/providers/*/stage-*/iterations/*"),
    ]
    found = (
        _iteration(folder, match)
        for folder in folders
        if (match := _FOLDER.fullmatch(folder.relative_to(session).as_posix()))
    )
    return tuple(sorted(found, key=lambda e: (e.stage, e.iteration, e.agent or 0)))


def read_inputs(session: Path, stage: int, iteration: int) -> tuple[Key, ...]:
    """The earlier iterations whose outputs the context file of an iteration names, in order."""
    keys = [Key(stage, iteration), *(Key(stage, iteration, n) for n in range(len(AGENTS)))]
    told = [_outputs(context) for key in keys for context in _contexts(session, key)]
    return tuple(sorted(set.intersection(*told))) if told else ()


def _outputs(context: Path) -> set[Key]:
    given = json.loads(read_regular_file(context))["inputs"]
    named = [*_texts(given["from_stage"]), *_texts(given.get("from_parallel", []))]
    return {_key(match) for path in named if (match := _FOLDER.search(path))}


def read_files(session: Path, project: Path, key: Key) -> tuple[str, ...]:
    """The files given to the session, as the context file of an iteration names them."""
    (context,) = _contexts(session, key)
    paths = json.loads(read_regular_file(context))["inputs"]["from_initial"]
    return tuple(Path(path).relative_to(project).as_posix() for path in paths)


def _contexts(session: Path, key: Key) -> list[Path]:
    place = f"stage-{key.stage:02d}-*"
    if key.agent is not None:
        place = f"parallel-{key.stage:02d}-*/providers/{AGENTS[key.agent]}/stage-*"
    return list(session.glob(f"{place}/iterations/{key.iteration:03d}/context.json"))


def _texts(told: Any) -> Iterator[str]:
    """All texts in what JSON told."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, list | dict):
        for each in told.values() if isinstance(told, dict) else told:
            yield from _texts(each)


def _key(match: re.Match[str]) -> Key:
    agent = AGENTS.index(match["agent"]) if match["agent"] else None
    return Key(int(match["stage"] or match["block"]), int(match["iteration"]), agent)


def _iteration(folder: Path, match: re.Match[str]) -> IterationFolder:
    files = {
        path.name: read_regular_file(path) for path in sorted(folder.iterdir()) if path.is_file()
    }
    return IterationFolder(
        stage=_key(match).stage,
        iteration=_key(match).iteration,
        agent=_key(match).agent,
        complete="output.md" in files and _has_decision(files),
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        answer=files.get("output.md", b"").decode(errors="replace"),
    )


def _has_decision(files: Mapping[str, bytes]) -> bool:
    return any(_reads_as(form, files.get(name, b"")) for name, form in _DECISIONS.items())


def _reads_as(form: type[BaseModel], content: bytes) -> bool:
    try:
        form.model_validate_json(content)
    except ValidationError:
        return False
    return True
