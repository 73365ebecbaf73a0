"""Outlines: their examples have rows, each column is used, and each name has a column."""

import re
from collections.abc import Collection, Iterable, Iterator
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
        names = _names(_texts(outline))
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


def same_rows(written: Written) -> Iterator[InputError]:
    """Rows that run what another row runs: they differ in the scenario's name at most."""
    for outline in written.outlines():
        names, used = _names(_texts(outline)), _names(_run(outline))
        seen: dict[tuple[Any, ...], int] = {}
        for examples in outline.examples:
            if examples.table is None:
                continue
            named = [name for name in examples.table.headings if name in names]
            if named and used.isdisjoint(named):
                yield _unused(outline, examples, *named)
                continue
            for row in examples.table.rows:
                first = seen.setdefault(_what_runs(row, used, examples), row.line)
                if first != row.line:
                    problem = f"this row runs the same as the one in line {first}"
                    fix = "use what differs in a step, or remove one of the rows"
                    yield InputError(outline.filename, problem, fix, row.line)


def headings(written: Written) -> Iterator[InputError]:
    """A table with two columns of one name, or with one that has no name."""
    for path, table in _tables(written):
        seen: set[str] = set()
        for heading in table.headings:
            if not heading or heading in seen:
                told = f"two columns {heading!r}" if heading else "a column without a name"
                yield InputError(path, f"the table has {told}", "name each once", table.line)
            seen.add(heading)


def _unused(outline: Any, examples: Any, *headings: str) -> InputError:
    fix = f"write <{headings[0]}> in a step, or remove the column"
    problem = f"no step uses the column {' or '.join(map(repr, headings))}"
    return InputError(outline.filename, problem, fix, examples.table.line)


def _what_runs(row: Any, used: Collection[str], examples: Any) -> tuple[Any, ...]:
    """What a row fills into steps and tags, and the tags of its examples."""
    cells = ((name, cell) for name, cell in row.as_dict().items() if name in used)
    return *sorted(cells), *examples.tags


def _tables(written: Written) -> Iterator[tuple[str, Any]]:
    for outline in written.outlines():
        for examples in outline.examples:
            if examples.table is not None:
                yield outline.filename, examples.table
    for scenario in written.scenarios():
        for step in scenario.all_steps:
            if step.table is not None:
                yield step.filename, step.table


def _names(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for name in re.findall(r"<([^<>]+)>", text)}


def _texts(outline: Any) -> Iterator[str]:
    """Everything of an outline in which a column's name is filled in."""
    yield outline.name
    yield from _run(outline)
    for examples in outline.examples:
        yield examples.name


def _run(outline: Any) -> Iterator[str]:
    """All of that which decides on what is run: the tags and the steps."""
    yield from map(str, outline.tags)
    for step in outline.steps:
        yield step.name
        yield step.text or ""
        for row in step.table.rows if step.table else ():
            yield from row.cells
    for examples in outline.examples:
        yield from map(str, examples.tags)


def _is_column_like(name: str) -> bool:
    """Whether `<name>` is the name of a column, and not a piece of markup."""
    return re.fullmatch(r"[\w ]+", name) is not None
