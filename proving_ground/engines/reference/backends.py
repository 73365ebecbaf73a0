"""The adapter of the reference backends that ship here."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.backends.contract import (
    SEED_VARIABLES,
    STOPPED,
    BackendsAdapter,
    Capability,
    Method,
    Reason,
    Reply,
    Request,
    Setting,
    StoredData,
)
from proving_ground.backends.conversation import McpReply
from proving_ground.engines.json_stores import as_found, read_stores, write_memories
from proving_ground.engines.reference.home import InHome
from proving_ground.evidence.witness import read_regular_text
from proving_ground.processes.command import Command
from proving_ground.root import PACKAGES

PACKAGE = Path("reference_engine", "backends")
STORES = {
    "memories": Path(".data/memories/memory.json"),
    "tasks": Path(".data/tasks/tasks.json"),
}
VARIABLES = {
    **SEED_VARIABLES,
    Setting.SEARCH_SERVICE: "WEB_SEARCH_URL",
    Setting.SAVE_INTERVAL: "TRANSCRIPT_SAVE_SECONDS",
}
METHODS = {
    Method.SELECT: "select_backend",
    Method.CAPABILITIES: "get_capabilities",
    Method.INITIALIZE: "initialize_session",
    Method.FINALIZE: "finalize_session",
    Method.CHECK: "run_quality_checks",
    Method.EXPORT: "export_transcript",
    Method.CONVERT: "convert_transcript",
    Method.SESSIONS: "list_transcripts",
    Method.AGENTS: "list_agents",
    Method.CONVERT_AGENTS: "convert_agents",
    Method.SPAWN: "spawn_agent",
    Method.SPAWN_ALL: "spawn_agents",
    Method.TASKS: "manage_tasks",
    Method.SEARCH_WEB: "search_web",
    Method.FETCH: "fetch_url",
}
WORDS = {
    "additionalContext": "context",
    "contextFile": "context file",
    "unreadableLines": "unreadable lines",
    "memoriesLoaded": "memories loaded",
    "memoriesExtracted": "memories found",
}
"""The engine's keys that have other names in the suite."""
ARGUMENTS = {
    "complete_task": "task_id",
    "create_task": "title",
    "delete_task": "task_id",
    "fetch_url": "url",
    "initialize_session": "prompt",
    "run_specific_checks": "check",
    "search_web": "query",
    "summarize_content": "content",
}
"""What the MCP tools call their first argument, where it is no session."""
REASONS = {
    Reason.TOO_LATE: "timeout|took more than",
    Reason.UNREADABLE: "cannot be read",
    Reason.UNWRITABLE: "cannot be written",
    Reason.NO_MEMORIES: "holds no memories",
    Reason.NO_LIST: "no list",
    Reason.NO_SERVICE: "no search service",
}
OPTIONS: dict[Method, Callable[[Mapping[str, Any]], list[str]]] = {
    Method.LAUNCH: lambda told: list(told["words"]),
    Method.LIST: lambda _: ["--list-backends"],
    Method.INFO: lambda told: ["--info", *([told["name"]] if told.get("name") else [])],
    Method.VERSION: lambda _: ["--version"],
    Method.MISUSE: lambda _: ["--backend"],
}


