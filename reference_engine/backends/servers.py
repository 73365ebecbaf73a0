"""`reference-backends-mcp SERVER`: what Codex's sessions need from outside, over MCP and stdio.

A server's tools are the public methods of its class. A tool's own failure is an answer like any
other: {success: false, error: …}; a tool that is not there, or is called wrongly, is an error.
"""

import asyncio
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from pydantic import TypeAdapter, ValidationError, validate_call

from reference_engine.backends import factory, quality, settings, tools
from reference_engine.backends.backend import Backend
from reference_engine.backends.errors import BackendError
from reference_engine.backends.extraction import Message
from reference_engine.backends.profiles import SERVERS
from reference_engine.backends.results import Result, done, failed
from reference_engine.leftovers import adopt
from reference_engine.surroundings import settle


class Tools:
    """The tools of one server, for the backend that is selected."""

    def __init__(self, backend: Backend):
        self._backend = backend
        self._project = backend.project

    def health_check(self) -> Result:
        """Tell that the server is there, and for which backend."""
        return done({"status": "ok"}, backend=self._backend.name)


class SessionTools(Tools):
    """The beginning and the end of a session."""

    def initialize_session(self, prompt: str) -> Result:
        """Load memories that bear on the prompt."""
        return self._backend.initialize_session(prompt)

    def finalize_session(self, messages: list[Message]) -> Result:
        """Extract memories from the messages, and keep them."""
        return self._backend.finalize_session(messages)


class QualityTools(Tools):
    """The project's own checks."""

    def check_code_quality(self, files: list[str] | None = None) -> Result:
        """Make all checks."""
        return self._backend.run_quality_checks(files or [])

    def run_specific_checks(self, check: str) -> Result:
        """Make one check: lint, format, type or test."""
        if check not in quality.TARGETS:
            return failed(f"no check {check!r}; choose one of {', '.join(quality.TARGETS)}")
        return self._backend.run_quality_checks(target=check)

    def validate_environment(self) -> Result:
        """Tell whether checks can be made here at all."""
        root = quality.find_root(self._project)
        makefile = root is not None and (root / "Makefile").is_file()
        return done({"makefile": makefile}, root=str(root))


class TranscriptTools(Tools):
    """What was said in sessions."""

    def save_current_transcript(self, session_id: str, form: str = "standard") -> Result:
        """Write the transcript of one session."""
        return self._backend.export_transcript(session_id, form)

    def save_project_transcripts(self, form: str = "standard") -> Result:
        """Write the transcripts of all sessions of the project."""
        found = self._backend.list_transcripts().data["sessions"]
        written = [self._backend.export_transcript(each["id"], form).data for each in found]
        return done({"files": [path for data in written for path in data["files"]]})

    def list_available_sessions(self, text: str | None = None) -> Result:
        """List the sessions of the project, or those in which the text was said."""
        return self._backend.list_transcripts(text)

    def convert_transcript_format(self, session_id: str, to: str) -> Result:
        """Write a session as the other backend would have recorded it."""
        return self._backend.convert_transcript(session_id, to)


class TaskTools(Tools):
    """The list of what is to be done."""

    def create_task(self, title: str, description: str = "", priority: str = "medium") -> Result:
        """Add a task."""
        return self._do("create", title=title, description=description, priority=priority)

    def list_tasks(self, status: str | None = None, limit: int | None = None) -> Result:
        """List tasks, newest first."""
        return self._do("list", status=status, limit=limit)

    def update_task(self, task_id: str, changes: dict[str, str]) -> Result:
        """Change a task."""
        return self._do("update", task_id=task_id, **changes)

    def complete_task(self, task_id: str) -> Result:
        """Complete a task."""
        return self._do("complete", task_id=task_id)

    def delete_task(self, task_id: str) -> Result:
        """Delete a task."""
        return self._do("delete", task_id=task_id)

    def export_tasks(self, form: str = "markdown") -> Result:
        """Export all tasks as markdown, csv or json."""
        return self._do("export", form=form)

    def _do(self, action: str, **arguments: Any) -> Result:
        return tools.manage_tasks(self._project, action, arguments)


class WebTools(Tools):
    """The web, with a cache in the project."""

    def search_web(self, query: str, limit: int = 5) -> Result:
        """Look something up."""
        return tools.search_web(self._project, self._backend.settings, query, limit)

    def fetch_url(self, url: str) -> Result:
        """Fetch a page as text."""
        return tools.fetch_url(self._project, url)

    def summarize_content(self, content: str, length: int = 200) -> Result:
        """The beginning of a text."""
        return tools.summarize(content, length)

    def clear_cache(self) -> Result:
        """Forget what was found and fetched."""
        return tools.clear_cache(self._project)


TOOLS: dict[str, type[Tools]] = {
    "session": SessionTools,
    "quality": QualityTools,
    "transcripts": TranscriptTools,
    "tasks": TaskTools,
    "web": WebTools,
}


def main(argv: list[str] | None = None) -> int:
    """Serve until stdin ends."""
    settle()
    adopt()
    told = sys.argv[1:] if argv is None else argv
    if len(told) != 1 or told[0] not in TOOLS:
        sys.stderr.write(f"usage: reference-backends-mcp {{{','.join(SERVERS)}}}\n")
        return 2
    try:
        project = Path.cwd()
        backend = factory.select(project, settings.load(project))
    except BackendError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    asyncio.run(_serve(told[0], TOOLS[told[0]](backend)))
    return 0


async def _serve(name: str, offered: Tools) -> None:
    methods = _methods(offered)

    async def on_list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(*each) for each in methods.items()])

    async def on_call_tool(
        _context: Any, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        if params.name not in methods:
            return _reply(f"there is no tool {params.name!r}", is_error=True)
        return _call(methods[params.name], params.arguments or {})

    server: Server[Any] = Server(
        f"reference-{name}", on_list_tools=on_list_tools, on_call_tool=on_call_tool
    )
    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())


def _methods(offered: Tools) -> dict[str, Callable[..., Result]]:
    members = inspect.getmembers(offered, inspect.ismethod)
    return {name: method for name, method in members if not name.startswith("_")}


def _described(name: str, method: Callable[..., Result]) -> types.Tool:
    schema = TypeAdapter(cast("Any", method)).json_schema()
    return types.Tool(name=name, description=inspect.getdoc(method), input_schema=schema)


def _call(method: Callable[..., Result], arguments: dict[str, Any]) -> types.CallToolResult:
    try:
        return _reply(validate_call(method)(**arguments).model_dump_json())
    except ValidationError as error:
        return _reply(f"wrong arguments: {error}", is_error=True)
    except BackendError as error:
        return _reply(failed(str(error)).model_dump_json())


def _reply(text: str, *, is_error: bool = False) -> types.CallToolResult:
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], is_error=is_error
    )
