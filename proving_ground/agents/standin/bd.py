"""The stand-in for `bd`, the task tracker that queue pipelines ask for work.

The queue is a folder with one file per open item. Closing an item moves its file, so only one
of several callers can close it; every call adds one line to a log.
"""

from __future__ import annotations

import os
import sys
import time

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from proving_ground.agents.standin.options import FLAG, VALUE, Options, UnknownOption, ValueMissing

_TABLE = {"--label": VALUE, "-l": VALUE, "--status": VALUE, "--json": FLAG}


class _Failed(Exception):
    """The command fails as the real one does; the message goes to stderr."""


def _ready(queue: str, options: Options) -> str:
    items = [text for _, text in _items(queue)] if _is_labelled(queue, options) else []
    return _spoilt(_told(items, options), _trouble(queue))


def _is_labelled(queue: str, options: Options) -> bool:
    """Whether the items have the label that is asked for; without labels, every one will do."""
    asked = options.last("--label") or options.last("-l")
    try:
        labels = os.fsdecode(wire.read(queue + "/labels")).split("\n")
    except FileNotFoundError:
        return True
    return asked is None or asked in labels


def _list(queue: str, options: Options) -> str:
    """As `ready`; none is ever in progress, for nobody can claim one here."""
    claimed = options.last("--status") == "in_progress"
    return _told([], options) if claimed else _ready(queue, options)


def _trouble(queue: str) -> str:
    """What an agent's script has done to the tracker; empty while all is well."""
    try:
        return os.fsdecode(wire.read(queue + "/trouble"))
    except FileNotFoundError:
        return ""


def _spoilt(told: str, trouble: str) -> str:
    if trouble == "fails":
        raise _Failed("Error: the database is locked\n")
    if trouble == "half":
        return told[: len(told) // 2]
    return told.replace('"id"', '"uid"') if trouble == "nameless" else told


def _told(items: list[str], options: Options) -> str:
    if options.has("--json"):
        return wire.dumps([_issue(item) for item in items]) + "\n"
    return "".join(item + "\n" for item in items)


def _close(queue: str, options: Options) -> str:
    for wanted in options.positional[1:]:
        if not any(_take(queue, name) for name, text in _items(queue) if _id(text) == wanted):
            raise _Failed(f"Error: no open issue {wanted}\n")
    return "".join(f"Closed {item}\n" for item in options.positional[1:])


def _update(queue: str, options: Options) -> str:
    """Call open items open again: all that an engine does, to let go of claims."""
    known = {_id(text) for _, text in _items(queue)}
    for wanted in options.positional[1:]:
        if wanted not in known:
            raise _Failed(f"Error: no open issue {wanted}\n")
    return "".join(f"Updated {item}\n" for item in options.positional[1:])


_COMMANDS = {
    "ready": (_ready, (None,)),
    "list": (_list, (None, "open", "in_progress")),
    "update": (_update, ("open",)),
    "close": (_close, (None,)),
}
"""Each with what `--status` may say."""


def _items(queue: str) -> list[tuple[str, str]]:
    """The open items in order, each with its file's name."""
    found = []
    for name in sorted(os.listdir(queue + "/open")):
        try:
            found.append((name, os.fsdecode(wire.read(f"{queue}/open/{name}"))))
        except FileNotFoundError:
            continue  # closed by another caller since
    return found


def _take(queue: str, name: str) -> bool:
    try:
        os.rename(f"{queue}/open/{name}", f"{queue}/closed/{name}")
    except FileNotFoundError:
        return False
    return True


def _id(item: str) -> str:
    return item.partition(" ")[0]


def _issue(item: str) -> dict[str, str]:
    name, _, title = item.partition(" ")
    return {"id": name, "title": title or name, "status": "open"}


def _answer(queue: str, argv: list[str]) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    try:
        options = Options(argv, _TABLE)
        command, statuses = _COMMANDS[options.positional[0]]
        if options.last("--status") not in statuses:
            raise LookupError
        return 0, command(queue, options), ""
    except _Failed as failure:
        return 1, "", str(failure)
    except (UnknownOption, ValueMissing, LookupError):
        return PROBLEM_EXIT, "", f"stand-in bd: cannot do {argv}; only {', '.join(_COMMANDS)}\n"


def main(home: str) -> None:
    """Answer one call of `bd`."""
    started, argv = time.time(), sys.argv[1:]
    code, out, error = _answer(home + "/queue", argv)
    told = {"argv": sys.argv, "cwd": os.getcwd(), "pid": os.getpid(), "started": started}
    told.update(exit=code, output=out, problem=error.strip() if code == PROBLEM_EXIT else None)
    wire.write(home + "/queue/calls.jsonl", wire.line(told), append=True)
    wire.put(1, out)
    wire.put(2, error)
    sys.exit(code)
