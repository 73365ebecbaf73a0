"""Matchers in the suite's own words; their mismatches say what was expected and what was found."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from hamcrest import matches_regexp
from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description
from hamcrest.core.matcher import Matcher

from proving_ground.evidence.run_state import Ending
from proving_ground.facts import Table
from proving_ground.faults.kinds import INTRUDE
from proving_ground.faults.sweep import Sweep
from proving_ground.language.tables import Row
from proving_ground.pipelines.evidence import Evidence, Run
from proving_ground.pipelines.status import StatusReply

COMPLAINT = re.compile(
    r"integer expression expected|unbound variable|syntax error|command not found|"
    r"unary operator expected|^jq: |^yq: |Traceback \(most recent call last\)|Warning:"
)
"""What shells, their tools and Python print when a program itself goes wrong (seed 002, bug 2)."""


class ReadsAs(BaseMatcher[list[Row]]):
    """Rows of words that equal a table, column by column."""

    def __init__(self, headings: Sequence[str], rows: Sequence[Sequence[str]]):
        self.headings = list(headings)
        self.rows = [list(row) for row in rows]

    def _matches(self, item: list[Row]) -> bool:
        return self._cells(item) == self.rows

    def describe_to(self, description: Description) -> None:
        """The table as it was expected."""
        description.append_text(_drawn(self.headings, self.rows))

    def describe_mismatch(self, item: list[Row], mismatch_description: Description) -> None:
        """The table as it was found."""
        mismatch_description.append_text(f"found{_drawn(self.headings, self._cells(item))}")

    def tables(self, item: list[Row]) -> tuple[Table, Table]:
        """The table that is expected, and the one that was found."""
        return _table(self.headings, self.rows), _table(self.headings, self._cells(item))

    def _cells(self, item: list[Row]) -> list[list[str]]:
        return [[row[heading] for heading in self.headings] for row in item]


def _table(headings: list[str], rows: list[list[str]]) -> Table:
    return tuple(tuple(row) for row in [headings, *rows])


def reads_as(table: Any) -> ReadsAs:
    """Match rows that equal a behave table."""
    return ReadsAs(table.headings, [row.cells for row in table])


class EndedAs(BaseMatcher[Evidence]):
    """Evidence whose state and exit both tell that ending."""

    def __init__(self, ending: Ending):
        self.ending = ending

    def _matches(self, item: Evidence) -> bool:
        return (
            self.ending in item.endings(item.last.exit_code) and self._reported(item) == self.ending
        )

    def describe_to(self, description: Description) -> None:
        """Say that state and exit must both tell that ending."""
        description.append_text(f"state and exit both tell: {self.ending}")

    def describe_mismatch(self, item: Evidence, mismatch_description: Description) -> None:
        """Say which ending the state tells, and which the exit."""
        exits = (
            " or ".join(sorted(item.endings(item.last.exit_code))) or "nothing that is documented"
        )
        mismatch_description.append_text(
            f"the state tells: {self._reported(item)} ({item.error}); "
            f"the exit {item.last.exit_code} tells: {exits}\n{item.last.stderr[-2000:]}"
        )

    @staticmethod
    def _reported(item: Evidence) -> str:
        return item.state.ending if item.state else "nothing, there is no state"


def ended_as(ending: Ending) -> EndedAs:
    """Match evidence of a session that ended so."""
    return EndedAs(ending)


class Incomplete(BaseMatcher[Evidence]):
    """Evidence in which neither the state nor the exit tells a complete session."""

    def _matches(self, item: Evidence) -> bool:
        reported = item.state.ending if item.state else None
        return Ending.COMPLETE not in {reported, *item.endings(item.last.exit_code)}

    def describe_to(self, description: Description) -> None:
        """Say that neither state nor exit may tell of a complete session."""
        description.append_text("neither state nor exit tells a complete session")

    def describe_mismatch(self, item: Evidence, mismatch_description: Description) -> None:
        """Say which ending the state tells, and which the exit."""
        reported = item.state.ending if item.state else "nothing"
        mismatch_description.append_text(
            f"the state tells {reported}, the exit {item.last.exit_code}"
        )


def incomplete() -> Incomplete:
    """Match evidence of a session that is not complete."""
    return Incomplete()


UNTRUE = (Ending.RUNNING, Ending.COMPLETE)
"""What must not be said of a session that was stopped."""


class Answers(BaseMatcher[StatusReply]):
    """An answer of which it holds; `words` say what it must tell."""

    def __init__(self, words: str, holds: Callable[[StatusReply], bool]):
        self.words, self.holds = words, holds

    def _matches(self, item: StatusReply) -> bool:
        return self.holds(item)

    def describe_to(self, description: Description) -> None:
        """Say what the answer must tell."""
        description.append_text(self.words)

    def describe_mismatch(self, item: StatusReply, mismatch_description: Description) -> None:
        """Say what the answer tells, by which exit, and what was printed."""
        told = "no session" if item.status is None else f"a session that is {item.status.ending}"
        printed = item.printed.strip()[-2000:] or "nothing"
        mismatch_description.append_text(
            f"the answer tells of {told}, with exit {item.code}; it says: {printed}"
        )


def tells(ending: Ending) -> Answers:
    """Match a reply which says that the session stands so."""
    words = f"an answer that tells of a session that is {ending}"
    return Answers(words, lambda reply: reply.status is not None and reply.status.ending == ending)


def tells_of_no_work() -> Answers:
    """Match a reply which says that the session neither runs nor is complete."""
    words = "an answer that tells of a session that neither is running nor complete"
    return Answers(words, lambda r: r.status is not None and r.status.ending not in UNTRUE)


def tells_of_no_session() -> Answers:
    """Match a reply which says that there is no session of that name, by a bad exit, too."""
    words = "an answer that tells of no such session, by its name, with an exit other than 0"
    return Answers(words, lambda r: bool(r.code) and r.status is None and r.names_session)


class AreKept(BaseMatcher[Evidence]):
    """Evidence in which the folders of those iterations are complete, or as a run found them."""

    def __init__(self, numbers: Iterable[int], stage: str | None, state: str):
        self.numbers, self.stage, self.state = list(numbers), stage, state

    def _matches(self, item: Evidence) -> bool:
        return not self._wrong(item)

    def _wrong(self, item: Evidence) -> list[int]:
        return [number for number in self.numbers if not self._is_kept(item, number)]

    def _is_kept(self, item: Evidence, number: int) -> bool:
        folder = item.folder(number, self.stage)
        if self.state == "complete":
            return folder.complete
        return folder == item.folder(number, self.stage, run=-2)

    def describe_to(self, description: Description) -> None:
        """Say which artifacts must be there, and how."""
        description.append_text(f"artifacts of iterations {self.numbers} that are {self.state}")

    def describe_mismatch(self, item: Evidence, mismatch_description: Description) -> None:
        """The iterations of which it is not so."""
        mismatch_description.append_text(f"those of {self._wrong(item)} are not")


def are_kept(numbers: Iterable[int], stage: str | None, state: str) -> AreKept:
    """Match evidence in which artifacts are `complete`, or `unchanged` by the last run."""
    return AreKept(numbers, stage, state)


def recorded(numbers: Iterable[int]) -> ReadsAs:
    """Match history rows that list just these iterations, once each, in order."""
    return ReadsAs(["iteration"], [[str(number)] for number in numbers])


class Recovered(BaseMatcher[Sweep | None]):
    """A sweep at none of whose points something was wrong, of a run that ends so in peace.

    There is none where a law was broken even by the run that was left in peace. `by_rivals` tells
    whether the runs were disturbed by a second start, or else struck and resumed.
    """

    def __init__(self, ending: Ending, *, by_rivals: bool):
        self.ending = ending
        self.by_rivals = by_rivals

    def _matches(self, item: Sweep | None) -> bool:
        if item is None or item.ending != self.ending or not self._is_of_its_kind(item):
            return False
        return item.tried > 0 and not item.failures

    def _is_of_its_kind(self, item: Sweep | None) -> bool:
        return item is not None and (item.fault.level == INTRUDE.level) == self.by_rivals

    def findings(self, item: Sweep | None) -> tuple[str, ...]:
        """What was found at the points, each thing once."""
        failures = item.failures if item else ()
        return tuple(dict.fromkeys(found for failure in failures for found in failure.found))

    def describe_to(self, description: Description) -> None:
        """Say which ending every point must come to."""
        description.append_text(f"{self.ending} in peace, and nothing is wrong at any point")

    def describe_mismatch(self, item: Sweep | None, mismatch_description: Description) -> None:
        """The points at which something is, and how to try one of them alone."""
        if item is None:
            mismatch_description.append_text("no point was tried")
            return
        if item.ending != self.ending:
            mismatch_description.append_text(f"in peace, the state told {item.ending}; ")
        mismatch_description.append_text(str(item))
        if not self._is_of_its_kind(item):
            mismatch_description.append_text("; this sentence is about another kind of sweep")
        for failure in item.failures:
            found = "\n".join(failure.found).replace("\n", "\n    ")
            mismatch_description.append_text(
                f"\n  change {failure.number} of {item.total}: {failure.change} "
                f"(alone: add -D point={failure.number})\n    {found}"
            )


def recovered(ending: Ending) -> Recovered:
    """Match a sweep of runs that were struck, and ended so when they were resumed."""
    return Recovered(ending, by_rivals=False)


def alone() -> Recovered:
    """Match a sweep of second starts, each of which was refused while the first did the work."""
    return Recovered(Ending.COMPLETE, by_rivals=True)


def goes_on(index: int, stage: str, iteration: int) -> Matcher[str]:
    """What is printed names the place where a session goes on: the stage by name, or from 1."""
    place = rf"(?:{re.escape(stage)}|{index + 1})"
    return matches_regexp(rf"\bfrom stage {place},? iteration {iteration}\b")


def names_place(file: Path, line: int | None, word: str) -> Matcher[str]:
    """What is printed names that word, and before it, in its line, the file and the line of it."""
    place = re.escape(file.name) if line is None else rf"{re.escape(file.name)}\D+{line}\b"
    return matches_regexp(f"{place}.*{re.escape(word)}")


def complaints(run: Run) -> list[str]:
    """Lines in which a program of the engine's complains of the engine's own mistakes."""
    return [line for line in run.stderr.splitlines() if COMPLAINT.search(line)]


def _drawn(headings: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    lines = (
        "  | "
        + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        + " |"
        for row in [headings, *rows]
    )
    return "\n" + "\n".join(lines) + ("" if rows else "\n  (no rows)") + "\n"
