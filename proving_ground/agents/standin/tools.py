"""The tools of an agent: what the model asks for, and what it does once it is allowed."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.agent import Agent
    from proving_ground.agents.standin.wire import Record

KINDS = ("write", "read", "edit", "delete", "patch", "run", "tool", "structured")
SAYINGS = ("text", "think")


class Outcome:
    """What came of a tool: what it says, its exit code, and the file as it was before."""

    def __init__(self, said: str, code: int = 0, old: str | None = None):
        """`old` is None where there was no file."""
        self.said, self.code, self.old = said, code, old


class Use:
    """One call of a tool, as the model asks for it; `done` tells whether it was carried out."""

    def __init__(self, kind: str, given: Record):
        """`given` is the act, filled in."""
        self.kind, self.given = kind, given
        self.done = False
        self.id = ""

    @property
    def path(self) -> str:
        """The file that it is about, made absolute."""
        return os.path.abspath(str(self.given[self.kind]))

    @property
    def path_if_any(self) -> str | None:
        """The file that it is about, if it is about one."""
        return self.path if self.kind in ("write", "read", "edit", "delete") else None

    @property
    def argv(self) -> list[str]:
        """The program and its arguments of a command."""
        told = self.given["run"]
        return ["/bin/bash", "-c", told] if isinstance(told, str) else list(told)

    @property
    def command(self) -> str:
        """The command as a shell reads it."""
        if self.kind == "delete":
            return f"rm {self.given['delete']}"
        told: str | list[str] = self.given["run"]
        return told if isinstance(told, str) else " ".join(_quoted(part) for part in told)

    def content(self) -> str:
        """What a file that is written will hold."""
        added = str(self.given["content"])
        if self.given.get("append") and os.path.exists(self.path):
            return os.fsdecode(wire.read(self.path)) + added
        return added


def use_of(act: Record) -> Use | None:
    """The tool that an act calls; None where it calls none."""
    return next((Use(kind, act) for kind in KINDS if kind in act), None)


def perform(use: Use, agent: Agent) -> Outcome:
    """Carry it out; an OSError such as a full disk is the agent's own trouble."""
    use.done = True
    return _DO[use.kind](use, agent)


def _write(use: Use, _agent: Agent) -> Outcome:
    old = _text(use.path)
    append = bool(use.given.get("append"))
    data = os.fsencode(str(use.given["content"]))
    wire.RECEIPT["written"] += wire.write(use.path, data, append=append)
    wire.RECEIPT["writes"] += 1
    return Outcome("", old=old)


def _read(use: Use, _agent: Agent) -> Outcome:
    found = _text(use.path)
    return Outcome("File does not exist.", 1) if found is None else Outcome(found, old=found)


def _edit(use: Use, _agent: Agent) -> Outcome:
    old = _text(use.path)
    if old is None:
        return Outcome("File does not exist.", 1)
    if use.given["old"] not in old:
        return Outcome("String to replace not found in file.", 1, old)
    new = old.replace(use.given["old"], use.given["new"], 1)
    wire.RECEIPT["written"] += wire.write(use.path, os.fsencode(new))
    return Outcome("", old=old)


def _delete(use: Use, agent: Agent) -> Outcome:
    if agent.deletes_by_patch:
        old = _text(use.path)
        if old is None:
            return Outcome("no such file", 1)
        os.unlink(use.path)
        return Outcome("", old=old)
    return _command(["rm", use.given["delete"]], agent)


def _run(use: Use, agent: Agent) -> Outcome:
    return _command(use.argv, agent, use.given.get("env", {}))


def _command(argv: list[str], agent: Agent, env: dict[str, str] | None = None) -> Outcome:
    from proving_ground.agents.standin.command import run  # noqa: PLC0415 (twice the start-up)

    tied = agent.ties_commands
    output, code = run(argv, agent.children, env or {}, agent.confine, tied=tied)
    wire.RECEIPT["commands"] += 1
    return Outcome(output, code)


def _tool(use: Use, agent: Agent) -> Outcome:
    answer, failed = agent.call_tool(use.given["tool"], use.given.get("args", {}))
    return Outcome(answer, int(failed))


def _structured(use: Use, _agent: Agent) -> Outcome:
    return Outcome(wire.dumps(use.given["structured"]))


def _patch(use: Use, _agent: Agent) -> Outcome:
    from proving_ground.agents.standin import patches  # noqa: PLC0415 (a rare act)

    return patches.perform(use.given["patch"])


_DO = {
    "write": _write,
    "read": _read,
    "edit": _edit,
    "delete": _delete,
    "patch": _patch,
    "run": _run,
    "tool": _tool,
    "structured": _structured,
}


def _text(path: str) -> str | None:
    try:
        return os.fsdecode(wire.read(path))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _quoted(part: str) -> str:
    plain = part and all(c.isalnum() or c in "-_./=:,@+%" for c in part)
    return part if plain else "'" + part.replace("'", "'\\''") + "'"
