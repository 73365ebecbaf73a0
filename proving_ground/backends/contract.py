"""What an adapter of the backends family must say: a library that works with claude or codex.

Such an engine is driven in a process of its own, one request at a time, and is never imported
into the suite's.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.backends.conversation import McpReply
from proving_ground.processes.command import Command
from proving_ground.trials.adapter import EngineAdapter

BACKENDS = ("claude", "codex")


class Capability(StrEnum):
    """What an engine of this family may declare; a scenario asks with `@needs.NAME`."""

    SELECTION = "selection"
    COMMAND_LINE = "command-line"
    MEMORIES = "memories"
    AGENTS = "agents"
    QUALITY_CHECKS = "quality-checks"
    TRANSCRIPTS = "transcripts"
    TODO_LIST = "todo-list"
    MCP_SERVERS = "mcp-servers"
    WEB_RESEARCH = "web-research"
    AGENT_TIMEOUT = "agent-time-limit"
    SEARCH_SERVICE = "search-service"
    SINGLE_CHECKS = "single-checks"
    SESSIONS_OF_CLAUDE = "sessions-of-claude"
    SESSIONS_OF_CODEX = "sessions-of-codex"
    PERIODIC_SAVES = "periodic-saves"


class Method(StrEnum):
    """What the suite asks of an engine; those of the command line come first."""

    LAUNCH = "launch"
    LIST = "list"
    INFO = "info"
    VERSION = "version"
    MISUSE = "misuse"
    SELECT = "select"
    CAPABILITIES = "capabilities"
    INITIALIZE = "initialize"
    FINALIZE = "finalize"
    CHECK = "check"
    EXPORT = "export"
    CONVERT = "convert"
    SESSIONS = "sessions"
    AGENTS = "agents"
    CONVERT_AGENTS = "convert agents"
    SPAWN = "spawn"
    SPAWN_ALL = "spawn all"
    TASKS = "tasks"
    SEARCH_WEB = "search web"
    FETCH = "fetch"
    TOOL = "tool"
    LEAVE = "leave"


COMMAND_LINE = frozenset({Method.LAUNCH, Method.LIST, Method.INFO, Method.VERSION, Method.MISUSE})


class Reason(StrEnum):
    """Why something could not be done, where every engine has its own words for it."""

    TOO_LATE = "it took too long"
    UNREADABLE = "what is kept cannot be read"
    UNWRITABLE = "it cannot be written"
    NO_MEMORIES = "the answer holds no memories"
    NO_LIST = "the memories are no list"
    NO_SERVICE = "no search service is set"


class Setting(StrEnum):
    """What a user can set, in the environment or in a file; flags have these names, too."""

    BACKEND = "backend"
    AUTO_DETECT = "auto-detection"
    PROFILE = "profile"
    CLAUDE_PATH = "path of claude"
    CODEX_PATH = "path of codex"
    MEMORY = "memory"
    MEMORY_FOLDER = "memory folder"
    TIME_LIMIT = "time limit"
    MESSAGE_LIMIT = "message limit"
    SEARCH_SERVICE = "search service"
    SAVE_INTERVAL = "time between saves"
    SETTINGS_FILE = "config"


STOPPED = {"terminated": 143, "hung up": 129}
"""The exit codes that shells have for programs which a signal ended."""


def shell_code(code: int) -> int:
    """The exit code as shells tell it; `-N` is that of a program which signal N ended."""
    return code if code >= 0 else 128 - code


SEED_VARIABLES = {
    Setting.BACKEND: "AMPLIFIER_BACKEND",
    Setting.AUTO_DETECT: "AMPLIFIER_BACKEND_AUTO_DETECT",
    Setting.PROFILE: "CODEX_PROFILE",
    Setting.CLAUDE_PATH: "CLAUDE_CLI_PATH",
    Setting.CODEX_PATH: "CODEX_CLI_PATH",
    Setting.MEMORY: "MEMORY_SYSTEM_ENABLED",
    Setting.MEMORY_FOLDER: "MEMORY_STORAGE_DIR",
    Setting.TIME_LIMIT: "MEMORY_EXTRACTION_TIMEOUT",
    Setting.MESSAGE_LIMIT: "MEMORY_EXTRACTION_MAX_MESSAGES",
}
"""The environment variables that seed 000 names, and what each sets."""


@dataclass(frozen=True)
class Request:
    """One thing to do; `flags` go on the command line, `arguments` depend on the method."""

    method: Method
    arguments: Mapping[str, Any] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What an engine answered, in the suite's own words; what it did not tell is empty.

    `content` holds what the method is about: texts, numbers, names and paths by the words that the
    steps use for them.
    """

    success: bool
    error: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredData:
    """What an engine's own files tell: contents of memories, titles of tasks; or the problem."""

    memories: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    problem: str | None = None