class ReferenceBackends(InHome, BackendsAdapter):
    """Drives `reference-backends`; `home` holds a `reference_engine` other than our own."""

    package = "backends"
    capabilities = frozenset(Capability)
    patterns = PromptPatterns(stage="# Role: {}")
    extraction_role = "memory extractor"
    exits = {"successful": 0, "not possible": 1, "wrongly called": 2, "interrupted": 130} | STOPPED
    reasons = REASONS

    def __init__(self, home: Path | None, workshop: Path):
        super().__init__(home, workshop)
        root = home or PACKAGES
        self.packages = (str(root / PACKAGE),)

    def command(self, request: Request, project: Path) -> Command:
        """The command line for sessions and questions; `reference-backends-call` for the rest."""
        if request.method in OPTIONS:
            options = [part for k, v in request.flags.items() for part in (f"--{k}", v)]
            options += OPTIONS[request.method](request.arguments)
            return self._command("reference-backends", "cli", options, project)
        arguments = json.dumps({**request.flags, **request.arguments})
        call = [METHODS[request.method], arguments]
        return self._command("reference-backends-call", "call", call, project)

    def server(self, name: str, project: Path) -> Command:
        """`reference-backends-mcp NAME`."""
        return self._command("reference-backends-mcp", "servers", [name], project)

    def answer(self, request: Request, stdout: str) -> Reply | None:
        """The JSON that `reference-backends-call` prints, or the lines of a listing."""
        if request.method in READERS:
            return Reply(success=True, content=READERS[request.method](stdout))
        if request.method in OPTIONS:
            return None
        try:
            return _answer(json.loads(stdout))
        except (ValueError, LookupError, TypeError):
            return None

    def tool_arguments(self, tool: str, given: Mapping[str, Any], project: Path) -> dict[str, Any]:  # noqa: ARG002 - it knows the project
        """The arguments, under the names that the tool of the reference servers has for them."""
        arguments = {name: value for name, value in given.items() if name not in ("value", "title")}
        if "value" in given:
            arguments[ARGUMENTS.get(tool, "session_id")] = given["value"]
        if "title" in given:
            arguments["changes"] = {"title": given["title"]}
        return arguments

    def tool_answer(self, reply: McpReply) -> Reply:
        """The same JSON as text, or the text of an error."""
        if reply.content:
            return _answer(reply.content)
        return Reply(success=False, error=reply.text or f"the protocol's error {reply.error}")

    def variables(self, settings: Mapping[Setting, str]) -> dict[str, str]:
        """The names that seed 000 gives them."""
        return {VARIABLES[setting]: value for setting, value in settings.items()}

    def read_stored_data(self, project: Path) -> StoredData:
        """Read memory.json and tasks.json."""
        return read_stores(project / STORES["memories"], project / STORES["tasks"])

    def plant_memories(self, project: Path, memories: Mapping[str, str]) -> None:
        """Write memory.json."""
        path = self.store_file(project, "memories")
        write_memories(path, memories, zone="Z")

    def worth_remembering(self, memories: Sequence[tuple[str, str]]) -> str:
        """JSON, as the prompt asks for it."""
        return as_found(memories)

    def handed_over(self, project: Path, calls: Sequence[Call]) -> str:
        """The context file: Claude's last argument names it."""
        if not calls:
            return ""
        if calls[0].program == "claude":
            return read_regular_text(Path(calls[0].argv[-1]))
        return read_regular_text(project / ".codex" / "session_context.md")

    def transcripts(self, project: Path, session: str) -> list[Path]:
        """Every file of `.data/transcripts/SESSION`."""
        return sorted((project / ".data" / "transcripts" / session).glob("*"))

    def store_file(self, project: Path, what: str) -> Path:
        """The JSON file of the store of that name."""
        return project / STORES[what]

    def _command(self, program: str, module: str, options: list[str], project: Path) -> Command:
        argv = (str(Path(sys.executable).with_name(program)), *options)
        env = {"PYTHONPATH": str(self.home)} if self.home else {}
        return Command(argv, project, env, f"reference_engine.backends.{module}:main")


def _listed(stdout: str) -> dict[str, Any]:
    """Every backend, and whether it is available."""
    return {"available": {name: state == "available" for name, state in _lines(stdout)}}


def _informed(stdout: str) -> dict[str, Any]:
    """What is told of one backend."""
    told = dict(_lines(stdout))
    return {**told, "available": told.get("available") == "yes", "servers": told.get("MCP servers")}


def _lines(stdout: str) -> Iterator[tuple[str, str]]:
    """Each `name: value`, without the reason that may follow."""
    for line in stdout.splitlines():
        name, _, value = line.partition(": ")
        yield name, value.partition(":")[0]


READERS: dict[Method, Callable[[str], dict[str, Any]]] = {
    Method.LIST: _listed,
    Method.INFO: _informed,
}


def _answer(raw: Mapping[str, Any]) -> Reply:
    told = {WORDS.get(key, key): value for key, value in {**raw["metadata"], **raw["data"]}.items()}
    if "context file" in told:
        told["context"] = read_regular_text(Path(told["context file"]))
    return Reply(raw["success"], raw["error"] or "", told)
