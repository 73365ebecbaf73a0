"""The model behind a real CLI that plays one call's script, turn by turn."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from proving_ground.agents.model_api.messages import TOOLS, Message
from proving_ground.agents.model_api.server import ASIDE, EXHAUSTED, ModelApi
from proving_ground.agents.real.results import Result, results
from proving_ground.agents.real.turns import Turn
from proving_ground.agents.script import Act
from proving_ground.agents.standin import signals, wire
from proving_ground.agents.standin.acts import TURN, wait_at
from proving_ground.agents.standin.agent import PROBLEM_EXIT
from proving_ground.agents.standin.call import Call, Ended, Problem

if TYPE_CHECKING:
    from subprocess import Popen

_SILENCE = Message(failure="hang")


class ScriptedModel(ModelApi):
    """Answers each request with the next message, after all that befalls the agent before it.

    When a request comes, what the message before it asked for has been done, or was refused, as
    the request tells; that is put on the call's record, with what lies in the files since.
    `ended` tells how the script ends the agent.
    """

    def __init__(self, call: Call, turns: Sequence[Turn], folder: str):
        """`folder` is where the agent works."""
        super().__init__((), folder)
        self.call = call
        self.agent: Popen[bytes] | None = None
        self.ended: Ended | None = None
        self.problem: str | None = None
        self.refused: list[str] = []
        self._turns = list(turns)
        self._asked_for: Turn | None = None
        self._asked_as = 0

    def answer(self, path: str, body: dict[str, Any]) -> tuple[Message, int]:
        """The message that is due for that request, and the request's number."""
        with self._lock:
            aside = path.endswith("/messages") and not body.get("tools")
            self.requests.append({"path": path, "aside": aside, "body": body})
            return (ASIDE if aside else self._next(body)), len(self.requests)

    def conclude(self, code: int) -> None:
        """Do what is left when the agent has ended with that code; only a good end goes on."""
        self._check({})
        while code == 0 and self._turns and self._turns[0].act and not self.ended:
            self._befall(self._turns.pop(0))

    def _next(self, body: dict[str, Any]) -> Message:
        self._check(results(body))
        while self._turns and not self.ended:
            turn = self._turns.pop(0)
            if turn.message is None:
                self._befall(turn)
                continue
            for _ in range(turn.acts):
                self.call.sign()
            self._asked_for, self._asked_as = turn, len(self.requests)
            if turn.message.failure is not None:
                self._repeat(turn)
            return turn.message
        return self._end() if self.ended else EXHAUSTED

    def _repeat(self, turn: Turn) -> None:
        """A failure comes again and again, or as often as the script says."""
        failure = turn.message
        if failure and (failure.times is None or failure.times > 1):
            left = None if failure.times is None else failure.times - 1
            again = Message(failure.blocks, failure.failure, left, failure.told)
            self._turns.insert(0, Turn(again, acts=0))

    def _befall(self, turn: Turn) -> None:
        act = turn.act or {}
        self.call.sign()
        try:
            _besides(act, self.call)
        except Ended as ended:
            self.ended = ended
        except Problem as problem:
            self.problem, self.ended = str(problem), Ended(PROBLEM_EXIT)

    def _end(self) -> Message:
        """End the agent where it stands; it gets no answer any more."""
        if self.agent:
            self.agent.kill()
        return _SILENCE

    def _check(self, results: Mapping[str, Result]) -> None:
        """Note what came of the message before: what was done, what was refused."""
        turn, self._asked_for = self._asked_for, None
        if turn is None or turn.message is None:
            return
        refused = False
        for place, block in enumerate(turn.message.blocks):
            key = f"{self._asked_as:04d}{place}"
            result = next((each for name, each in results.items() if name.endswith(key)), None)
            refused = self._note(block, result) or refused
        if turn.path and not refused:
            self._check_file(turn)

    def _note(self, block: Act, result: Result | None) -> bool:
        """Note what came of one block of the message; whether the agent refused it."""
        kind = next((kind for kind in TOOLS if kind in block), "")
        if kind and result and result.refuses(block):
            self.refused.append(f"{kind}: {result.text}")
            return True
        wire.RECEIPT["commands"] += "run" in block
        wire.RECEIPT["printed"] += len(str(block.get("text", "")))
        if kind == "tool":
            answer, failed = (result.text, result.failed) if result else ("", False)
            self.call.note_tool(block["tool"], block.get("args", {}), answer, failed=failed)
        return False

    def _check_file(self, turn: Turn) -> None:
        """Note whether the file lies there that the message asked for."""
        if not _holds(turn.path, turn.content):
            self.refused.append(f"write: {turn.path} does not hold what was to be written")
            return
        wire.RECEIPT["written"] += len(turn.content)
        wire.RECEIPT["writes"] += 1
        if turn.decides:
            self.call.decision = dict(turn.decision) if turn.decision else None


def _besides(act: Mapping[str, Any], call: Call) -> None:
    """What no model does; Ended where it ends the agent."""
    if "latch" in act:
        wait_at(call.home, act["latch"], call.number)
    elif "turn" in act:
        if call.agent is not None:
            wait_at(call.home, TURN.format(call.agent), call.number)
    elif "stderr" in act:
        told = (act["stderr"].removesuffix("\n") + "\n") * act.get("times", 1)
        wire.put(2, told)
    elif "keep" in act:
        wire.RECEIPT["written"] += wire.write(act["keep"], os.fsencode(act["content"]))
        wire.RECEIPT["writes"] += 1
    elif "tracker" in act:
        trouble = act["tracker"].encode()
        wire.RECEIPT["written"] += wire.write(call.home + "/queue/trouble", trouble)
        wire.RECEIPT["writes"] += 1
    elif "exit" in act:
        raise Ended(act["exit"])
    elif "kill" in act:
        number = signals.number(act["kill"]) or 9
        raise Ended(-number, by_signal=number)
    elif "cost" not in act:
        raise Problem(f"no real agent can be made to do {act}")


def _holds(path: str, content: str) -> bool:
    try:
        found = wire.read(path).decode(errors="replace")
    except OSError:
        return False
    return found.rstrip("\n").endswith(content.rstrip("\n"))
