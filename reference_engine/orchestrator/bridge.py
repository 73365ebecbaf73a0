"""The MCP server's end in an agent's process group: passes stdio on to the orchestrator's socket.

Run as `python -IS bridge.py SOCKET TOKEN`. It imports next to nothing, because every agent waits
for it to start. The token tells the orchestrator which agent is calling.
"""

import os
import sys
from _socket import AF_UNIX, SOCK_STREAM, socket
from select import POLLIN, poll

_CHUNK = 1 << 16


def main(path: str, token: str) -> None:
    """Copy both ways until either side ends."""
    os.chdir(os.path.dirname(path))  # noqa: PTH120 (and the address may not exceed 107 bytes)
    channel = socket(AF_UNIX, SOCK_STREAM)
    channel.connect(os.path.basename(path))  # noqa: PTH119
    channel.sendall(token.encode() + b"\n")
    ways = {0: channel.fileno(), channel.fileno(): 1}
    ready = poll()
    for source in ways:
        ready.register(source, POLLIN)
    while True:
        for source, _ in ready.poll():
            data = os.read(source, _CHUNK)
            if not data:
                return
            while data:
                data = data[os.write(ways[source], data) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
