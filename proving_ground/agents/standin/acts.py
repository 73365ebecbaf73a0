"""The acts of a script, one function each; `docs/agents.md` lists them for people."""

from __future__ import annotations

import os
import time

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.call import Call, Ended, Problem
from proving_ground.agents.standin.tools import Use, use_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from proving_ground.agents.standin.agent import Agent
    from proving_ground.agents.standin.wire import Record

AUTHOR = ("Agent", "agent@example.com")
TURN = "turn-{}"
"""The latch at which an agent of that number waits for its turn."""


def play(act: Record, call: Call, agent: Agent) -> None:
    """Do one thing; Ended where it ends the call, Problem where the act is unknown."""
    for name, do in _ACTS.items():
        if name in act:
            do(act, call, agent)
            return
    raise Problem(f"unknown act {act}; there are: {', '.join(_ACTS)}")


def _says(act: Record, call: Call, agent: Agent) -> None:
    """One or more blocks of one message: texts, and calls of tools."""
    if "message" in act:
        agent.open_message()
    agent.message([_block(each, call) for each in act.get("message", [act])])


def _block(act: Record, call: Call) -> Record | Use:
    """A text as it is, and the call of a tool as one, with what it says filled in."""
    use = use_of(act)
    if use is None:
        return act
    if use.kind == "tool":
        use.given = {**act, "args": filled(act.get("args", {}), call)}
    else:
        use.given = filled(act, call)
    return use


def _fail(act: Record, _call: Call, agent: Agent) -> None:
    agent.fail(act)


def _decision(act: Record, call: Call, agent: Agent) -> None:
    decision = filled(act["decision"], call)
    if _writes(call.file("decision_file"), wire.dumps(decision) + "\n", agent):
        call.decision = decision


def _write_raw(act: Record, call: Call, agent: Agent) -> None:
    if _writes(call.file("decision_file"), act["write_raw"], agent):
        call.decision = None


def _write(act: Record, call: Call, agent: Agent) -> None:
    path = filled(act["write"], call)
    if _writes(path, filled(act["content"], call), agent):
        call.written.append(path)


def _keep(act: Record, _call: Call, _agent: Agent) -> None:
    wire.RECEIPT["written"] += wire.write(act["keep"], os.fsencode(act["content"]))
    wire.RECEIPT["writes"] += 1


def _note(act: Record, call: Call, agent: Agent) -> None:
    _writes(call.file("progress_file"), act["note"] + "\n", agent, append=True)


def _writes(path: str, content: str, agent: Agent, *, append: bool = False) -> bool:
    use = Use("write", {"write": path, "content": content, "append": append})
    agent.message([use])
    return use.done


def _commit(act: Record, call: Call, agent: Agent) -> None:
    if not call.written:
        if agent.refused:
            return
        raise Problem("a commit without a file written before it in the same call")
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in zip(("NAME", "EMAIL"), AUTHOR, strict=True)
    }
    for argv in (["add"], ["commit", "--quiet", "--message", act["commit"]]):
        use = Use("run", {"run": ["git", *argv, "--", *call.written], "env": identity})
        outcome = agent.message([use])
        if outcome and outcome.code > 1:
            raise Problem(f"git {argv[0]} failed: {outcome.said}")


def _stderr(act: Record, _call: Call, _agent: Agent) -> None:
    wire.put(2, (act["stderr"].removesuffix("\n") + "\n") * act.get("times", 1))


def _exit(act: Record, _call: Call, agent: Agent) -> None:
    if act.get("printed"):
        agent.failed = True
        agent.end()
    raise Ended(act["exit"])


