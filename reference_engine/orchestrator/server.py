"""The MCP server of a run: the official SDK on a Unix socket, one connection per agent."""

import asyncio
import json
import secrets
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
from mcp.server.lowlevel import Server as McpServer
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

from reference_engine.orchestrator import bridge
from reference_engine.orchestrator.store import PATIENCE_MS, TOOL_PATIENCE_MS, Store
from reference_engine.orchestrator.tools import TOOLS, Refused, Step, offered
from reference_engine.pipelines.errors import first_mistake

NAME = "orchestrator"
LONGEST_MESSAGE = 1 << 24
"""The longest message, in bytes."""


@dataclass(frozen=True)
class Endpoint:
    """How an agent starts its end of the connection."""

    command: str
    args: list[str]


class Server:
    """Listens while a run lasts; an agent is known by the token that its bridge presents."""

    def __init__(self, store: Store, folder: Path | None = None):
        """`folder` is where its socket's folder is made, the temporary folder unless told."""
        self._store = store
        self._steps: dict[str, Step] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="orch-", dir=folder)
        self._path = Path(self._folder.name, "mcp")

    async def __aenter__(self) -> "Server":
        bound = socket.socket(socket.AF_UNIX)
        with chdir(self._folder.name):  # an address may not exceed 107 bytes, a folder's path may
            bound.bind(self._path.name)
        self._listening = await asyncio.start_unix_server(
            self._connected, sock=bound, limit=LONGEST_MESSAGE
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.close()
        self._folder.cleanup()

    @contextmanager
    def admit(self, step: Step) -> Iterator[Endpoint]:
        """Accept the tool calls of that step's agent for as long as it runs."""
        token = secrets.token_hex(16)
        self._steps[token] = step
        try:
            script = str(Path(bridge.__file__))
            yield Endpoint(sys.executable, ["-IS", script, str(self._path), token])
        finally:
            del self._steps[token]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        token = (await reader.readline()).decode().strip()
        with suppress(ConnectionError, asyncio.CancelledError):
            if token in self._steps:
                await self._serve(token, reader, writer)
        writer.close()

    async def _serve(
        self, token: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        incoming, received = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        outgoing, sent = anyio.create_memory_object_stream[SessionMessage](0)
        server = self._mcp(token)

        async def read() -> None:
            async with incoming:
                while line := await reader.readline():
                    await incoming.send(_message(line))

        async def write() -> None:
            async for message in sent:
                text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
                writer.write(text.encode() + b"\n")
                await writer.drain()

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            group.start_soon(write)
            await server.run(received, outgoing, server.create_initialization_options())
            group.cancel_scope.cancel()

    def _mcp(self, token: str) -> McpServer[Any]:
        async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
            tools = [
                types.Tool(name=tool.name, description=tool.description, input_schema=tool.schema)
                for tool in offered(self._steps[token])
            ]
            return types.ListToolsResult(tools=tools)

        async def call_tool(
            _context: Any, params: types.CallToolRequestParams
        ) -> types.CallToolResult:
            text, failed = self._call(token, params.name, params.arguments or {})
            said = types.TextContent(type="text", text=text)
            return types.CallToolResult(content=[said], is_error=failed)

        return McpServer(NAME, on_list_tools=list_tools, on_call_tool=call_tool)

    def _call(self, token: str, name: str, arguments: dict[str, Any]) -> tuple[str, bool]:
        """The answer to a tool call, and whether it tells of an error."""
        step = self._steps.get(token)
        if step is None:
            return "this step is over", True
        tool = TOOLS.get(name)
        if tool is None or tool not in offered(step):
            return f"there is no tool {name} in {step.role}", True
        self._store.be_patient(TOOL_PATIENCE_MS)
        try:
            with self._store.transaction():
                told = tool.arguments.model_validate_json(json.dumps(arguments))
                return tool.handle(self._store, step, told), False
        except ValidationError as error:
            return f"{name}: {first_mistake(error)}", True
        except Refused as refusal:
            return f"{name}: {refusal}", True
        except sqlite3.OperationalError as error:
            return f"{name}: nothing was recorded ({error}); call it again", True
        finally:
            self._store.be_patient(PATIENCE_MS)


def _message(line: bytes) -> SessionMessage | Exception:
    try:
        return SessionMessage(types.jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError as error:
        return error
