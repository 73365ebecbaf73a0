"""The command line of `claude`, with the complaints of the real one."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended
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
_MODELS = {
    "opus": "claude-opus-5-5",
    "sonnet": "claude-sonnet-5-5",
    "haiku": "claude-haiku-5-5",
}
_FORMATS = ("text", "json", "stream-json")


class ClaudeOptions:
    """What of the command line shapes the answer."""

    def __init__(self, argv: list[str]):
        """Ended with exit 1 where the real CLI complains."""
        options = _parse(argv)
        self.prompt = " ".join(options.positional)
        self.verbose = options.has("--verbose")
        self.format = _format(options, verbose=self.verbose)
        self.converses = _converses(options, self.format)
        self.session = options.last("--session-id") or options.last("-r", "--resume")
        model = options.last("--model") or "opus"
        self.model = _MODELS.get(model, model)
        self.servers = _servers(options.all("--mcp-config"))
        bypass = options.has("--dangerously-skip-permissions")
        asked = options.last("--permission-mode") or "default"
        self.permission_mode = "bypassPermissions" if bypass else asked


def _servers(configs: list[str]) -> dict[str, Record]:
    """The MCP servers of `--mcp-config`: JSON, or files that hold it."""
    servers: dict[str, Record] = {}
    for config in configs:
        inline = config.lstrip().startswith("{")
        if not inline and not os.path.exists(config):
            said = f"Error: Invalid MCP configuration:\nMCP config file not found: {config}\n"
            raise Ended(1, said=said)
        text = config if inline else os.fsdecode(wire.read(config))
        servers.update(wire.loads(text)["mcpServers"])
    return servers


def _parse(argv: list[str]) -> Options:
    try:
        return Options(argv, _TABLE)
    except UnknownOption as unknown:
        raise Ended(1, said=f"error: unknown option '{unknown}'\n") from None
    except ValueMissing as option:
        raise Ended(1, said=f"error: option '{option}' argument missing\n") from None


def _format(options: Options, *, verbose: bool) -> str:
    chosen = options.last("--output-format") or "text"
    if chosen not in _FORMATS:
        said = (
            f"error: option '--output-format <format>' argument '{chosen}' is invalid."
            f" Allowed choices are {', '.join(_FORMATS)}.\n"
        )
        raise Ended(1, said=said)
    if chosen == "stream-json" and not verbose:
        said = "Error: When using --print, --output-format=stream-json requires --verbose\n"
        raise Ended(1, said=said)
    return chosen


def _converses(options: Options, output: str) -> bool:
    """Whether messages come on stdin one by one, as the SDKs send them."""
    if options.last("--input-format") != "stream-json":
        return False
    if output != "stream-json":
        said = "Error: --input-format=stream-json requires output-format=stream-json.\n"
        raise Ended(1, said=said)
    return True
