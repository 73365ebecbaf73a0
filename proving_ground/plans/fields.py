"""The fields of a plan's dialect, `- **Label:** value`, and how each value is read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from proving_ground.errors import ProvingError
from proving_ground.plans.model import Deferred, Planned, Priority

FIELD = re.compile(r"\*\*(?P<label>[^*]+?):\*\*\s*(?P<value>.*)", re.DOTALL)
ARROW = re.compile(r"\s*(?:→|->)\s*")


class Malformed(ProvingError):
    """A value that cannot be read: what is wrong, and what to write instead."""

    def __init__(self, problem: str, fix: str):
        super().__init__(problem)
        self.problem, self.fix = problem, fix


@dataclass(frozen=True)
class Item:
    """A list item: its text, its line, and the items below it."""

    text: str
    line: int
    items: tuple["Item", ...] = ()


def item_of(node: SyntaxTreeNode) -> Item:
    """An item of a Markdown list; Malformed where it holds more than a text and a list."""
    kinds = [child.type for child in node.children]
    if kinds not in (["paragraph"], ["paragraph", "bullet_list"]):
        raise Malformed(
            "this item is no line, with at most a list below it",
            "write `- **Label:** value`, and lists as `  - item` below it",
        )
    text = " ".join(node.children[0].children[0].content.split())
    below = tuple(item_of(each) for each in node.children[1].children) if len(kinds) > 1 else ()
    return Item(text, line_of(node), below)


def line_of(node: SyntaxTreeNode) -> int:
    """The line on which a part of the document begins."""
    return node.map[0] + 1 if node.map else 1


def label_and_value(item: Item, labels: Sequence[str]) -> tuple[str, str]:
    """What an item says, and of what; Malformed where it is no field, or none of these."""
    field = FIELD.fullmatch(item.text)
    if field is None:
        raise Malformed(f"{item.text!r} is no field", "write `- **Label:** value`")
    label = field["label"].strip()
    if label not in labels:
        near = get_close_matches(label, labels, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise Malformed(f"there is no field {label!r}", f"{hint}There are: {', '.join(labels)}")
    return label, field["value"].strip()


def _text(value: str, _item: Item) -> str:
    return value


def _steps(value: str, _item: Item) -> tuple[str, ...]:
    steps = tuple(ARROW.split(value))
    if len(steps) < 2 or not all(steps):
        raise Malformed(f"{value!r} leads nowhere", "write at least two, as in `a → b`")
    return steps


def _names(value: str, _item: Item) -> tuple[str, ...]:
    names = tuple(name.strip(" `") for name in value.split(","))
    if not all(names) or len(set(names)) < len(names):
        raise Malformed(f"{value!r} is no list of names", "write each once, with commas between")
    return names


def _priority(value: str, _item: Item) -> Priority:
    try:
        return Priority(value)
    except ValueError:
        known = ", ".join(Priority)
        raise Malformed(f"there is no priority {value!r}", f"write one of {known}") from None


def _deferred(value: str, _item: Item) -> Deferred:
    since, _, reason = value.partition(":")
    try:
        day = date.fromisoformat(since.strip())
    except ValueError:
        raise Malformed(
            f"{value!r} does not say since when", "write `YYYY-MM-DD: the reason`"
        ) from None
    if not reason.strip():
        raise Malformed("the reason is missing", "write `YYYY-MM-DD: the reason`")
    return Deferred(day, reason.strip())


def _planned(value: str, item: Item) -> tuple[Planned, ...]:
    names = [below.text for below in item.items]
    if value or not names or len(set(names)) < len(names) or any(b.items for b in item.items):
        raise Malformed(
            "the scenarios are no list of names", "write each once, as `  - Name` on its own line"
        )
    return tuple(Planned(below.text, below.line) for below in item.items)


def _criteria(value: str, item: Item) -> tuple[str, ...]:
    return (value, *(below.text for below in item.items)) if value else _below(item)


def _below(item: Item) -> tuple[str, ...]:
    return tuple(below.text for below in item.items)


Reader = Callable[[str, Item], Any]
OF_SEAM: Mapping[str, tuple[str, Reader]] = {
    "Components": ("components", _steps),
    "Infrastructure": ("infrastructure", _text),
}
OF_PATH: Mapping[str, tuple[str, Reader]] = {
    "Promise": ("promise", _text),
    "Priority": ("priority", _priority),
    "Critical path": ("steps", _steps),
    "Business impact": ("impact", _text),
    "Caught by fault": ("faults", _names),
    "Scenarios": ("planned", _planned),
    "Success criteria": ("criteria", _criteria),
    "Deferred": ("deferred", _deferred),
}
"""Each label, the attribute that it fills, and how its value is read."""
LISTS = frozenset({"Scenarios", "Success criteria"})
