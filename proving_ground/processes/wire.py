"""Length-prefixed JSON over a Unix socket, with file descriptors alongside."""

import json
import socket
import struct
from typing import Any

HEADER = struct.Struct("!I")
MAX_FDS = 8


def send(channel: socket.socket, message: dict[str, Any], fds: list[int] | None = None) -> None:
    """Send one message; the peer gets its own copies of the descriptors.

    It goes out at once where there is room: whoever stops the sender stops it before or after.
    """
    payload = json.dumps(message).encode()
    data = HEADER.pack(len(payload)) + payload
    sent = socket.send_fds(channel, [data], fds or [])
    channel.sendall(data[sent:])


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Receive one message and its descriptors, None when the peer has closed."""
    head, fds, _, _ = socket.recv_fds(channel, HEADER.size, MAX_FDS)
    if not head:
        return None
    head += _exactly(channel, HEADER.size - len(head))
    (length,) = HEADER.unpack(head)
    message: dict[str, Any] = json.loads(_exactly(channel, length))
    return message, fds


def _exactly(channel: socket.socket, count: int) -> bytes:
    chunks = []
    while count:
        chunk = channel.recv(count)
        if not chunk:
            raise EOFError("the peer closed in the middle of a message")
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)
