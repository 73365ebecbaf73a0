"""What an SDK does at the other end of an agent's stdin and stdout."""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from typing import IO, Any

from proving_ground.errors import given

_TICK = 0.02


def converse(
    process: subprocess.Popen[bytes],
    said: str,
    answers: Mapping[str, Any],
    out: IO[bytes],
    seconds: float,
) -> None:
    """Say what is to be said, answer what the agent asks, and leave once it tells of a result.

    `out` is the file of the agent's stdout, `answers` what is answered to requests of a subtype.
    It also leaves where the agent ends, or after so many `seconds`.
    """
    with given(process.stdin) as stdin:
        stdin.write(said.encode())
        stdin.flush()
        for event in _events(process, out, seconds):
            if event.get("type") == "result":
                return
            if event.get("type") == "control_request":
                asked = event["request"]["subtype"]
                told = {"subtype": "success", "request_id": event["request_id"]}
                response = {**told, "response": answers.get(asked, {})}
                line = json.dumps({"type": "control_response", "response": response})
                stdin.write(line.encode() + b"\n")
                stdin.flush()


def _events(
    process: subprocess.Popen[bytes], out: IO[bytes], seconds: float
) -> Iterator[dict[str, Any]]:
    """What the agent prints, each line as soon as it is whole."""
    end, rest, place = time.monotonic() + seconds, b"", 0
    while time.monotonic() < end and (process.poll() is None or rest):
        if not (new := os.pread(out.fileno(), 1 << 20, place)):
            time.sleep(_TICK)
        place += len(new)
        *whole, rest = (rest + new).split(b"\n")
        yield from (json.loads(line) for line in whole if line.startswith(b"{"))
