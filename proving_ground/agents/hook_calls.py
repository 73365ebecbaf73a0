"""The log of the hooks: which hook was called when, and what it was told."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from proving_ground.evidence.witness import parsed, read_regular_text


@dataclass(frozen=True)
class HookCall:
    """One call of a hook, in order of `started` (seconds since the epoch).

    `origin` is who has the hook, the project or the pipeline; `told` is what it read on stdin;
    `count` says how often that hook was called by then; `rule` which of the script's it played.
    `ends` are what it signed for, one after the other: how it ended, and what it had done by then;
    none where something else ended it.
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
    ends: tuple[Mapping[str, Any], ...] = ()


def read_hook_calls(folder: Path) -> tuple[HookCall, ...]:
    """The calls of hooks recorded in that agents folder, in order."""
    log = folder / "hooks.jsonl"
    if not log.exists():
        return ()
    ends = _read_ends(folder / "hook-ends.jsonl")
    calls = (HookCall(**_typed(line)) for line in read_regular_text(log).splitlines())
    return tuple(replace(call, ends=tuple(ends.get(call.pid, ()))) for call in calls)


def _read_ends(log: Path) -> Mapping[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for line in read_regular_text(log).splitlines() if log.exists() else ():
        told = parsed(line)
        found[told["pid"]].append(told)
    return found


def _typed(line: str) -> dict[str, Any]:
    told = parsed(line)
    return {**told, "cwd": Path(told["cwd"])}
