"""JSON, bytes and files on the C accelerators alone: `import json` doubles the start-up."""

from __future__ import annotations

import os
from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Record = dict[str, Any]
    """A JSON object."""


HERE = os.getcwd()
"""The folder that the process was started in, even if an agent has removed it since."""
STARTED_BY = "PROVING_GROUND_STARTED_BY"
"""A mark in the environment of whatever a stand-in starts that its script does not ask for."""
RECEIPT = {
    "printed": 0,
    "complained": 0,
    "written": 0,
    "writes": 0,
    "commands": 0,
    "waited": 0,
    "steps": 0,
    "left": 0,
    "ignored": 0,
    "killed": 0,
}
"""What this process has done so far: bytes that it printed, complained with and wrote as its
script said, and how often it wrote; commands that it ran, latches that it waited at, steps of a
loop that it took, processes that it left, signals that it ignores, times it killed its servers."""


def environment() -> dict[str, str]:
    """The environment that the stand-in was given, for what it is asked to start and to record."""
    return {name: value for name, value in os.environ.items() if name != STARTED_BY}


class _Reading:
    """What the C scanner asks of its decoder."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


class _StrictReading(_Reading):
    strict = True


def _refuse(value: object) -> None:
    raise TypeError(f"not JSON: {value!r}")


def _encoder(text: Callable[[str], str]) -> Callable[[object, int], tuple[str, ...]]:
    return make_encoder(None, _refuse, text, None, ":", ",", False, False, True)  # noqa: FBT003


LARGEST = 10_000_000
"""Bytes of a file or of an input; what is larger, no real CLI would take either."""

_scan = make_scanner(_Reading)  # type: ignore[arg-type]
_scan_strictly = make_scanner(_StrictReading)  # type: ignore[arg-type]
_encode = _encoder(encode_basestring)
_encode_ascii = _encoder(encode_basestring_ascii)


def loads(text: str) -> Any:
    """Read JSON; ValueError where it is none."""
    start = len(text) - len(text.lstrip())
    try:
        value, _ = _scan(text, start)
    except (StopIteration, SystemError):  # its own error class lies in the `json` not imported
        raise ValueError("not JSON") from None
    return value


def loads_strictly(text: str) -> Any:
    """Read JSON that is nothing else, with no line breaks in its texts; ValueError."""
    try:
        value, end = _scan_strictly(text, 0)
    except (StopIteration, SystemError):
        raise ValueError("not JSON") from None
    if text[end:].strip():
        raise ValueError("more than JSON")
    return value


def dumps(value: object) -> str:
    """Write JSON as the real CLIs do: compact, on one line, with characters as they are."""
    return "".join(_encode(value, 0))


def read(path: str) -> bytes:
    """Read a whole file; OSError where it is none, or larger than any that is read here."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(handle, "rb", buffering=0) as file:
        found = os.fstat(handle)
        if found.st_mode & 0o170000 != 0o100000 or found.st_size > LARGEST:
            raise OSError(f"{path} is no file, or too large")
        return file.readall()


def read_all(fd: int) -> str:
    """Read a descriptor up to its end, or to a little more than LARGEST bytes.

    Bytes that are no UTF-8 survive as surrogates.
    """
    chunks, size = [], 0
    try:
        while size <= LARGEST and (chunk := os.read(fd, 65536)):
            chunks.append(chunk)
            size += len(chunk)
    except OSError:
        return ""  # closed: the real CLIs take that for an empty stdin
    return os.fsdecode(b"".join(chunks))


def lines(fd: int) -> Iterator[str]:
    """The lines of a descriptor, each as soon as it is there."""
    rest = b""
    while chunk := os.read(fd, 65536):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from map(os.fsdecode, whole)


def write(path: str, data: bytes, *, append: bool = False) -> int:
    """Write a file and the folders above it, as plainly as an agent's tool does; bytes written."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else os.O_TRUNC)
    try:
        handle = os.open(path, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        handle = os.open(path, flags, 0o666)
    try:
        return os.write(handle, data)
    finally:
        os.close(handle)


def write_here(path: str, data: bytes) -> None:
    """Write a file in a folder that must be there."""
    with open(path, "wb", buffering=0) as file:
        file.write(data)


def line(record: Record) -> bytes:
    """Write JSON as one line of ASCII, which holds even text that is no UTF-8."""
    return "".join(_encode_ascii(record, 0)).encode() + b"\n"


def write_record(path: str, record: Record) -> None:
    """Write a JSON file that no reader ever sees half of."""
    write(path + ".tmp", line(record))
    os.rename(path + ".tmp", path)


def open_streams() -> None:
    """Let standard streams that are closed lead nowhere, as Node and Rust do."""
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def put(fd: int, text: str) -> None:
    """Print at once, whatever the locale."""
    data = memoryview(os.fsencode(text))
    while data:
        printed = os.write(fd, data)
        RECEIPT["printed" if fd == 1 else "complained"] += printed
        data = data[printed:]
