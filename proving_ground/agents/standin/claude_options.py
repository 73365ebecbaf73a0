"""The command line of `claude`, with the complaints of the real one."""

from __future__ import annotations

import os

from proving_ground.agents.standin import claude_sessions, wire
from proving_ground.agents.standin.call import Ended
from proving_ground.agents.standin.claude_events import uuid
from proving_ground.agents.standin.options import (
    FLAG,
    LIST,
    OPTIONAL,
    VALUE,
    Options,
    UnknownOption,
    ValueMissing,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record

_NAMES = {
    FLAG: "-p --print --verbose --dangerously-skip-permissions -c --continue --bare --ide --brief"
    " --allow-dangerously-skip-permissions --strict-mcp-config --include-partial-messages"
    " --fork-session --no-session-persistence --replay-user-messages --include-hook-events"
    " --safe-mode --restricted --chrome --no-chrome --disable-slash-commands --session-mirror",
    VALUE: "--output-format --input-format --model --permission-mode --max-turns --session-id"
    " --system-prompt --system-prompt-file --append-system-prompt --append-system-prompt-file"
    " --settings --setting-sources --fallback-model --max-budget-usd --permission-prompt-tool"
    " --permission-prompts --json-schema --effort --agents --agent --thinking --plugin-dir"
    " --thinking-display --max-thinking-tokens --debug-file -n --name --task-budget"
    " --resume-session-at",
    OPTIONAL: "-r --resume -d --debug -w --worktree",
    LIST: "--allowedTools --allowed-tools --disallowedTools --disallowed-tools --tools"
    " --mcp-config --add-dir --betas --file",
}
_TABLE = {name: takes for takes, names in _NAMES.items() for name in names.split()}
_HINTS = {
    "--model": "<model>",
    "--max-turns": "<turns>",
    "--output-format": "<format>",
    "--input-format": "<format>",
    "--permission-mode": "<mode>",
    "--max-budget-usd": "<amount>",
    "--effort": "<level>",
    "--session-id": "<uuid>",
}
"""What the real CLI calls an option's value in its complaints."""
_MODELS = {
    "opus": "claude-opus-5-5",
    "sonnet": "claude-sonnet-5-5",
    "haiku": "claude-haiku-5-5",
    "default": "claude-opus-5-5",
}
_KNOWN_MODEL = ("claude-opus", "claude-sonnet", "claude-haiku", "claude-3")
_CHOICES = {
    "--output-format": ("text", "json", "stream-json"),
    "--input-format": ("text", "stream-json"),
    "--permission-mode": ("acceptEdits", "auto", "bypassPermissions", "manual", "dontAsk", "plan"),
}
_UNTOLD = {"--permission-mode": ("default",)}
"""Choices that are taken, but not told of."""
_FILES = {
    "--append-system-prompt-file": "Append system prompt file",
    "--system-prompt-file": "System prompt file",
}
_HEX = frozenset("0123456789abcdefABCDEF")


class ClaudeOptions:
    """What of the command line shapes the answer."""

    def __init__(self, argv: list[str], *, sandboxed: bool = False):
        """Ended with exit 1 where the real CLI complains.

        It may run as root where it is `sandboxed`, or its environment says so.
        """
        options = _parse(argv)
        self._sandboxed = sandboxed or _is_sandbox()
        self._options = options
        self.prompt = " ".join(options.positional)
        self.verbose = options.has("--verbose")
        _check_choices(options)
        self.max_turns = _number(options, "--max-turns", positive=False)
        self.max_usd = _number(options, "--max-budget-usd", positive=True)
        self.format = options.last("--output-format") or "text"
        self._check_formats()
        self.partial = options.has("--include-partial-messages") and self.format == "stream-json"
        self.replays = options.has("--replay-user-messages")
        self.permission_mode = self._mode()
        self.asks_by = options.last("--permission-prompt-tool")
        self._take_session()
        self._check_files()
        _check_schema(_json(options.last("--json-schema"), _BAD_SCHEMA))
        _json(options.last("--agents"), _BAD_AGENTS)
        _check_sources(self.sources)
        self.servers = _servers(options.all("--mcp-config"))
        self.strict_servers = options.has("--strict-mcp-config")
        self._take_model()

    @property
    def converses(self) -> bool:
        """Whether messages come on stdin one by one, as the SDKs send them."""
        return self._options.last("--input-format") == "stream-json"

    def rules(self, *names: str) -> list[str]:
        """The rules given under any of these names of an option."""
        if not self._options.has(*names):
            return []
        from proving_ground.agents.standin.claude_rules import split_rules  # noqa: PLC0415

        return split_rules(self._options.all(*names))

    @property
    def tools(self) -> list[str] | None:
        """The tools that there are at all; None for all of them."""
        if not self._options.has("--tools"):
            return None
        return self.rules("--tools")

    @property
    def warning(self) -> str:
        """What is said of values that are ignored."""
        effort = self._options.last("--effort")
        if effort is None or effort in _EFFORTS:
            return ""
        return (
            f"Warning: Unknown --effort value '{effort}' \u2014 ignoring it and using the default"
            f" effort. Valid values: {', '.join(_EFFORTS)}.\n"
        )

    @property
    def folders(self) -> list[str]:
        """The folders that are added to the working folder."""
        return self._options.all("--add-dir")

    @property
    def settings(self) -> str | None:
        """The value of `--settings`: JSON, or a file."""
        return self._options.last("--settings")

    @property
    def sources(self) -> str | None:
        """Which settings are read: of the user, the project, or local ones; None for all."""
        return self._options.last("--setting-sources")

    def _check_formats(self) -> None:
        if self.format == "stream-json" and not self.verbose:
            said = "Error: When using --print, --output-format=stream-json requires --verbose\n"
            raise Ended(1, said=said)
        if self.converses and self.format != "stream-json":
            said = "Error: --input-format=stream-json requires output-format=stream-json.\n"
            raise Ended(1, said=said)
        if self._options.has("--replay-user-messages") and not self.converses:
            said = (
                "Error: --replay-user-messages requires both --input-format=stream-json and"
                " --output-format=stream-json.\n"
            )
            raise Ended(1, said=said)
        if self._options.has("--include-partial-messages") and self.format != "stream-json":
            said = (
                "Error: --include-partial-messages requires --print and"
                " --output-format=stream-json.\n"
            )
            raise Ended(1, said=said)

    def _mode(self) -> str:
        bypass = self._options.has("--dangerously-skip-permissions")
        mode = "bypassPermissions" if bypass else self._options.last("--permission-mode")
        if mode == "bypassPermissions" and os.getuid() == 0 and not self._sandboxed:
            said = (
                "--dangerously-skip-permissions cannot be used with root/sudo privileges for"
                " security reasons\n"
            )
            raise Ended(1, said=said)
        return {None: "default", "manual": "default"}.get(mode, mode or "default")

    def _take_session(self) -> None:
        """Which session this is: a new one, one to be gone on with, or a copy of one."""
        options = self._options
        given = options.last("--session-id")
        self.resumes = options.last("-r", "--resume")
        self.forks = options.has("--fork-session")
        self.kept = not options.has("--no-session-persistence")
        if given is not None and not _is_uuid(given):
            raise Ended(1, said="Error: Invalid session ID. Must be a valid UUID.\n")
        if options.has("-r", "--resume") and not self.resumes:
            raise Ended(1, said=_NO_RESUME)
        if given and (self.resumes or options.has("-c", "--continue")) and not self.forks:
            raise Ended(1, said=_BOTH_IDS)
        if given and claude_sessions.exists(given):
            raise Ended(1, said=f"Error: Session ID {given} is already in use.\n")
        if options.has("-c", "--continue") and not self.resumes:
            self.resumes = claude_sessions.latest()
        own = None if self.forks else self.resumes
        self.session = given or own or uuid()

    def _check_files(self) -> None:
        for name, called in _FILES.items():
            path = self._options.last(name)
            if path is not None and not os.path.exists(path):
                raise Ended(1, said=f"Error: {called} not found: {os.path.abspath(path)}\n")

    def _take_model(self) -> None:
        asked = self._options.last("--model")
        self.model = _MODELS.get(asked or "opus", asked or "")
        self.unknown_model = None
        if asked is not None and not _MODELS.get(asked, asked).startswith(_KNOWN_MODEL):
            self.unknown_model = asked


_BAD_SCHEMA = "Error: --json-schema is not valid JSON: "
_BAD_AGENTS = "Error: Invalid --agents configuration:\ninvalid JSON: "
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_SOURCES = ("user", "project", "local")
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_NO_RESUME = (
    "Error: --resume requires a valid session ID or session title when used with --print."
    " Usage: claude -p --resume <session-id|title>\n"
)
_BOTH_IDS = (
    "Error: --session-id can only be used with --continue or --resume if --fork-session is also"
    " specified.\n"
)


def _check_schema(schema: Record | None) -> None:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if isinstance(kind, str) and kind not in _TYPES:
        said = "data/type must be equal to one of the allowed values"
        raise Ended(1, said=f"Error: --json-schema is not a valid JSON Schema: {said}\n")


def _check_sources(told: str | None) -> None:
    for name in (told or "").split(","):
        if name and name not in _SOURCES:
            said = f"Invalid setting source: {name}. Valid options are: {', '.join(_SOURCES)}"
            raise Ended(1, said=f"Error processing --setting-sources: {said}\n")


def _is_sandbox() -> bool:
    return os.environ.get("IS_SANDBOX") == "1" or bool(os.environ.get("CLAUDE_CODE_BUBBLEWRAP"))


def _is_uuid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and set("".join(parts)) <= _HEX


def _json(text: str | None, complaint: str) -> Record | None:
    if text is None:
        return None
    try:
        value: Record = wire.loads(text)
    except ValueError as error:
        raise Ended(1, said=f"{complaint}{error}\n") from None
    return value


def _servers(configs: list[str]) -> dict[str, Record]:
    """The MCP servers of `--mcp-config`: JSON, or files that hold it."""
    servers: dict[str, Record] = {}
    for config in configs:
        inline = config.lstrip().startswith("{")
        if not inline and not os.path.exists(config):
            said = f"MCP config file not found: {os.path.abspath(config)}"
            raise Ended(1, said=f"Error: Invalid MCP configuration:\n{said}\n")
        text = config if inline else os.fsdecode(wire.read(config))
        try:
            servers.update(wire.loads(text)["mcpServers"])
        except (ValueError, KeyError, TypeError):
            said = "MCP config is not a valid JSON" if inline else "MCP config file is malformed"
            raise Ended(1, said=f"Error: Invalid MCP configuration:\n{said}\n") from None
    return servers


def _parse(argv: list[str]) -> Options:
    try:
        return Options(argv, _TABLE)
    except UnknownOption as unknown:
        raise Ended(1, said=f"error: unknown option '{unknown}'\n") from None
    except ValueMissing as option:
        name = str(option)
        hint = f" {_HINTS[name]}" if name in _HINTS else ""
        raise Ended(1, said=f"error: option '{name}{hint}' argument missing\n") from None


def _check_choices(options: Options) -> None:
    for name, choices in _CHOICES.items():
        chosen = options.last(name)
        if chosen is not None and chosen not in (*choices, *_UNTOLD.get(name, ())):
            said = f"Allowed choices are {', '.join(choices)}."
            raise Ended(1, said=_invalid(name, chosen, said))


def _number(options: Options, name: str, *, positive: bool) -> float | None:
    given = options.last(name)
    if given is None:
        return None
    try:
        value = float(given)
    except ValueError:
        said = "must be a positive number greater than 0" if positive else "must be a number"
        raise Ended(1, said=_invalid(name, given, said)) from None
    if positive and value <= 0:
        said = "must be a positive number greater than 0"
        raise Ended(1, said=_invalid(name, given, said))
    return value


def _invalid(name: str, given: str, said: str) -> str:
    return f"error: option '{name} {_HINTS[name]}' argument '{given}' is invalid. {said}\n"
