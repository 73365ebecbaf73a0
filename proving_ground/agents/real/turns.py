"""A script's acts, sorted into what the model says and what befalls the agent besides."""

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from proving_ground.agents.model_api.messages import FAILURE, SAYINGS, Message
from proving_ground.agents.script import Act
from proving_ground.agents.standin.acts import AUTHOR, filled
from proving_ground.agents.standin.call import Call, Problem

BESIDES = ("latch", "turn", "stderr", "exit", "kill", "tracker", "keep", "cost")
"""Acts that no model does: the wrapper does them, before the message that follows them."""
_MODELS = ("write", "read", "edit", "delete", "patch", "run", "tool", "structured", "message")


@dataclass(frozen=True)
class Turn:
    """A message of the model, or (`act`) what befalls the agent; made of so many acts.

    `path` and `content` tell what lies where when the message was carried out; one that `decides`
    makes that decision of the iteration, None where it can be read as none.
    """

    message: Message | None = None
    act: Act | None = None
    acts: int = 1
    path: str = ""
    content: str = ""
    decides: bool = False
    decision: Act | None = None


def turns(acts: Sequence[Act], call: Call) -> list[Turn]:
    """All of them in order; a text is said last, as what a model says before it calls a tool is
    no answer. Problem for an act that no real agent can be made to do.
    """
    found: list[Turn] = []
    written: list[str] = []
    texts: list[Act] = []
    last = None
    for act in acts:
        if any(name in act for name in SAYINGS) and FAILURE not in act:
            texts.append(filled(act, call))
            last = len(found) if last is None else last
            continue
        for turn in _turns(act, call, written):
            found.append(turn)
            last = len(found) if turn.message else last
    if texts:
        found.insert(last or 0, Turn(Message(tuple(texts)), acts=len(texts)))
    return found


def _turns(act: Act, call: Call, written: list[str]) -> Iterator[Turn]:
    if "put_away" in act or "ignore" in act or "step" in act or "server" in act:
        raise Problem(f"no real agent can be made to do {act}")
    if any(name in act for name in BESIDES):
        yield Turn(act=act)
    elif "decision" in act or "write_raw" in act:
        decision = filled(act["decision"], call) if "decision" in act else None
        content = act["write_raw"] if decision is None else json.dumps(decision) + "\n"
        yield replace(_write(call.file("decision_file"), content), decides=True, decision=decision)
    elif "note" in act:
        path = call.file("progress_file")
        command = f"printf '%s\\n' {shlex.quote(act['note'])} >> {shlex.quote(path)}"
        yield Turn(_say({"run": command}), path=path, content=act["note"] + "\n")
    elif "commit" in act:
        yield Turn(_say({"run": _commit(act["commit"], written)}))
    elif FAILURE in act:
        said = ({"text": act["text"]},) if "text" in act else ()
        yield Turn(Message(said, act[FAILURE], act.get("times"), act))
    elif any(name in act for name in _MODELS):
        told = filled(act, call)
        if "write" in told:
            written.append(told["write"])
            yield _write(told["write"], told["content"])
        else:
            yield Turn(Message(tuple(told.get("message", (told,)))))
    else:
        yield Turn(act=act)


def _say(act: Act) -> Message:
    return Message((act,))


def _write(path: str, content: str) -> Turn:
    said = _say({"write": path, "content": content})
    return Turn(said, path=str(Path(path).absolute()), content=content)


def _commit(subject: str, written: Sequence[str]) -> str:
    files = shlex.join(written)
    who = f"-c user.name={AUTHOR[0]} -c user.email={AUTHOR[1]}"
    return f"git add -- {files} && git {who} commit --quiet -m {shlex.quote(subject)} -- {files}"
