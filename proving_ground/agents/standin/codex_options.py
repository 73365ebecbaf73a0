"""The command line of `codex exec`, with the complaints of the real one."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended, Problem
from proving_ground.agents.standin.options import FLAG, VALUE, Options, UnknownOption, ValueMissing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.wire import Record

VERSION = "0.169.0"
_BYPASS = ("--dangerously-bypass-approvals-and-sandbox", "--yolo")
_NAMES = {
    FLAG: "--strict-config --oss --approve-for-me --dangerously-bypass-approvals-and-sandbox"
    " --dangerously-bypass-hook-trust --worktree --skip-git-repo-check --trust --yolo --ephemeral"
    " --ignore-user-config --ignore-rules --json --experimental-json --last --all",
    VALUE: "-c --config --enable --disable -i --image -m --model --local-provider -p --profile"
    " -s --sandbox -C --cd --add-dir --thread-source --output-schema --color -o"
    " --output-last-message --cyber-access-program",
}
_TABLE = {name: takes for takes, names in _NAMES.items() for name in names.split()}
_TABLE_BEFORE_EXEC = {**_TABLE, "-a": VALUE, "--ask-for-approval": VALUE, "--search": FLAG}
_USAGE = "Usage: codex exec [OPTIONS] [PROMPT]\n       codex exec [OPTIONS] <COMMAND> [ARGS]\n"
_HELP = "\nFor more information, try '--help'.\n"


class CodexOptions:
    """What of the command line shapes the answer."""

    def __init__(self, argv: list[str]):
        """Ended with exit 2 where the real CLI complains."""
        options = _options(argv)
        if options.positional[:1] == ["resume"]:
            raise Problem("`codex exec resume` cannot be scripted")
        self.prompt = options.positional[0] if options.positional else None
        self.json = options.has("--json", "--experimental-json")
        self.folder = options.last("-C", "--cd")
        self.last_message_file = options.last("-o", "--output-last-message")
        self.anywhere = options.has("--skip-git-repo-check", *_BYPASS)
        self.servers = _servers(options.all("-c", "--config"))
        self._model = options.last("-m", "--model") or "gpt-6.1-sol"
        asked = options.last("-s", "--sandbox") or "read-only"
        self._sandbox = "danger-full-access" if options.has(*_BYPASS) else asked

    def heading(self, thread: str, prompt: str) -> str:
        """What the real CLI says on stderr before it works."""
        return (
            f"OpenAI Codex v{VERSION}\n--------\nworkdir: {os.getcwd()}\nmodel: {self._model}\n"
            f"provider: openai\napproval: never\nsandbox: {self._sandbox}\n"
            f"session id: {thread}\n--------\nuser\n{prompt}\n"
        )


def _servers(settings: list[str]) -> dict[str, Record]:
    """The MCP servers of `-c mcp_servers.NAME.KEY=VALUE`, where the value is JSON, too."""
    servers: dict[str, Record] = {}
    for setting in settings:
        key, _, value = setting.partition("=")
        table, _, place = key.partition(".")
        name, _, field = place.partition(".")
        if table == "mcp_servers" and field in ("command", "args"):
            servers.setdefault(name, {})[field] = wire.loads(value)
    return servers


def _options(argv: list[str]) -> Options:
    """Options from both sides of `exec`; some may stand only before it."""
    at = next((i for i, argument in enumerate(argv) if argument in ("exec", "e")), None)
    if at is None:
        _parse(argv, _TABLE_BEFORE_EXEC)
        if os.isatty(0):
            raise Problem("codex can be scripted for `codex exec` alone")
        raise Ended(1, said="Error: stdin is not a terminal\n")
    _parse(argv[at + 1 :], _TABLE)
    return _parse(argv[:at] + argv[at + 1 :], _TABLE_BEFORE_EXEC)


def _parse(argv: list[str], table: dict[str, str]) -> Options:
    try:
        return Options(argv, table)
    except UnknownOption as unknown:
        said = (
            f"error: unexpected argument '{unknown}' found\n\n"
            f"  tip: to pass '{unknown}' as a value, use '-- {unknown}'\n\n{_USAGE}{_HELP}"
        )
        raise Ended(2, said=said) from None
    except ValueMissing as option:
        said = f"error: a value is required for '{option}' but none was supplied\n{_HELP}"
        raise Ended(2, said=said) from None
