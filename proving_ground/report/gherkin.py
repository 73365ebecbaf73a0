"""A feature as the Cucumber Messages protocol tells it, built from behave's own model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from zlib import crc32

Message = dict[str, Any]

STEP_TYPES = {"given": "Context", "when": "Action", "then": "Outcome"}


@dataclass(frozen=True)
class Document:
    """One feature: its `gherkinDocument`, and the `pickle` of each scenario by its line."""

    gherkin: Message
    pickles: Mapping[int, Message]


def document(feature: Any, keep: Callable[[Any], bool]) -> Document:
    """The messages for a behave feature and those of its scenarios that are to be kept."""
    builder = _Builder(feature.filename, keep)
    gherkin = builder.document(feature)
    return Document(gherkin, builder.pickles)


@dataclass(frozen=True)
class _Inherited:
    """What a scenario has from the feature and rule around it."""

    tags: tuple[Message, ...] = ()
    steps: tuple[str, ...] = ()


class _Builder:
    """Ids are the same in every run, so that the messages of several runs can be joined."""

    def __init__(self, uri: str, keep: Callable[[Any], bool]):
        self.pickles: dict[int, Message] = {}
        self._uri = uri
        self._keep = keep
        self._prefix = f"{crc32(uri.encode()):08x}"
        self._numbers = count(1)

    def document(self, feature: Any) -> Message:
        tags = self._tags(feature)
        children = self._children(feature, _Inherited(tuple(tags)))
        language = feature.language or "en"
        root = {**_head(feature), "language": language, "tags": tags, "children": children}
        return {"uri": self._uri, "comments": [], "feature": root}

    def _children(self, holder: Any, inherited: _Inherited) -> list[Message]:
        children: list[Message] = []
        background = holder.background
        if background is not None and (background.steps or background.name):
            node = self._node(background)
            children.append({"background": node})
            own = tuple(step["id"] for step in node["steps"])
            inherited = _Inherited(inherited.tags, inherited.steps + own)
        for item in sorted(holder.run_items, key=lambda item: item.line):
            children.extend(self._child(item, inherited))
        return children

    def _child(self, item: Any, inherited: _Inherited) -> list[Message]:
        if item.type == "rule":
            return self._rule(item, inherited)
        node = {**self._node(item), "tags": self._tags(item), "examples": []}
        if item.type == "scenario_outline":
            rows = {row.line: row for row in item.scenarios if self._keep(row)}
            node["examples"] = [self._examples(e, node, rows, inherited) for e in item.examples]
            return [{"scenario": node}] if rows else []
        if not self._keep(item):
            return []
        self._pickle(item, node, inherited)
        return [{"scenario": node}]

    def _rule(self, rule: Any, inherited: _Inherited) -> list[Message]:
        tags = self._tags(rule)
        inside = _Inherited(inherited.tags + tuple(tags), inherited.steps)
        children = self._children(rule, inside)
        if not any("scenario" in child for child in children):
            return []
        return [{"rule": {"id": self._id(), **_head(rule), "tags": tags, "children": children}}]

    def _examples(
        self, examples: Any, node: Message, rows: Mapping[int, Any], inherited: _Inherited
    ) -> Message:
        tags = self._tags(examples)
        table = examples.table
        body = [self._row(row.cells, row.line) for row in table.rows if row.line in rows]
        for row in body:
            scenario = rows[row["location"]["line"]]
            self._pickle(scenario, node, inherited, row["id"], tags)
        return {
            "id": self._id(),
            **_head(examples),
            "tags": tags,
            "tableHeader": self._row(table.headings, table.line),
            "tableBody": body,
        }

    def _node(self, holder: Any) -> Message:
        steps = [self._step(step) for step in holder.steps]
        return {"id": self._id(), **_head(holder), "steps": steps}

    def _step(self, step: Any) -> Message:
        node = {**_head(step), "id": self._id(), "keyword": f"{step.keyword} ", "text": step.name}
        del node["name"], node["description"]
        if step.table is not None:
            header = self._row(step.table.headings, step.table.line)
            rows = [self._row(row.cells, row.line) for row in step.table.rows]
            node["dataTable"] = {"location": header["location"], "rows": [header, *rows]}
        if step.text is not None:
            place = _location(step.line + 1)
            node["docString"] = {"location": place, "content": str(step.text), "delimiter": '"""'}
        return node

    def _row(self, cells: Sequence[str], line: int) -> Message:
        place = _location(line)
        shown = [{"location": place, "value": cell} for cell in cells]
        return {"id": self._id(), "location": place, "cells": shown}

    def _tags(self, holder: Any) -> list[Message]:
        return [
            {"id": self._id(), "location": _location(tag.line), "name": f"@{tag}"}
            for tag in holder.tags
        ]

    def _pickle(
        self,
        scenario: Any,
        node: Message,
        inherited: _Inherited,
        row: str | None = None,
        row_tags: Sequence[Message] = (),
    ) -> None:
        own = tuple(step["id"] for step in node["steps"])
        origins = [[step] for step in inherited.steps] + [
            [step, row] if row else [step] for step in own
        ]
        steps = zip(scenario.all_steps, origins, strict=True)
        tags = [*inherited.tags, *node["tags"], *row_tags]
        names = [tag["name"] for tag in inherited.tags] + [f"@{tag}" for tag in scenario.tags]
        self.pickles[scenario.line] = {
            "id": self._id(),
            "uri": self._uri,
            "location": _location(scenario.line),
            "astNodeIds": [node["id"], row] if row else [node["id"]],
            "name": scenario.name,
            "language": "en",
            "tags": [
                {"astNodeId": tag["id"], "name": name}
                for tag, name in zip(tags, names, strict=False)
            ],
            "steps": [self._pickle_step(step, origin) for step, origin in steps],
        }

    def _pickle_step(self, step: Any, origin: list[str]) -> Message:
        kind = STEP_TYPES.get(step.step_type, "Unknown")
        pickle = {"id": self._id(), "astNodeIds": origin, "text": step.name, "type": kind}
        if step.table is not None:
            lines = [step.table.headings, *(row.cells for row in step.table.rows)]
            rows = [{"cells": [{"value": cell} for cell in cells]} for cells in lines]
            pickle["argument"] = {"dataTable": {"rows": rows}}
        elif step.text is not None:
            pickle["argument"] = {"docString": {"content": str(step.text)}}
        return pickle

    def _id(self) -> str:
        return f"{self._prefix}-{next(self._numbers)}"


def _head(statement: Any) -> Message:
    return {
        "location": _location(statement.line),
        "keyword": statement.keyword,
        "name": statement.name,
        "description": "\n".join(getattr(statement, "description", None) or ()),
    }


def _location(line: int) -> Message:
    return {"line": line, "column": 1}
