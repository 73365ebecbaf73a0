"""What a series of proofs or mutants wants: a sample that can be repeated, and a bar."""

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

T = TypeVar("T")


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
