"""The adapter: how the suite drives amplifier, and reads what it keeps."""

import json
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
    Reply,
    Request,
    Setting,
    StoredData,
)
from proving_ground.backends.conversation import McpReply
from proving_ground.engines.amplifier import words
from proving_ground.engines.amplifier.checkout import Checkout
from proving_ground.engines.json_stores import as_found, read_stores, write_memories
from proving_ground.evidence.witness import read_regular_text
from proving_ground.processes.command import Command

_DRIVER = Path(__file__).with_name("driver.py")
_STORES = {
    "memories": Path(".data/memory.json"),
    "tasks": Path(".codex/tasks/session_tasks.json"),
}
_OPTIONS: dict[Method, Callable[[Mapping[str, Any]], list[str]]] = {
    Method.LAUNCH: lambda told: ["--", *told["words"]],
    Method.LIST: lambda _: ["--list-backends"],
    Method.INFO: lambda told: ["--info", *([told["name"]] if told.get("name") else [])],
    Method.SELECT: lambda _: ["--info"],
    Method.VERSION: lambda _: ["--version"],
    Method.MISUSE: lambda _: ["--backend"],
}
"""What `amplify.py` does; the rest is for the driver."""
_READERS = {
    Method.LIST: words.listed,
    Method.INFO: words.informed,
    Method.SELECT: words.informed,
}
_ARGUMENTS = {
    "complete_task": "task_id",
    "create_task": "title",
    "delete_task": "task_id",
    "fetch_url": "url",
    "initialize_session": "prompt",
    "run_specific_checks": "check_type",
    "search_web": "query",
    "summarize_content": "content",
}
"""What the MCP tools call their first argument, where it is no session."""
_METHOD_ARGUMENTS = {
    Method.CHECK: {"files": "file_paths"},
    Method.EXPORT: {"form": "format"},
    Method.TASKS: {"form": "format_type", "status": "filter_status"},
}
_LACKING = frozenset(
    {
        Capability.AGENT_TIMEOUT,
        Capability.PERIODIC_SAVES,
        Capability.SEARCH_SERVICE,
        Capability.SINGLE_CHECKS,
        Capability.SESSIONS_OF_CLAUDE,
    }
)
"""What it does not do: its time limits, the time between saves and its search service are fixed,
only its server makes single checks, and claude's sessions are left to hooks of claude's own."""