def _leave(_act: Record, _call: Call, _agent: Agent) -> None:
    """Leave a process in a session of its own that listens to nobody; it is at work on return."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        _become_idle(writer)
    os.close(writer)
    os.wait()
    if os.read(reader, 1):  # else it is the new program that has closed the pipe
        raise Problem("the process that was to be left behind did not begin")
    os.close(reader)
    wire.RECEIPT["left"] += 1


def _become_idle(writer: int) -> NoReturn:
    for number in (signals.HUP, signals.INT, signals.TERM):
        signals.ignore(number)
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in range(3):
        os.dup2(nothing, fd)
    try:
        os.execvpe("sleep", ["sleep", "1000"], wire.environment())  # noqa: S606
    finally:
        os.write(writer, b"x")
        os._exit(1)


def _number(name: str) -> int:
    number = signals.number(name)
    if number is None:
        raise Problem(f"unknown signal {name}")
    return number


def _ignore(act: Record, _call: Call, _agent: Agent) -> None:
    number = _number(act["ignore"])
    signals.ignore(number)
    wire.RECEIPT["ignored"] += signals.is_ignored(number)


def _kill(act: Record, _call: Call, agent: Agent) -> None:
    number = _number(act["kill"])
    code = agent.signal_exits.get(number)
    raise Ended(-number, by_signal=number) if code is None or code < 0 else Ended(code)


def _put_away(act: Record, call: Call, agent: Agent) -> None:
    def clean_up(number: int) -> None:
        wait_at(call.home, act["latch"], call.number)
        note = os.fsencode(act["put_away"] + "\n")
        call.sign_away(wire.write(call.file("progress_file"), note, append=True))
        os._exit(agent.signal_exits.get(number, 128 + number))

    signals.on(signals.TERM, clean_up)
    call.sign_away(0)


def _latch(act: Record, call: Call, agent: Agent) -> None:
    call.stand(len(agent.refused))
    wait_at(call.home, act["latch"], call.number)


def _turn(_act: Record, call: Call, _agent: Agent) -> None:
    if call.agent is not None:
        wait_at(call.home, TURN.format(call.agent), call.number)


def wait_at(home: str, name: str, number: int) -> None:
    """Say that the call of that number got here, then block until the trial lets it go on."""
    latch = f"{home}/latches/{name}"
    try:
        reached = os.open(latch + ".reached", os.O_WRONLY | os.O_NONBLOCK)
        gate = os.open(latch + ".open", os.O_RDONLY)
    except OSError as error:
        raise Problem(f"no trial holds the latch {name!r}: {error}") from None
    os.write(reached, b"%07d\n" % number)
    if not os.read(gate, 1):
        raise Problem(f"the trial closed the latch {name!r}")
    wire.RECEIPT["waited"] += 1


def _server(act: Record, _call: Call, agent: Agent) -> None:
    if act["server"] == "dies":
        agent.kill_servers()
        wire.RECEIPT["killed"] += 1


def _tracker(act: Record, call: Call, _agent: Agent) -> None:
    wire.RECEIPT["written"] += wire.write(call.home + "/queue/trouble", act["tracker"].encode())
    wire.RECEIPT["writes"] += 1


def _cost(act: Record, _call: Call, agent: Agent) -> None:
    agent.cost = act["cost"]


def _last(act: Record, call: Call, _agent: Agent) -> None:
    """Take so many seconds from the start of the call, as a model does that thinks."""
    rest = call.started + act["last"] - time.time()
    time.sleep(max(rest, 0))


def _step(act: Record, call: Call, agent: Agent) -> None:
    from proving_ground.agents.standin import steps  # noqa: PLC0415 (loops alone need it)

    path = steps.take(act["step"], call, agent)
    if path and act["step"].get("commits"):
        call.written.append(path)
        _commit({"commit": f"Do {path}"}, call, agent)


_ACTS = {
    "step": _step,
    "last": _last,
    "fail": _fail,
    "message": _says,
    "text": _says,
    "write": _write,
    "decision": _decision,
    "write_raw": _write_raw,
    "keep": _keep,
    "note": _note,
    "commit": _commit,
    "run": _says,
    "tool": _says,
    "think": _says,
    "read": _says,
    "edit": _says,
    "delete": _says,
    "patch": _says,
    "structured": _says,
    "stderr": _stderr,
    "exit": _exit,
    "kill": _kill,
    "ignore": _ignore,
    "leave": _leave,
    "put_away": _put_away,
    "latch": _latch,
    "turn": _turn,
    "server": _server,
    "tracker": _tracker,
    "cost": _cost,
}


def filled(value: Any, call: Call) -> Any:
    """The same value; `${N}` (seed 002), `${TASK}` and `${LOOP}` in its texts are filled in."""
    if isinstance(value, str):
        for name, known in (("N", call.iteration), ("TASK", call.task), ("LOOP", call.loop)):
            value = value if known is None else value.replace(f"${{{name}}}", str(known))
        return value
    if isinstance(value, list):
        return [filled(item, call) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, call) for key, item in value.items()}
    return value
