"""What a series of proofs or mutants wants: a sample that can be repeated, and a bar."""

import random
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, ProgressColumn, Task
from rich.table import Column
from rich.text import Text

from proving_ground.suite.parallel.side_by_side import Series

T = TypeVar("T")


def at_least(least: int) -> Callable[[str], int]:
    """A type of the command line: a whole number that is no smaller."""

    def number(text: str) -> int:
        if not re.fullmatch(r"\d+", text) or int(text) < least:
            raise ArgumentTypeError(
                f"{text!r} is not possible; write a whole number from {least} on"
            )
        return int(text)

    return number


def sample(everything: Sequence[T], size: int, seed: int) -> list[T]:
    """So many of them at random, the same for a seed; all of them where the size is 0."""
    if not size or size >= len(everything):
        return list(everything)
    return random.Random(seed).sample(everything, size)  # noqa: S311 - to be repeated


def watched(series: Series, outcomes: Iterator[T], total: int, what: str) -> Iterator[T]:
    """The same outcomes; where a person watches at a terminal, with a bar and what runs now."""
    terminal = Console(stderr=True)
    columns = (*Progress.get_default_columns(), _Now(series))
    watching = terminal.is_terminal
    with Progress(*columns, console=terminal, disable=not watching, transient=True) as progress:
        yield from progress.track(outcomes, total=total, description=what)


def left_out(untried: int, total: int, what: str) -> str:
    """The sentence on a series that was stopped; empty for one that was not."""
    return f"stopped: {untried} of {total} {what} were not tried" if untried else ""


class _Now(ProgressColumn):
    def __init__(self, series: Series):
        super().__init__(Column(no_wrap=True, overflow="ellipsis"))
        self._series = series

    def render(self, task: Task) -> Text:  # noqa: ARG002
        return Text(f"now: {', '.join(self._series.running)}")