class Amplifier(BackendsAdapter):
    """acailic/amplifier-adding-codex; `home` is a checkout of it.

    In place of uv, and of the tools that check a project, it finds programs of our own on PATH.
    """

    name = "amplifier"
    capabilities = frozenset(Capability) - _LACKING
    patterns = PromptPatterns(stage="Extract key {}")
    memory_by_default = True
    extraction_role = (
        "memories from this conversation that should be remembered for future interactions."
    )
    exits = {"successful": 0, "not possible": 1, "wrongly called": 2, "interrupted": 130} | STOPPED
    reasons = words.REASONS

    path = (str(Path(__file__).with_name("bin")),)

    def __init__(self, home: Path | None, workshop: Path):  # noqa: ARG002 - it needs no workshop
        self._checkout = Checkout(home)
        self.packages = self._checkout.packages

    def check(self) -> None:
        """Raise PrerequisiteError where the checkout or its virtual environment is missing."""
        self._checkout.check()

    def command(self, request: Request, project: Path) -> Command:
        """`amplify.py` for sessions and for what is to be known of backends; else the driver."""
        if request.method in _OPTIONS:
            options = [part for k, v in request.flags.items() for part in (f"--{k}", v)]
            options += _OPTIONS[request.method](request.arguments)
            return self._python([str(self._checkout.home / "amplify.py"), *options], project)
        arguments = {**request.flags, **_named(request, project)}
        call = [str(_DRIVER), str(request.method), json.dumps(arguments)]
        return self._python(["-P", *call], project)

    def server(self, name: str, project: Path) -> Command:
        """The server's script, as the engine's configuration starts it."""
        script = f".codex/mcp_servers/{words.SERVERS[name]}/server.py"
        return self._python([script], project)

    def answer(self, request: Request, stdout: str) -> Reply | None:
        """What `amplify.py` or the driver printed."""
        if request.method in _READERS:
            read = _READERS[request.method](stdout)
            return replace(read, content={**read.content, "servers": self._servers(read.content)})
        if request.method in _OPTIONS:
            return None
        try:
            return words.answered(json.loads(stdout))
        except ValueError:
            return None

    def tool_arguments(self, tool: str, given: Mapping[str, Any], project: Path) -> dict[str, Any]:
        """By the tool's own names; some want to be given of the project, too."""
        arguments = {name: value for name, value in given.items() if name not in ("value", "to")}
        if "value" in given:
            arguments[_ARGUMENTS.get(tool, "session_id")] = given["value"]
        more: dict[str, dict[str, Any]] = {
            "check_code_quality": {"file_paths": [], "cwd": str(project)},
            "convert_transcript_format": _direction(given.get("to")),
            "save_project_transcripts": {"project_dir": str(project)},
        }
        return {**more.get(tool, {}), **arguments}

    def tool_answer(self, reply: McpReply) -> Reply:
        """The same JSON as text, or the text of an error; an export's text lies in its file."""
        if not reply.content:
            return Reply(success=False, error=reply.text or f"error {reply.error} of the protocol")
        answer = words.answered(reply.content)
        if path := answer.content.get("export_path"):
            return replace(
                answer, content={**answer.content, "content": read_regular_text(Path(path))}
            )
        return answer

    def variables(self, settings: Mapping[Setting, str]) -> dict[str, str]:
        """The names that seed 000 gives them; times are whole seconds."""
        known = {
            SEED_VARIABLES[each]: value
            for each, value in settings.items()
            if each in SEED_VARIABLES
        }
        if limit := settings.get(Setting.TIME_LIMIT):
            known[SEED_VARIABLES[Setting.TIME_LIMIT]] = str(math.ceil(float(limit)))
        return known

    def read_stored_data(self, project: Path) -> StoredData:
        """Read memory.json and session_tasks.json."""
        return read_stores(project / _STORES["memories"], project / _STORES["tasks"])

    def plant_memories(self, project: Path, memories: Mapping[str, str]) -> None:
        """Write memory.json."""
        path = self.store_file(project, "memories")
        each, whole = {"accessed_count": 0, "metadata": {}}, {"metadata": {"version": "2.0"}}
        write_memories(path, memories, each=each, whole=whole)

    def worth_remembering(self, memories: Sequence[tuple[str, str]]) -> str:
        """JSON, as the prompt asks for it."""
        return as_found(memories)

    def handed_over(self, project: Path, calls: Sequence[Call]) -> str:  # noqa: ARG002 - it is in the file
        """Codex's context file; what claude is told comes by its own hooks."""
        path = project / ".codex" / "session_context.md"
        return read_regular_text(path) if path.is_file() else ""

    def transcripts(self, project: Path, session: str) -> list[Path]:
        """Whatever is kept of it for people."""
        return sorted((project / ".codex" / "transcripts").glob(f"{session}*/*.md"))

    def store_file(self, project: Path, what: str) -> Path:
        """The JSON file of the store of that name."""
        return project / _STORES[what]

    def _python(self, argv: list[str], project: Path) -> Command:
        self._checkout.open(project)
        env = {"PYTHONPATH": str(self._checkout.home)}
        return Command((self._checkout.python, *argv), project, env)

    def _servers(self, told: Mapping[str, Any]) -> str:
        """The servers that the profile names in the engine's configuration, of those we know."""
        config = tomllib.loads((self._checkout.home / ".codex" / "config.toml").read_text())
        profile = config["profiles"].get(str(told.get("Profile", "")).split(" ")[0], {})
        offered = {name.removeprefix("amplifier_") for name in profile.get("mcp_servers", ())}
        return ", ".join(name for name in words.SERVERS if name in offered)


def _direction(to: str | None) -> dict[str, str]:
    """From which of the two backends a session is converted, and for which."""
    return {"from_format": "codex" if to == "claude" else "claude", "to_format": to or "codex"}


def _named(request: Request, project: Path) -> dict[str, Any]:
    """The arguments of a method, by the names that the library has for them."""
    names: Mapping[str, str] = _METHOD_ARGUMENTS.get(request.method, {})
    given = {names.get(name, name): value for name, value in request.arguments.items()}
    if "cwd" in given:
        given["cwd"] = str((project / given["cwd"]).resolve())
    return {"file_paths": [], **given} if request.method is Method.CHECK else given
