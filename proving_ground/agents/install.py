"""Puts the stand-ins of one trial in place, and hands over its script, latches and records."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call, QueueCall, read_call, read_calls, read_queue_calls
from proving_ground.agents.hook_calls import read_hook_calls
from proving_ground.agents.latch import Latch
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.agents.script import SHUTDOWN_LATCH, HookRule, Rule, Script
from proving_ground.agents.shims import SHIM, write_code, write_shim
from proving_ground.agents.signatures import forged, left_by, unsigned
from proving_ground.agents.standin.call import ENDLESS, SANDBOXED
from proving_ground.evidence.witness import read_regular_text
from proving_ground.limits import LIMITS

TRACKER = "tracker"
"""The program of the user's own; on PATH it is a stand-in that knows `ready` and `close`."""

BACKENDS = ("claude", "codex")
STAND_INS: Mapping[str, Path | None] = dict.fromkeys(BACKENDS)
TRACKERS = ("bd", TRACKER)
_FOLDERS = ("", "bin", "calls", "attempts", "latches", "queue", "queue/open", "queue/closed")


@dataclass(frozen=True)
class AgentsFolder:
    """The folder of a trial's agents; everything that they know and tell lies in it.

    `rules` are all that they were ever given to play, by number; 0 is for any other call.
    """

    folder: Path
    project: Path
    patterns: PromptPatterns
    rules: dict[int, Rule | HookRule] = field(default_factory=dict, init=False, repr=False)
    _latches: dict[str, Latch] = field(default_factory=dict, init=False, repr=False)

    def leave_sandbox(self) -> None:
        """Let claude refuse to skip permissions as root, unless the environment allows it."""
        Path(f"{self.folder}{SANDBOXED}").unlink()

    @property
    def bin(self) -> Path:
        """What goes first on PATH."""
        return self.folder / "bin"

    def play(self, script: Script, state_files: Sequence[str]) -> None:
        """Let all later calls play that script; attempts keep counting.

        Each call keeps copies of the `state_files`, which are relative to the project.
        """
        told = {
            "project": str(self.project),
            "state_files": list(state_files),
            "patterns": asdict(self.patterns),
            "rules": [_told(rule) for rule in script.rules],
            "otherwise": script.otherwise,
            "hooks": [_told(rule) for rule in script.hooks],
            "limit": script.limit or LIMITS.calls,
        }
        self.rules.update((rule.id, rule) for rule in script.rules)
        self.rules.update((rule.id, rule) for rule in script.hooks)
        self.rules[0] = Rule(script.otherwise, made_by=None)
        new = self.folder / "script.json.tmp"
        new.write_text(json.dumps(told))
        new.replace(self.folder / "script.json")
        for name in script.latches:
            if name not in self._latches:
                self.latch(name)

    def latch(self, name: str) -> Latch:
        """Make a new latch, in place of any of that name; the act `wait(name)` blocks at it."""
        if name in self._latches:
            self._latches[name].close()
        self._latches[name] = Latch(self.folder / "latches", name)
        return self._latches[name]

    def endless(self) -> Latch:
        """The latch to which agents come that are called as if there were no end to it."""
        return self._standing(ENDLESS)

    def shutdown_latch(self) -> Latch | None:
        """The latch to which agents come that put their work away before they end, if any do."""
        return self._standing(SHUTDOWN_LATCH) if SHUTDOWN_LATCH in self._latches else None

    def label_queue(self, label: str) -> None:
        """Give all items of the queue that label, beside those that they have."""
        labels = self.folder / "queue/labels"
        known = labels.read_text().splitlines() if labels.exists() else []
        labels.write_text("\n".join(dict.fromkeys((*known, label))))

    def _standing(self, name: str) -> Latch:
        latch = self._latches.get(name)
        return latch if latch and latch.is_there else self.latch(name)

    def close(self) -> None:
        """Close all latches."""
        for latch in self._latches.values():
            latch.close()

    def call(self, number: int) -> Call:
        """The agent call of that number, which must have begun."""
        return read_call(self.folder, number)

    def calls(self) -> tuple[Call, ...]:
        """The agent calls so far, by number."""
        return read_calls(self.folder)

    def unsigned(self) -> dict[int, str]:
        """The stand-ins that were started and put nothing on record: process, command line."""
        return unsigned(self.folder, self._signed)

    def left_by(self, alive: Mapping[int, str]) -> dict[int, str]:
        """Of living processes, with their command lines, those that a stand-in left unasked."""
        over = all(call.ended is not None for call in self.calls()) and not self.unsigned()
        shims = f"{SHIM} {self.bin}/" if over else None
        return left_by(self.folder, alive, shims)

    def forged(self) -> set[int]:
        """The processes on record that no stand-in was started as."""
        return forged(self.folder, self._signed)

    @property
    def _signed(self) -> set[int]:
        logs = (self.calls(), self.queue_calls(), read_hook_calls(self.folder))
        return {call.pid for log in logs for call in log}

    def put_away(self, number: int) -> int | None:
        """How many bytes the call of that number has put away, as it signed; None: not ready to."""
        record = self.folder / f"calls/{number:04d}/put-away"
        told = read_regular_text(record) if record.exists() else ""
        return int(told) if told else None

    @property
    def has_records(self) -> bool:
        """Whether any stand-in has put anything on record."""
        return bool(self.calls() or read_hook_calls(self.folder))

    def queue_calls(self) -> tuple[QueueCall, ...]:
        """The calls of `bd` so far, in order."""
        return read_queue_calls(self.folder)

    def queue(self) -> tuple[str, ...]:
        """The items that nobody has closed yet."""
        items = sorted((self.folder / "queue/open").iterdir())
        return tuple(map(read_regular_text, items))


def _told(rule: Rule | HookRule) -> dict[str, Any]:
    """What a stand-in needs to know of a rule."""
    return {
        name: value
        for name, value in vars(rule).items()
        if name not in ("made_by", "within", "series")
    }


def without_backends(path: str) -> str:
    """A PATH without the folders in which a real backend lies."""
    folders = (Path(folder) for folder in path.split(os.pathsep) if folder)
    bare = (each for each in folders if not any((each / name).exists() for name in BACKENDS))
    return os.pathsep.join(map(str, bare))


def install(
    folder: Path,
    script: Script,
    *,
    project: Path,
    state_files: Sequence[str],
    patterns: PromptPatterns,
    queue: Sequence[str] = (),
    backends: Mapping[str, Path | None] = STAND_INS,
) -> AgentsFolder:
    """Make `folder` and all that lies in it; put its `bin` first on PATH afterwards.

    `state_files` are relative to `project`; each call keeps copies of them. An item of `queue`
    is an id and, after a space, a title. Of `backends` each is the stand-in (None), or the real CLI
    that lies there; one that is left out is not there to be called.
    """
    folder = folder.resolve()
    for name in _FOLDERS:
        os.mkdir(folder / name)  # noqa: PTH102 (an install may not take 2 ms)
    write_code(folder)
    for program, cli in backends.items():
        if cli:
            write_shim(folder, program, "wrapper", "real", program, str(cli))
        else:
            write_shim(folder, program, program)
    for program in TRACKERS:
        write_shim(folder, program, "bd")
    write_shim(folder, "hook", "hook")
    for number, item in enumerate(queue, start=1):
        (folder / f"queue/open/{number:04d}").write_text(item)
    Path(f"{folder}{SANDBOXED}").touch()
    agents = AgentsFolder(folder, project, patterns)
    agents.play(script, state_files)
    return agents
