"""An agent that does one step of a loop's work per call: the act `step`."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.tools import Use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from proving_ground.agents.standin.agent import Agent
    from proving_ground.agents.standin.call import Call
    from proving_ground.agents.standin.wire import Record

FOLDER = "steps"
"""Where, in the agents' folder, a loop without a list of its own keeps what is done; and where,
in the agent's working folder, the work itself goes."""


def take(step: Record, call: Call, agent: Agent) -> str | None:
    """Do the first open step, tick it if agents do that here, and say so.

    Returns the path that was written, None where nothing was left to do, or nothing was allowed;
    one that only `claims` to be done does nothing.
    """
    if step.get("notes"):
        _note_down(call, agent)
    left = [] if step.get("claims") else _open(step, call)
    title = _chosen(step, call, left)
    path = _work(title, call, agent) if title else None
    if title and not path:
        call.decision = {"decision": "continue", "task": None}
        agent.message([{"text": f"I was not allowed to work on {title}."}])
        return None
    rest = [each for each in left if each != title]
    if title:
        _mark(step, call, title, agent)
    word = "continue" if rest else "stop"
    call.decision = {"decision": word, "task": title, "claims": bool(step.get("claims"))}
    if step.get("decides"):
        _decide(call, word, title, agent)
    said = _said(step, title, word)
    if said and step["says"].get("file"):
        _write(step["says"]["file"], said + "\n", agent)
        said = ""
    agent.message([{"text": _answer(step, call, title, said)}])
    return path


def _chosen(step: Record, call: Call, left: Sequence[str]) -> str | None:
    """What the prompt asks for where the engine hands tasks out, else the first that is open."""
    listed = step["list"]
    asked = (*left, *step["steps"]) if listed and not listed["ticks"] else ()
    named = [] if step.get("claims") else [title for title in asked if title in call.prompt]
    return next(iter([*named, *left]), None)


def _open(step: Record, call: Call) -> list[str]:
    """What is left to do: by the list that agents tick, else by what they have done so far."""
    listed = step["list"]
    if not (listed and listed["ticks"]):
        todo = (title for title in step["steps"] if title not in step["done"])
        return [title for title in todo if not os.path.exists(_flag(call, title))]
    if not os.path.exists(path := _list_path(listed)):
        return []  # somebody cleared it away, as one does when all is done
    text = os.fsdecode(wire.read(path))
    if listed["form"] == "lines":
        lines = text.splitlines()
        return [title for title, entry in listed["open"].items() if entry in lines]
    items = _items(wire.loads(text), listed["each"])
    return [
        title
        for title, entry in listed["open"].items()
        if any(_is_open(item, entry, listed["done"][title]) for item in items)
    ]


def _list_path(listed: Record) -> str:
    """The list in the agent's own working folder, as in a worktree; else the project's."""
    own = str(listed["file"])
    return own if os.path.exists(own) else os.path.join(listed["project"], own)


def _items(root: object, each: str) -> list[Record]:
    for name in filter(None, each.split(".")):
        if not isinstance(root, dict):
            raise TypeError(f"no object holds {name}")
        root = root[name]
    if not isinstance(root, list):
        raise TypeError(f"{each} is no list")
    return root


def _is_open(item: Record, entry: Record, done: Record) -> bool:
    changes = {key: value for key, value in done.items() if entry.get(key) != value}
    same = all(item.get(key) == value for key, value in entry.items() if key not in changes)
    return same and any(item.get(key) != value for key, value in changes.items())


def _mark(step: Record, call: Call, title: str, agent: Agent) -> None:
    os.makedirs(_flag(call, title), exist_ok=True)
    listed = step["list"]
    if listed and listed["ticks"]:
        _tick(_list_path(listed), listed, title, agent)


def _tick(path: str, listed: Record, title: str, agent: Agent) -> None:
    text = os.fsdecode(wire.read(path))
    entry, done = listed["open"][title], listed["done"][title]
    if listed["form"] == "lines":
        lines = [done if line == entry else line for line in text.split("\n")]
        _write(path, "\n".join(lines), agent)
        return
    root = wire.loads(text)
    for item in _items(root, listed["each"]):
        if _is_open(item, entry, done):
            item.update(done)
    _write(path, wire.dumps(root), agent)


def _flag(call: Call, title: str) -> str:
    return f"{call.home}/{FOLDER}/{title}"


def _work(title: str, call: Call, agent: Agent) -> str | None:
    """Do the work; None where the agent may not."""
    path, text = f"{FOLDER}/{title}.txt", f"{title}, in call {call.number}\n"
    if not _write(path, text, agent, append=True):
        return None
    wire.RECEIPT["steps"] += 1
    return path


def _decide(call: Call, word: str, title: str | None, agent: Agent) -> None:
    """Write the decision file, in the form of seed 002, where the prompt names one."""
    told: Record = {"decision": word, "reason": f"{title} is done", "summary": "", "errors": []}
    told["work"] = {"items_completed": [title] if title else [], "files_touched": []}
    path = call.file("decision_file")
    _write(path, wire.dumps(told), agent)


def _write(path: str, content: str, agent: Agent, *, append: bool = False) -> bool:
    use = Use("write", {"write": path, "content": content, "append": append})
    agent.message([use])
    return use.done


def _note_down(call: Call, agent: Agent) -> None:
    """Write what it was told into a file of its own, and read that again: tools say it, not it."""
    _write(f"{FOLDER}/told.txt", f"{call.prompt}\n", agent)
    agent.message([Use("read", {"read": f"{FOLDER}/told.txt"})])


def _said(step: Record, title: str | None, word: str) -> str:
    """What the engine waits for, of the step that was done."""
    said = str(step["says"]["done" if word == "stop" else "continue"])
    number = step["steps"].index(title) + 1 if title else len(step["steps"])
    return said.replace("{n}", str(number)).replace("{title}", title or "")


def _answer(step: Record, call: Call, title: str | None, said: str) -> str:
    aloud = str(step.get("aloud", "")) * int(step.get("times", 1))
    quoted = f"I was told:\n{call.prompt}\n" if step.get("quotes") else ""
    did = f"{title} is done, in call {call.number}." if title else "Nothing is left to do."
    return "\n".join(part for part in (quoted, aloud, did, "", said) if part or part == "").strip()
