"""What a process sees of the place that it is started in, told just before it begins.

It is told by whoever becomes that process, and held against the place when the process has ended.
"""

import json
import os
import signal
from collections.abc import Iterator
from typing import IO, Any

from proving_ground.errors import FaultNotFired
from proving_ground.processes.descendants import terminal_of
from proving_ground.processes.place import Place

KEPT = 200
"""The descriptor of the file that it is told in; those of the supervisor are smaller."""
STREAMS = ("input", "output", "error output")


def tell() -> None:
    """Write down what this process sees, in the file that was kept for it, and close that."""
    ignored = [n for n in signal.valid_signals() if signal.getsignal(n) == signal.SIG_IGN]
    seen: dict[str, Any] = {"streams": [*map(leads_to, range(3))], "ignored": ignored}
    seen |= {"terminal": terminal_of(os.getpid()), "variables": dict(os.environ)}
    os.write(KEPT, json.dumps(seen).encode())
    os.close(KEPT)


def leads_to(fd: int) -> str | None:
    """What a descriptor of this process leads to; None where it is closed."""
    try:
        found = os.fstat(fd)
    except OSError:
        return None
    return f"{found.st_dev}:{found.st_ino}:{found.st_rdev}"


def must_be_in(place: Place, expected: str | None, file: IO[bytes]) -> None:
    """FaultNotFired where another place was told; `expected` is what its stdin leads to."""
    file.seek(0)
    told = file.read()
    if not told:
        raise FaultNotFired("the engine was to run elsewhere than usual, but was seen nowhere")
    if wrong := [*_amiss(place, expected, json.loads(told))]:
        raise FaultNotFired(f"the engine was to run elsewhere than usual, but {'; '.join(wrong)}")


def _amiss(place: Place, expected: str | None, seen: dict[str, Any]) -> Iterator[str]:
    for name, value in place.variables.items():
        if seen["variables"].get(name) != value:
            yield f"{name} was {seen['variables'].get(name) or 'not set'}"
    for number in place.ignored:
        if number not in seen["ignored"]:
            yield f"it heeds {signal.Signals(number).name}"
    for fd in place.closed:
        if seen["streams"][fd] is not None:
            yield f"its {STREAMS[fd]} was open"
    if place.terminal and not seen["terminal"]:
        yield "it lives at no terminal"
    if place.full and not place.terminal and seen["streams"][1] != full():
        yield "its output goes to a disk with room"
    if expected and 0 not in place.closed and seen["streams"][0] != expected:
        yield "its input was another"


def full() -> str:
    """What a descriptor of the disk without room leads to."""
    found = os.stat("/dev/full")  # noqa: PTH116 (as `leads_to` has it)
    return f"{found.st_dev}:{found.st_ino}:{found.st_rdev}"
