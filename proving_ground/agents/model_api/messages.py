"""From a script's acts to what the model says, message by message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from proving_ground.agents.script import Act

FAILURE = "fail"
TOOLS = ("write", "read", "edit", "delete", "patch", "run", "tool", "structured")
"""The acts that are calls of a tool; the model waits for their results."""
SAYINGS = ("text", "think")


@dataclass(frozen=True)
class Message:
    """One answer of the API: the acts that the model asks for, or how it fails.

    A `failure` of None is an answer that arrives; of the others `docs/agents.md` has the list.
    """

    blocks: tuple[Act, ...] = ()
    failure: str | int | None = None
    times: int | None = 1
    told: Act = field(default_factory=dict)


def messages(acts: Sequence[Act]) -> Iterator[Message]:
    """What the model says, in order.

    Texts belong to the message of the tool call that follows them, since a message without a
    call ends the turn; those of a `message` are by themselves. Acts that are no model's, such as
    `stderr`, are left out.
    """
    said: list[Act] = []
    for act in acts:
        if FAILURE in act:
            blocks = ({"text": act["text"]},) if "text" in act else ()
            yield Message((*said, *blocks), act[FAILURE], act.get("times"), act)
            said = []
        elif "message" in act:
            if said:
                yield Message(tuple(said))
            yield Message(tuple(act["message"]))
            said = []
        elif is_call(act):
            yield Message((*said, act))
            said = []
        elif any(name in act for name in SAYINGS):
            said.append(act)
    if said:
        yield Message(tuple(said))


def is_call(act: Act) -> bool:
    """Whether the act is a call of a tool."""
    return any(name in act for name in TOOLS)


def told_text(act: Act) -> str:
    """The text of an act that says something."""
    return str(act["text"]) * int(act.get("times", 1))


def command_of(act: Act) -> str:
    """The shell command of an act that runs something."""
    told = act["run"]
    return told if isinstance(told, str) else " ".join(_quoted(part) for part in told)


def _quoted(part: str) -> str:
    plain = part and all(c.isalnum() or c in "-_./=:," for c in part)
    return part if plain else "'" + part.replace("'", "'\\''") + "'"
