"""What the stand-ins sign for, held against what was started and what their script says.

A stand-in leaves a mark when it starts, before any of its own code runs; what it then does it puts
on record. So one that does not do what its script says is found out, whatever the engine does.
"""

import math
import re
import signal
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.agents.hook_calls import HookCall
from proving_ground.agents.script import Act
from proving_ground.agents.standin.wire import STARTED_BY
from proving_ground.evidence.witness import read_regular_text

STARTS = "starts"
"""The file with a line for each stand-in that was started: its process, then its command line."""
_BEGINS_WITHIN_S = 0.1
"""How long a process may take from one program to the next, in seconds."""
VERSION = frozenset({"--version", "-v", "-V"})
"""What asks a backend's program for its version, which is no call of the agent."""
NEVER_OPENED = "never-opened"
"""The latch of an agent that is to hang."""
_WRITTEN = ("content", "write_raw", "note", "tracker")
_WRITES = frozenset({"write", "keep", "decision", "write_raw", "note", "tracker"})
"""The acts that write one file each."""
_HOLE = re.compile(r"\$\{\w+\}")


def forged(folder: Path, signed: Collection[int]) -> set[int]:
    """The processes on record that no stand-in was started as."""
    return set(signed) - set(_started(folder))


def unsigned(folder: Path, signed: Collection[int]) -> dict[int, str]:
    """The stand-ins that were started and are not among those on record: process, command line."""
    found = _started(folder)
    agents = {pid: words for pid, words in found.items() if words.split(" ")[-1] not in VERSION}
    return {pid: words for pid, words in agents.items() if pid not in signed}


def left_by(folder: Path, alive: Mapping[int, str], shims: str | None) -> dict[int, str]:
    """Of living processes, with their command lines, those that a stand-in left by itself.

    They are told by the mark in their environment, which nobody has that a script, a server or a
    hook is about. Where all stand-ins have ended, they are told by the command line of one, too,
    which then begins with `shims`.
    """
    known = _started(folder)
    forks = {pid for pid, words in alive.items() if shims and words.startswith(shims)} - set(known)
    return {pid: words for pid, words in alive.items() if pid in forks or _is_marked(pid)}


def _is_marked(pid: int) -> bool:
    return f"\0{STARTED_BY}=".encode() in b"\0" + _environment(pid)


def _environment(pid: int) -> bytes:
    """The environment that a process was started with; it has none while it begins a program."""
    until = time.monotonic() + _BEGINS_WITHIN_S
    while time.monotonic() < until:
        with suppress(OSError):
            if told := Path(f"/proc/{pid}/environ").read_bytes():
                return told
        time.sleep(0.001)
    return b""


def _started(folder: Path) -> dict[int, str]:
    try:
        lines = read_regular_text(folder / STARTS).splitlines()
    except FileNotFoundError:
        return {}
    told = (line.split(" ", 1) for line in lines if line.partition(" ")[0].isdecimal())
    return {int(pid): words for pid, words in told}


def to_its_end(acts: Sequence[Act]) -> Sequence[Act]:
    """The acts up to the one that ends the call, or at which it stands still for good."""
    ends = (n for n, act in enumerate(acts, 1) if _ends(act))
    return acts[: next(ends, len(acts))]


def _ends(act: Act) -> bool:
    fails = "fail" in act and "times" not in act
    return "exit" in act or "kill" in act or fails or act.get("latch") == NEVER_OPENED


def lies(call: Call, acts: Sequence[Act]) -> Iterator[str]:
    """Where the record of a call is not what its acts come to.

    Of one that did not end by itself, only what was to be done before it last stood at a latch.
    """
    if call.stood and call.rule is not None and not call.stood["refused"]:
        done = [*_blocks(acts[: call.stood["begun"] - 1])]
        receipt = {**call.stood["receipt"], "printed": math.inf}  # some print all at the end
        yield from _undone(receipt, done, call.agent)
    if call.ended is None or call.cut or (call.rule is None and call.exit):
        return
    acts = to_its_end(acts)
    if call.rule is None or call.begun < len(acts):
        yield f"it ended with {call.exit}, but played {call.begun} of its {len(acts)} acts"
        return
    yield from _wrong_exit(call, acts)
    if call.refused:
        return  # what it was not allowed to do is missing, and so is what would have followed
    acts = [*_blocks(acts)]
    yield from _wrong_decision(call, acts)
    yield from _undone(call.receipt, acts, call.agent)
    tools = [act["tool"] for act in acts if "tool" in act]
    if [each.name for each in call.tools] != tools:
        yield f"it called {len(call.tools)} tools, its script wants {len(tools)}"