class BackendsAdapter(EngineAdapter):
    """One engine of this family. Methods get the project's folder, a `Path`."""

    capabilities: frozenset[Capability]
    patterns: PromptPatterns
    packages: tuple[str, ...] = ()
    """The engine's own folders, in which it must write nothing."""
    memory_by_default = False
    """Whether sessions remember, and are told, where nobody has set memory; as documented."""
    extraction_role: str
    """The role in which a backend is asked what is worth remembering."""
    exits: Mapping[str, int]
    """Exit codes of runs: `successful`, `not possible`, `wrongly called`, `interrupted`."""
    reasons: Mapping[Reason, str]
    """The engine's words for reasons, as regular expressions; case does not matter."""
    path: tuple[str, ...] = ()
    """Folders of programs that the engine needs; on PATH they come after the backends."""

    @abstractmethod
    def command(self, request: Request, project: Path) -> Command:
        """How to do that, in the project."""

    @abstractmethod
    def server(self, name: str, project: Path) -> Command:
        """How to start that MCP server."""

    @abstractmethod
    def answer(self, request: Request, stdout: str) -> Reply | None:
        """What the engine answered; None where it printed no answer.

        Of LIST it tells the `available` backends as a mapping to bool, of INFO the `backend`,
        whether it is `available`, and the `servers` of the profile.
        """

    @abstractmethod
    def tool_arguments(self, tool: str, given: Mapping[str, Any], project: Path) -> dict[str, Any]:
        """The arguments of a tool, by the names that the engine has for them.

        `given` may hold the one `value` that a tool is mainly about, or names of the contract:
        `task_id`, `title`, `priority`, `limit`, `status`, `messages`, `form`, `files`, `cwd`, `to`.
        """

    @abstractmethod
    def tool_answer(self, reply: McpReply) -> Reply:
        """What a tool of an MCP server answered; no success where it was called wrongly."""

    @abstractmethod
    def variables(self, settings: Mapping[Setting, str]) -> dict[str, str]:
        """The variables by which a user makes these settings."""

    @abstractmethod
    def read_stored_data(self, project: Path) -> StoredData:
        """Read the engine's files of the project."""

    @abstractmethod
    def plant_memories(self, project: Path, memories: Mapping[str, str]) -> None:
        """Leave memories as an earlier session would have; contents and their kinds."""

    @abstractmethod
    def worth_remembering(self, memories: Sequence[tuple[str, str]]) -> str:
        """How a backend answers when it is asked what to remember: contents and their kinds."""

    @abstractmethod
    def handed_over(self, project: Path, calls: Sequence[Call]) -> str:
        """What a session that was started with these calls was told of earlier ones."""

    @abstractmethod
    def transcripts(self, project: Path, session: str) -> list[Path]:
        """The transcripts of a session that are kept for people."""

    @abstractmethod
    def store_file(self, project: Path, what: str) -> Path:
        """The file that holds the `memories`, or the `tasks`."""
