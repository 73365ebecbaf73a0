"""One call of an agent: it listens, is recorded, plays what the script says, and ends."""

from __future__ import annotations

import errno
import os

from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from proving_ground.agents.standin.call import Call, Ended, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from proving_ground.agents.standin.agent import Agent


def serve(home: str, agent: Agent) -> NoReturn:
    """Be that agent for one call, as the script in the folder `home` wants it."""
    wire.open_streams()
    for number in agent.signal_exits:
        signals.on(number, agent.interrupted)
    prompt, refusal = _listen(agent)
    try:
        call = Call(home, agent.program, prompt)
    except OSError as error:
        wire.put(2, f"stand-in {agent.program}: {error}\n")
        os._exit(PROBLEM_EXIT)
    problem = None
    try:
        ended = _answer(call, agent, refusal)
    except Exception as error:
        problem = str(error) if isinstance(error, Problem) else repr(error)
        ended = Ended(PROBLEM_EXIT, said=f"stand-in {agent.program}: {problem}\n")
    _leave(call, ended, problem, agent.refused)


def _listen(agent: Agent) -> tuple[str, Exception | None]:
    """The prompt, or why there is none: the call is recorded all the same."""
    try:
        return agent.listen(), None
    except Exception as refusal:
        return "", refusal


def _answer(call: Call, agent: Agent, refusal: Exception | None) -> Ended:
    """Record the call and play its acts; tells how the call ended."""
    try:
        call.read_script()
    finally:
        call.record()
    try:
        if refusal:
            raise refusal
        acts = call.acts()
        agent.call = call
        agent.prepare(acts)
        agent.listing = next((act["server"] for act in acts if "server" in act), "")
        agent.connect(fails=agent.listing in ("fails", "unlisted"))
        agent.begin()
        agent.play(acts, call)
        agent.end()
        agent.disconnect()
    except Ended as ended:
        return ended
    except BrokenPipeError:
        return Ended(1, cut=True)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return Ended(1, said=f"{error}\n", cut=True)
    return Ended(0)


def _leave(call: Call, ended: Ended, problem: str | None, refused: list[str]) -> NoReturn:
    """Finish the record, then end; nothing may run after that."""
    call.finish(ended.code, problem, refused, cut=ended.cut, said=ended.said)
    try:
        wire.put(2, ended.said)
    finally:
        if ended.by_signal:
            signals.die_by(ended.by_signal)
        os._exit(ended.code)
