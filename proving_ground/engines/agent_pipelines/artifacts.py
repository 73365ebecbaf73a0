"""The engine's iteration folders: `stage-NN-name/iterations/NNN`."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from proving_ground.evidence.run_state import IterationFolder
from proving_ground.evidence.witness import read_regular_file
from proving_ground.pipelines.contract import Key

_FOLDER = re.compile(r"stage-(?P<stage>\d+)-[^/]+/iterations/(?P<iteration>\d+)")


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
    found = (
        _iteration(folder, match)
        for folder in session.glob("stage-*/iterations/*")
        if (match := _FOLDER.fullmatch(folder.relative_to(session).as_posix()))
    )
    return tuple(sorted(found, key=lambda each: (each.stage, each.iteration)))


def read_inputs(session: Path, stage: int, iteration: int) -> tuple[Key, ...]:
    """The earlier iterations whose outputs the context file of an iteration names, in order."""
    contexts = session.glob(f"stage-{stage:02d}-*/iterations/{iteration:03d}/context.json")
    told = (json.loads(read_regular_file(each))["inputs"]["from_stage"] for each in contexts)
    paths = (path for named in told for listed in named.values() for path in listed)
    found = map(_FOLDER.search, paths)
    return tuple(Key(int(match["stage"]), int(match["iteration"])) for match in found if match)


def _iteration(folder: Path, match: re.Match[str]) -> IterationFolder:
    files = {
        path.name: read_regular_file(path) for path in sorted(folder.iterdir()) if path.is_file()
    }
    return IterationFolder(
        stage=int(match["stage"]),
        iteration=int(match["iteration"]),
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
