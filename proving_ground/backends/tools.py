"""The tools of the MCP servers: what they do in words, and which of them makes a request."""

from typing import Any, NamedTuple

from proving_ground.backends.contract import Method, Request
from proving_ground.errors import TrialError
from proving_ground.evidence.expectation import in_words as plainly


class Tool(NamedTuple):
    """A tool's name, the argument that it is mainly about, and what else it may be told.

    These are the contract's words for arguments; an adapter knows those of its engine.
    """

    name: str
    main: str | None
    others: tuple[str, ...] = ()


WORDS = {
    "add a to-do": "create_task",
    "begin a session": "initialize_session",
    "change a to-do": "update_task",
    "complete a to-do": "complete_task",
    "convert a session": "convert_transcript_format",
    "delete a to-do": "delete_task",
    "end a session": "finalize_session",
    "export the to-dos": "export_tasks",
    "fetch a page": "fetch_url",
    "forget all pages": "clear_cache",
    "list the sessions": "list_available_sessions",
    "list the to-dos": "list_tasks",
    "look something up": "search_web",
    "make all checks": "check_code_quality",
    "make one check": "run_specific_checks",
    "save a transcript": "save_current_transcript",
    "save all transcripts": "save_project_transcripts",
    "sum a text up": "summarize_content",
    "tell how it is": "health_check",
    "tell whether checks can be made": "validate_environment",
}
"""What can be asked of a server, and the name that seed 000 has for it."""


def named(words: str) -> str:
    """The name of the tool that does this; of what no tool does, the words themselves."""
    return WORDS.get(words, words)


def in_words(name: str) -> str:
    """What the tool of that name does; the name itself where the suite knows no such tool."""
    return next((words for words, known in WORDS.items() if known == name), name)


_ALL_CHECKS = Tool("check_code_quality", None, ("files", "cwd"))
_ONE_CHECK = Tool("run_specific_checks", "target")
_ALL_TRANSCRIPTS = Tool("save_project_transcripts", None, ("form",))
_ONE_TRANSCRIPT = Tool("save_current_transcript", "session_id", ("form",))
_TASKS = {
    "create": Tool("create_task", "title", ("priority",)),
    "list": Tool("list_tasks", None, ("limit", "status")),
    "update": Tool("update_task", None, ("task_id", "title")),
    "complete": Tool("complete_task", "task_id"),
    "delete": Tool("delete_task", "task_id"),
    "export": Tool("export_tasks", None, ("form",)),
}
_TOOLS = {
    Method.CONVERT: Tool("convert_transcript_format", "session_id", ("to",)),
    Method.FETCH: Tool("fetch_url", "url"),
    Method.FINALIZE: Tool("finalize_session", None, ("messages",)),
    Method.INITIALIZE: Tool("initialize_session", "prompt"),
    Method.SEARCH_WEB: Tool("search_web", "query"),
    Method.SESSIONS: Tool("list_available_sessions", None, ("text",)),
}


def method_of(request: Request) -> Method | None:
    """What is asked for; of a tool, the request that it makes, None where it makes none."""
    if request.method is not Method.TOOL:
        return request.method
    return next((m for m, tool in _TOOLS.items() if tool.name == request.arguments["tool"]), None)


def tool_for(request: Request) -> tuple[str, dict[str, Any]]:
    """The tool by which a server does that, and what it is given.

    TrialError where no server does that, or has no place for what the request tells.
    """
    tool = _tool(request)
    told = {name: value for name, value in request.arguments.items() if name != "action"}
    if tool is None or told.keys() - {tool.main, *tool.others}:
        asked = plainly(request.arguments)
        raise TrialError(
            f"no server does that: {request.method} of {asked}; leave out `through the server`"
        )
    return tool.name, {"value" if name == tool.main else name: told[name] for name in told}


def _tool(request: Request) -> Tool | None:
    told = request.arguments
    if request.method is Method.CHECK:
        return _ONE_CHECK if "target" in told else _ALL_CHECKS
    if request.method is Method.EXPORT:
        return _ONE_TRANSCRIPT if "session_id" in told else _ALL_TRANSCRIPTS
    if request.method is Method.TASKS:
        return _TASKS.get(told["action"])
    return _TOOLS.get(request.method)
