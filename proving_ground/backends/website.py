"""A small website on loopback, which counts how often it was asked."""

import json
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

PAGE = "<html><head><style>p {color: red}</style></head><body><p>Welcome to %s</p></body></html>"


class Website:
    """Serves every path as a page, `/search?q=` as results, and `/broken` as an error."""

    def __init__(self, listening: socket.socket):
        self.asked: list[str] = []
        address = listening.getsockname()
        self.server = ThreadingHTTPServer(address, self._handler(), bind_and_activate=False)
        self.server.socket.close()
        self.server.socket = listening
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        """The website's address, http://HOST:PORT."""
        host, port = self.server.socket.getsockname()
        return f"http://{host}:{port}"

    def close(self) -> None:
        """Take it down."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                text = _answer(self.path)
                self.send_response(200 if text else 500)
                self.send_header("Content-Type", "text/html" if text[:1] == "<" else "text/json")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        return Handler


def _answer(path: str) -> str:
    parts = urlsplit(path)
    if parts.path == "/broken":
        return ""
    if parts.path == "/search":
        return json.dumps({"results": _results(parse_qs(parts.query))})
    return PAGE % unquote(parts.path.strip("/"))


def _results(query: Mapping[str, list[str]]) -> list[dict[str, str]]:
    (wanted,) = query["q"]
    return [
        {"title": f"{wanted}, part {n}", "url": f"http://example.com/{n}", "snippet": wanted}
        for n in (1, 2, 3)
    ]
