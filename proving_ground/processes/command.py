"""How an engine's process is started."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Action = Literal["start", "resume"]


@dataclass(frozen=True)
class Command:
    """How to start an engine's process.

    `preload` names a Python entry point (`package.module:function`, called with the arguments
    after `argv[0]`, returning the exit code) that does the same as executing `argv`: the supervisor
    then forks an interpreter that has it imported already.
    """

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    preload: str | None = None
