"""The server on loopback that answers the real CLIs as the script wants it."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from proving_ground.agents.model_api import claude, codex
from proving_ground.agents.model_api.messages import Message, messages
from proving_ground.agents.script import Act

Event = dict[str, Any]

ASIDE = Message(({"text": "ok"},))
"""The answer to requests that offer no tools: titles and the like, which no script tells of."""
EXHAUSTED = Message(({"text": "The script has no more messages."},))


class ModelApi:
    """Plays a script's messages, one for each request, and keeps what it was asked."""

    def __init__(self, acts: Sequence[Act], folder: str):
        """`folder` is where the agent works; relative paths of the script count from it."""
        self.folder = folder
        self.requests: list[Event] = []
        self.asked = threading.Event()
        self.closed = threading.Event()
        self._lock = threading.Lock()
        self._left = _Messages(acts)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def play(self, acts: Sequence[Act]) -> None:
        """Let the requests to come have these acts."""
        with self._lock:
            self._left = _Messages(acts)

    def answer(self, path: str, body: Event) -> tuple[Message, int]:
        """The message that is due for that request, and the request's number."""
        with self._lock:
            aside = path.endswith("/messages") and not body.get("tools")
            message = ASIDE if aside else self._left.next()
            self.requests.append({"path": path, "aside": aside, "body": body})
        if not aside:
            self.asked.set()
        return message, len(self.requests)


class _Messages:
    """A script's messages; one that fails is repeated as often as the script says."""

    def __init__(self, acts: Sequence[Act]):
        self._rest = list(messages(acts))
        self._failed = 0

    def next(self) -> Message:
        if not self._rest:
            return EXHAUSTED
        message = self._rest[0]
        self._failed += 1
        if message.times is not None and self._failed >= message.times:
            self._rest.pop(0)
            self._failed = 0
        return message


def _handler(api: ModelApi) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        def __init__(self, *given: Any) -> None:
            self.api = api
            super().__init__(*given)

    return Handler


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP; what it says comes from the script."""

    protocol_version = "HTTP/1.1"
    api: ModelApi

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing on stderr."""

    def do_HEAD(self) -> None:
        self._json(200, {})

    def do_GET(self) -> None:
        self._json(404, {"type": "error", "error": {"type": "not_found_error", "message": "?"}})

    def do_POST(self) -> None:
        body = self._body()
        path = self.path.partition("?")[0]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if path.endswith("/count_tokens"):
                self._json(200, {"input_tokens": 100})
            elif path.endswith(("/messages", "/responses")):
                self._answer(path, {**body, "folder": self.api.folder})
            else:
                self._json(404, {"error": {"type": "not_found_error", "message": path}})

    def _answer(self, path: str, request: Event) -> None:
        message, number = self.api.answer(path, request)
        vendor = claude if path.endswith("/messages") else codex
        if message.failure == "hang":
            self.api.closed.wait()
            self.close_connection = True
        elif isinstance(message.failure, int):
            headers = {"retry-after": str(message.told.get("retry_after", 0))}
            self._json(message.failure, vendor.error(message.failure, message.told), headers)
        elif request.get("stream") is False and vendor is claude:
            self._json(200, claude.whole(message, request, number))
        else:
            self._stream(vendor.stream(message, request, number))

    def _stream(self, events: Iterator[Event]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("request-id", f"req_scripted{time.monotonic_ns()}")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        for event in events:
            told = json.dumps(event)
            self.wfile.write(f"event: {event['type']}\ndata: {told}\n\n".encode())
            self.wfile.flush()

    def _json(self, code: int, body: Event, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(code)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _body(self) -> Event:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            raw = self._chunks()
        else:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found
