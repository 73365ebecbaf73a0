"""The stand-in for a hook: `hook POINT ORIGIN` writes down what it is told, then does its acts.

When it ends by itself, it signs for how, and for what it has done. Of the
acts it knows `text`, `stderr`, `latch`, `exit` and `kill`.
"""

from __future__ import annotations

import os
import sys
import time

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.acts import wait_at
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from proving_ground.agents.standin.call import Problem, claim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record


def main(home: str) -> None:
    """Be a hook for one call."""
    point, origin = sys.argv[1:3]
    count = claim(f"{home}/attempts/hook,{origin},{point},", 1)
    told: Record = {"point": point, "origin": origin, "count": count, "started": time.time()}
    told.update(told=wire.read_all(0), env=wire.environment(), cwd=os.getcwd(), pid=os.getpid())
    rule = _rule(home, told)
    told["rule"] = rule["id"] if rule else None
    wire.write(home + "/hooks.jsonl", wire.line(told), append=True)
    try:
        for act in rule["acts"] if rule else ():
            _play(act, home, count)
        _sign(home, 0)
    except Problem as problem:
        told["problem"] = str(problem)
        wire.write(home + "/hooks.jsonl", wire.line(told), append=True)
        os._exit(PROBLEM_EXIT)


def _rule(home: str, call: Record) -> Record | None:
    """What the script says of this call: the first rule that matches, if any."""
    script = wire.loads(os.fsdecode(wire.read(home + "/script.json")))
    for rule in script["hooks"]:
        if all(rule[name] in (None, call[name]) for name in ("point", "origin", "count")):
            return dict(rule)
    return None


def _play(act: Record, home: str, count: int) -> None:
    if "text" in act:
        wire.put(1, act["text"] + "\n")
    elif "stderr" in act:
        wire.put(2, act["stderr"] + "\n")
    elif "latch" in act:
        wait_at(home, act["latch"], count)
    elif "exit" in act:
        _sign(home, act["exit"])
        os._exit(act["exit"])
    else:
        number = signals.number(act["kill"]) or 0
        _sign(home, -number)
        signals.die_by(number)


def _sign(home: str, code: int) -> None:
    """Say how this hook ends: with that exit code, or below 0 by a signal."""
    told = {"pid": os.getpid(), "exit": code, "receipt": dict(wire.RECEIPT)}
    wire.write(home + "/hook-ends.jsonl", wire.line(told), append=True)
