"""What a series of proofs or mutants wants: a sample that can be repeated, and a bar."""

import random
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

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


def watched(outcomes: Iterator[T], total: int, what: str) -> Iterator[T]:
    """The same outcomes, with a bar where a person watches at a terminal."""
    terminal = Console(stderr=True)
    with Progress(console=terminal, disable=not terminal.is_terminal, transient=True) as progress:
        yield from progress.track(outcomes, total=total, description=what)
