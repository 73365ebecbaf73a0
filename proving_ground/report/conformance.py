"""The conformance table: the promises, and how each engine keeps them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from proving_ground.promises import load_promises, promise_of

TRIED = ("PASS", "FAIL", "KNOWN", "STALE")
"""The verdicts of scenarios that an engine came to; a skip or an error is none of them."""
GOOD = ("PASS", "STALE")
UNCOUNTED = ("KNOWN", "SKIPPED", "ERROR")


@dataclass(frozen=True)
class Verdicts:
    """One engine's verdicts, and what they are verdicts on.

    `tagged` holds a scenario's tags with its verdict; `reasons` counts why scenarios were skipped;
    `witnesses` are those that the engine declares besides calls, exit, git, processes and files.
    """

    engine: str
    source: str
    suite: str
    command: str
    witnesses: tuple[str, ...]
    tagged: tuple[tuple[tuple[str, ...], str], ...]
    reasons: Mapping[str, int]


@dataclass(frozen=True)
class Cell:
    """How an engine keeps one promise: how many scenarios came to which verdict."""

    counts: Mapping[str, int]

    @property
    def tried(self) -> int:
        """Scenarios that came to a verdict on the engine."""
        return sum(self.counts.get(each, 0) for each in TRIED)

    @property
    def kept(self) -> int:
        """Those of them in which the promise was kept."""
        return sum(self.counts.get(each, 0) for each in GOOD)

    @property
    def words(self) -> str:
        """`6 of 8`, with what was left out; a dash where nothing was tried."""
        others = [f"{self.counts[v]} {v}" for v in UNCOUNTED if v in self.counts]
        told = f"{self.kept} of {self.tried}" if self.tried else "–"
        return told + (f" ({', '.join(others)})" if others else "")

    @property
    def mark(self) -> str:
        """Whether it is kept: yes, no, or nobody knows."""
        if not self.tried:
            return "?"
        return "✓" if self.kept == self.tried else "✗"


TITLE = "# Which engine keeps which promise"
Row = tuple[str, str, tuple[Cell, ...]]


def rows(columns: Sequence[Verdicts]) -> list[Row]:
    """A row for each promise that some scenario tried or skipped: its name, sentence and cells."""
    found = []
    for name, promise in load_promises().items():
        cells = tuple(_cell(column, name) for column in columns)
        if any(cell.counts for cell in cells):
            found.append((name, promise.promise, cells))
    return found


def total(column: Verdicts) -> Cell:
    """The verdicts of all promises together, by kind."""
    return Cell(Counter(verdict for _, verdict in column.tagged))


def _cell(column: Verdicts, name: str) -> Cell:
    return Cell(Counter(verdict for tags, verdict in column.tagged if promise_of(tags) == name))


def as_markdown(columns: Sequence[Verdicts]) -> str:
    """The table, what each column is about, and what would be seen with more."""
    heads = ["promise", *(column.engine for column in columns)]
    lines = [TITLE, "", _line(heads), _line(["---"] * len(heads))]
    for name, sentence, cells in rows(columns):
        link = f"[{sentence.removesuffix('.')}](promises.md#{name})"
        lines.append(_line([link, *(f"{cell.mark} {cell.words}" for cell in cells)]))
    totals = (total(column) for column in columns)
    lines.append(_line(["**all**", *(f"{cell.words}" for cell in totals)]))
    return "\n".join([*lines, "", *_notes(columns)]) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _notes(columns: Sequence[Verdicts]) -> Iterator[str]:
    yield "`a of b`: of the b scenarios that came to a verdict, a kept the promise. KNOWN, SKIPPED"
    yield "and ERROR are never counted as kept; KNOWN is counted as tried."
    for column in columns:
        seen = ", ".join(("calls, exit, git, processes, files", *column.witnesses))
        yield ""
        yield f"**{column.engine}** ({column.source}; suite {column.suite}), witnesses: {seen}."
        yield f"`{column.command}`"
        yield from (f"- {n} SKIPPED: {why}" for why, n in column.reasons.items())


def as_json(columns: Sequence[Verdicts]) -> str:
    """The table of promises and engines as JSON, for programs."""
    told = [
        {
            **{k: v for k, v in asdict(column).items() if k != "tagged"},
            "promises": {
                name: {"kept": cell.kept, "tried": cell.tried, "counts": dict(cell.counts)}
                for name, _, (cell,) in rows([column])
            },
        }
        for column in columns
    ]
    return json.dumps({"version": 1, "engines": told}, indent=1, ensure_ascii=False) + "\n"


def as_page(columns: Sequence[Verdicts]) -> str:
    """The table as a page of its own, without scripts."""
    from proving_ground.report.page import templates  # noqa: PLC0415 - 50 ms

    notes = [line for line in _notes(columns) if line]
    page = templates().get_template("conformance.html")
    return page.render(columns=columns, rows=rows(columns), notes=notes)


def as_badge(column: Verdicts) -> str:
    """A badge in the form of shields.io; a skip is told, and never counted."""
    cell = total(column)
    colour = "brightgreen" if cell.kept == cell.tried and cell.tried else "orange"
    told = {"schemaVersion": 1, "label": "proving ground", "message": cell.words, "color": colour}
    return json.dumps(told, ensure_ascii=False) + "\n"