def _undone(receipt: Mapping[str, float], acts: Sequence[Act], agent: int | None) -> Iterator[str]:
    """Of what these acts come to, that which the call has not signed for."""
    wants = _wanted(acts)
    wants["waited"] += sum("turn" in act for act in acts) if agent is not None else 0
    for what, wanted in wants.items():
        if receipt.get(what, 0) < wanted:
            yield f"it {what} {receipt.get(what, 0)}, its script wants {wanted}"


def lies_of_hook(hook: HookCall, acts: Sequence[Act]) -> Iterator[str]:
    """Where what a hook that ended by itself signed for is not what its acts come to."""
    if not hook.ends:
        return
    if len(hook.ends) > 1:
        yield f"it ended {len(hook.ends)} times"
    acts = to_its_end(acts)
    last = acts[-1] if acts else {}
    wanted = -_number(last["kill"]) if "kill" in last else last.get("exit", 0)
    end = hook.ends[-1]
    if end["exit"] != wanted:
        yield f"it ended with {end['exit']}, its script wants {wanted}"
    for what, least in _wanted(acts).items():
        if what in ("printed", "complained", "waited") and end["receipt"][what] < least:
            yield f"it {what} {end['receipt'][what]}, its script wants {least}"


def _number(name: str) -> int:
    return signal.Signals[f"SIG{name.removeprefix('SIG')}"].value


def _blocks(acts: Sequence[Act]) -> Iterator[Act]:
    """The acts, with those of a message one by one."""
    for act in acts:
        yield from act["message"] if "message" in act and "fail" not in act else (act,)


def _wrong_exit(call: Call, acts: Sequence[Act]) -> Iterator[str]:
    last = acts[-1] if acts else {}
    if "kill" in last and not call.exit:
        yield f"it ended well, its script wants it to end by {last['kill']}"
    wanted = 1 if "fail" in last and "times" not in last else last.get("exit", 0)
    if "kill" not in last and call.exit != wanted:
        yield f"it ended with {call.exit}, its script wants {wanted}"


def _wrong_decision(call: Call, acts: Sequence[Act]) -> Iterator[str]:
    decisions = [act for act in acts if "decision" in act or "write_raw" in act]
    if steps := [act["step"] for act in acts if "step" in act]:
        yield from _wrong_step(call, steps[-1])
        return
    wanted = decisions[-1].get("decision", {}) if decisions else {}
    found = call.decision or {}
    if found.get("decision") != wanted.get("decision"):
        yield f"it decided {found.get('decision')}, its script wants {wanted.get('decision')}"


def _wrong_step(call: Call, step: Mapping[str, Any]) -> Iterator[str]:
    """What is left to do decides, and the call itself finds that out; but it must say and do so."""
    if call.decision is None:
        yield "it took no step"
    elif call.decision["task"] and not step.get("claims") and not call.receipt.get("steps"):
        yield f"it did nothing for the step {call.decision['task']}"


def _wanted(acts: Sequence[Act]) -> dict[str, int]:
    """The least that a call must have done, by the words of a receipt."""
    ends = bool(acts) and bool({"exit", "kill", "fail"} & set(acts[-1]))
    texts = [
        act["text"] * act.get("times", 1) for act in acts if "text" in act and "fail" not in act
    ]
    texts += ["?" for act in acts if "step" in act]
    written = [str(act.get(what, "")) for act in acts for what in _WRITTEN]
    return {
        "printed": 0 if ends or not texts else len(texts[-1]),
        "complained": sum(len(act["stderr"]) for act in acts if "stderr" in act),
        "written": sum(len(_HOLE.sub("", text)) for text in written)
        + sum("decision" in act for act in acts),
        "writes": sum(not _WRITES.isdisjoint(act) for act in acts),
        "left": sum("leave" in act for act in acts),
        "ignored": sum("ignore" in act for act in acts),
        "killed": sum(act.get("server") == "dies" for act in acts),
        "commands": sum("run" in act or "commit" in act for act in acts),
        "waited": sum("latch" in act and "put_away" not in act for act in acts),
    }
