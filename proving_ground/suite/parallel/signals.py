"""Signals that end work on several processes: what runs is ended, and nothing more is begun."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from proving_ground.stopping import SIGNALS

Handlers = Mapping[signal.Signals, Any]


class Stoppable(Protocol):
    """Whoever hands out work; both are called by the handler of a signal."""

    def stop(self) -> None:
        """Hand out nothing more; after a Ctrl-C."""

    def terminate(self) -> None:
        """End what is at work as well; after any other signal."""


@dataclass
class Signals:
    """The handlers that were there `before`, and the signal that `came`, None for none."""

    before: dict[signal.Signals, Any] = field(default_factory=dict)
    came: signal.Signals | None = None


@contextmanager
def stopping(pool: Stoppable) -> Iterator[Signals]:
    """Have a signal stop the pool; an exception could strike between any two of its steps.

    The second Ctrl-C is a KeyboardInterrupt again.
    """
    told = Signals()

    def stop(number: int, _frame: object) -> None:
        if told.came:
            raise KeyboardInterrupt
        told.came = signal.Signals(number)
        pool.stop()
        if number != signal.SIGINT:  # a terminal interrupts the workers itself
            pool.terminate()

    for number in (signal.SIGINT, *SIGNALS):
        if signal.getsignal(number) is not signal.SIG_IGN:
            told.before[number] = signal.signal(number, stop)
    try:
        yield told
    finally:
        handle(told.before)


def handle(handlers: Handlers) -> None:
    """Have signals handled so."""
    for number, handler in handlers.items():
        signal.signal(number, handler)
