"""Outlines: their examples have rows, each column is used, and each name has a column."""

import re
from collections.abc import Iterator
from typing import Any

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near
from proving_ground.suite.checks.written import Written


def no_rows(written: Written) -> Iterator[InputError]:
    """An outline that makes no scenario, or examples that add none."""
    for outline in written.outlines():
        if not outline.examples:
            fix = "add a table under Examples:, or make it a Scenario"
            problem = f"the outline '{outline.name}' has no examples"
            yield InputError(outline.filename, problem, fix, outline.line)
        for examples in outline.examples:
            if examples.table is None or not examples.table.rows:
                problem = "these examples have no row, so they make no scenario"
                yield InputError(outline.filename, problem, "add rows", examples.line)


def columns(written: Written) -> Iterator[InputError]:
    """Columns that nothing uses, and names that no column fills."""
    for outline in written.outlines():
        names = set(_names(outline))
        for examples in outline.examples:
            if examples.table is None:
                continue
            headings = examples.table.headings
            for heading in headings:
                if heading not in names:
                    yield _unused(outline, examples, heading)
            for name in sorted(names.difference(headings)):
                if _is_column_like(name):
                    problem = f"no column of these examples fills <{name}>"
                    yield InputError(outline.filename, problem, near(name, headings), examples.line)


def headings(written: Written) -> Iterator[InputError]:
    """A table with two columns of one name, or with one that has no name."""
    for path, table in _tables(written):
        seen: set[str] = set()
        for heading in table.headings:
            if not heading or heading in seen:
                told = f"two columns {heading!r}" if heading else "a column without a name"
                yield InputError(path, f"the table has {told}", "name each once", table.line)
            seen.add(heading)


def _unused(outline: Any, examples: Any, heading: str) -> InputError:
    fix = f"write <{heading}> in a step or the name, or remove the column"
    problem = f"nothing uses the column {heading!r}"
    return InputError(outline.filename, problem, fix, examples.table.line)


def _tables(written: Written) -> Iterator[tuple[str, Any]]:
    for outline in written.outlines():
        for examples in outline.examples:
            if examples.table is not None:
                yield outline.filename, examples.table
    for scenario in written.scenarios():
        for step in scenario.all_steps:
            if step.table is not None:
                yield step.filename, step.table


def _names(outline: Any) -> Iterator[str]:
    for text in _texts(outline):
        yield from re.findall(r"<([^<>]+)>", text)


def _texts(outline: Any) -> Iterator[str]:
    """Everything of an outline in which a column's name is filled in."""
    yield outline.name
    yield from map(str, outline.tags)
    for step in outline.steps:
        yield step.name
        yield step.text or ""
        for row in step.table.rows if step.table else ():
            yield from row.cells
    for examples in outline.examples:
        yield examples.name
        yield from map(str, examples.tags)


def _is_column_like(name: str) -> bool:
    """Whether `<name>` is the name of a column, and not a piece of markup."""
    return re.fullmatch(r"[\w ]+", name) is not None
