"""A progress bar for a sweep, where a person watches at a terminal."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_BELOW = "\x1bD\x1bD\x1bM\x1bM\x1b7\n"
"""Make room for two lines below this one, remember the place, and go to the first of them."""
_BACK = "\x1b8"


def track(points: Iterable[T], total: int, label: str) -> Iterator[T]:
    """The same points, with a bar below the current line until the last one is done."""
    terminal = sys.__stderr__
    if terminal is None or not terminal.isatty():
        yield from points
        return
    from rich.console import Console  # noqa: PLC0415 - 60 ms that only a terminal is worth
    from rich.progress import Progress  # noqa: PLC0415

    terminal.write(_BELOW)
    bar = Progress(
        console=Console(file=terminal),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    try:
        with bar:
            yield from bar.track(points, total=total, description=label)
    finally:
        terminal.write(_BACK)
        terminal.flush()
