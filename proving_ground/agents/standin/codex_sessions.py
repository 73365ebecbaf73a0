"""The rollouts of codex: one file a thread, in a folder for each day."""

from __future__ import annotations

import os
import time

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.codex_config import home

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from proving_ground.agents.standin.wire import Record

_COUNT = "token_count"


def new_thread() -> str:
    """A UUID that begins with the time (version 7)."""
    random = os.urandom(10).hex()
    clock = f"{int(time.time() * 1000):012x}"
    return f"{clock[:8]}-{clock[8:]}-7{random[:3]}-8{random[3:6]}-{random[6:18]}"


def find(thread: str) -> str | None:
    """The rollout of that thread."""
    return next((path for path in _all() if path.endswith(f"-{thread}.jsonl")), None)


def latest() -> str | None:
    """The rollout of the thread that worked last in this folder."""
    here = os.getcwd()
    mine = [path for path in _all() if _meta(path).get("cwd") == here]
    return max(mine, key=lambda path: os.stat(path).st_mtime_ns, default=None)


def thread_of(path: str) -> str:
    """The thread that a rollout is of."""
    return str(_meta(path)["id"])


def steps_of(path: str) -> int:
    """How many messages of the model a rollout tells of."""
    return sum(f'"{_COUNT}"'.encode() in line for line in wire.read(path).split(b"\n"))


class Rollout:
    """What is written down of one thread; nothing where it is ephemeral."""

    def __init__(self, thread: str, path: str | None, *, kept: bool):
        """`path` is the rollout that goes on; None for a new one."""
        now = time.gmtime()
        name = f"rollout-{time.strftime('%Y-%m-%dT%H-%M-%S', now)}-{thread}.jsonl"
        new = f"{home()}/sessions/{time.strftime('%Y/%m/%d', now)}/{name}"
        self._path = (path or new) if kept else None
        self._ordinal = 0
        if not path:
            told: Record = {"id": thread, "session_id": thread, "cwd": os.getcwd()}
            self._add("session_meta", {**told, "originator": "codex_exec", "source": "exec"})

    def message(self, role: str, text: str) -> None:
        """A message of the user or of the model."""
        kind = "output_text" if role == "assistant" else "input_text"
        content = [{"type": kind, "text": text}]
        self._add("response_item", {"type": "message", "role": role, "content": content})

    def counts(self, usage: Record) -> None:
        """The model has answered once more; `usage` is of the whole thread."""
        self._add("event_msg", {"type": _COUNT, "info": {"total_token_usage": usage}})

    def _add(self, kind: str, payload: Record) -> None:
        if not self._path:
            return
        seconds = time.time()
        clock = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        stamp = f"{clock}.{int(seconds % 1 * 1000):03d}Z"
        told = {"timestamp": stamp, "ordinal": self._ordinal, "type": kind, "payload": payload}
        self._ordinal += 1
        try:
            wire.write(self._path, wire.line(told), append=True)
        except OSError:
            self._path = None  # a home that cannot be written is no end of the work


def _meta(path: str) -> Record:
    for line in wire.read(path).split(b"\n")[:1]:
        told: Record = wire.loads(os.fsdecode(line))
        payload: Record = told["payload"]
        return payload
    return {}


def _all() -> Iterator[str]:
    for folder, _, names in os.walk(home() + "/sessions"):
        yield from (f"{folder}/{name}" for name in names if name.endswith(".jsonl"))
