"""The log of the hooks: which hook was called when, and what it was told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proving_ground.evidence.witness import read_regular_text


@dataclass(frozen=True)
class HookCall:
    """One call of a hook, in order of `started` (seconds since the epoch).

    `origin` is who has the hook, the project or the pipeline; `told` is what it read on stdin;
    `count` says how often that hook was called by then; `rule` which of the script's it played.
    """

    point: str
    origin: str
    count: int
    told: str
    env: Mapping[str, str]
    cwd: Path
    pid: int
    started: float
    rule: int | None = None
    problem: str | None = None


def read_hook_calls(folder: Path) -> tuple[HookCall, ...]:
    """The calls of hooks recorded in that agents folder, in order."""
    log = folder / "hooks.jsonl"
    if not log.exists():
        return ()
    return tuple(HookCall(**_typed(line)) for line in read_regular_text(log).splitlines())


def _typed(line: str) -> dict[str, Any]:
    told = json.loads(line)
    return {**told, "cwd": Path(told["cwd"])}
