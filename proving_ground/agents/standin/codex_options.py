"""The command line of `codex exec`, with the complaints of the real one."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended, Problem
from proving_ground.agents.standin.codex_config import Config
from proving_ground.agents.standin.options import FLAG, VALUE, Options, UnknownOption, ValueMissing

VERSION = "0.171.0"
BYPASS = ("--dangerously-bypass-approvals-and-sandbox", "--yolo")
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
_OF_EXEC = ("--json", "--experimental-json", "-o", "--output-last-message", "--output-schema")
_TABLE_WITHOUT_EXEC = {k: v for k, v in _TABLE_BEFORE_EXEC.items() if k not in _OF_EXEC}
_CHOICES = {
    ("-s", "--sandbox"): (
        "--sandbox <SANDBOX_MODE>",
        ("read-only", "workspace-write", "danger-full-access"),
    ),
    ("--color",): ("--color <COLOR>", ("always", "never", "auto")),
    ("-a", "--ask-for-approval"): (
        "--ask-for-approval <APPROVAL_POLICY>",
        ("on-request", "never"),
    ),
}
_USAGE = "Usage: codex exec [OPTIONS] [PROMPT]\n       codex exec [OPTIONS] <COMMAND> [ARGS]\n"
_HELP = "\nFor more information, try '--help'.\n"
_MODELS = ("gpt-5", "gpt-6", "codex-", "gpt-oss", "o3", "o4")
_UNKNOWN = (
    "Codex is ignoring 1 unrecognized configuration setting. Check for typos or deprecated"
    " settings.\n  session-flags: `{}` is ignored."
)
_LAST = "--last"


class CodexOptions:
    """What of the command line shapes the answer."""

    def __init__(self, argv: list[str]):
        """Ended with exit 2 where the real CLI complains of what stands there, else with 1."""
        options = _options(argv)
        _check_choices(options)
        self.resumes: str | None = None
        self.is_resume = options.positional[:1] == ["resume"]
        self.prompt = self._take_prompt(options)
        self.json = options.has("--json", "--experimental-json")
        self.ephemeral = options.has("--ephemeral")
        self.folder = options.last("-C", "--cd")
        self.last_message_file = options.last("-o", "--output-last-message")
        self.anywhere = options.has("--skip-git-repo-check", *BYPASS)
        self.bypass = options.has(*BYPASS)
        self.folders = options.all("--add-dir")
        self.config = Config(options.all("-c", "--config"))
        self._model = options.last("-m", "--model")
        self._sandbox = options.last("-s", "--sandbox")
        self._schema = options.last("--output-schema")

    def _take_prompt(self, options: Options) -> str | None:
        words = options.positional
        if not self.is_resume:
            _refuse_more(words[1:])
            return words[0] if words else None
        words = words[1:]
        if options.has(_LAST):
            self.resumes = _LAST
        elif words:
            self.resumes, *words = words
        _refuse_more(words[1:])
        return words[0] if words else None

    @property
    def sandbox(self) -> str:
        """What commands and patches may write."""
        if self.bypass:
            return "danger-full-access"
        return self._sandbox or self.config.sandbox or "read-only"

    @property
    def model(self) -> str:
        """The model that is asked for."""
        return self._model or self.config.model or "gpt-6.1-sol"

    @property
    def warnings(self) -> list[str]:
        """What is told of settings and models that nobody knows."""
        said = []
        for name in self.config.unknown:
            said += [_UNKNOWN.format(name)] * 2
        if not self.model.startswith(_MODELS):
            said.append(f"Model metadata for `{self.model}` not found.")
        return said

    def check_files(self) -> None:
        """Ended where a file cannot be read or written that is named."""
        self._check_schema()
        path = self.last_message_file
        if not path:
            return
        try:
            wire.write_here(path, b"")
        except OSError as error:
            said = f'Error: Failed to open last message file "{path}": {_told(error)}\n'
            raise Ended(1, said=said) from None

    def _check_schema(self) -> None:
        if not self._schema:
            return
        try:
            wire.loads(os.fsdecode(wire.read(self._schema)))
        except OSError as error:
            said = f"Failed to read output schema file {self._schema}: {_told(error)}\n"
            raise Ended(1, said=said) from None
        except ValueError as error:
            said = f"Output schema file {self._schema} is not valid JSON: {error}\n"
            raise Ended(1, said=said) from None

    def heading(self, thread: str, prompt: str) -> str:
        """What the real CLI says on stderr before it works."""
        return (
            f"OpenAI Codex v{VERSION}\n--------\nworkdir: {os.getcwd()}\nmodel: {self.model}\n"
            f"provider: openai\napproval: never\nsandbox: {self.sandbox}\n"
            f"reasoning effort: none\nreasoning summaries: none\n"
            f"session id: {thread}\n--------\nuser\n{prompt}\n"
        )


def _told(error: OSError) -> str:
    return f"{error.strerror} (os error {error.errno})"


def _options(argv: list[str]) -> Options:
    """Options from both sides of `exec`; some may stand only before it."""
    at = next((i for i, argument in enumerate(argv) if argument in ("exec", "e")), None)
    if at is None:
        options = _parse(argv, _TABLE_WITHOUT_EXEC)
        _check_choices(options)
        if os.isatty(0):
            raise Problem("codex can be scripted for `codex exec` alone")
        raise Ended(1, said="Error: stdin is not a terminal\n")
    _parse(argv[at + 1 :], _TABLE)
    return _parse(argv[:at] + argv[at + 1 :], _TABLE_BEFORE_EXEC)


def _parse(argv: list[str], table: dict[str, str]) -> Options:
    try:
        return Options(argv, table)
    except UnknownOption as unknown:
        raise Ended(2, said=_unexpected(str(unknown))) from None
    except ValueMissing as option:
        said = f"error: a value is required for '{option}' but none was supplied\n{_HELP}"
        raise Ended(2, said=said) from None


def _refuse_more(words: list[str]) -> None:
    if words:
        raise Ended(2, said=f"error: unexpected argument '{words[0]}' found\n\n{_USAGE}{_HELP}")


def _unexpected(argument: str) -> str:
    return (
        f"error: unexpected argument '{argument}' found\n\n"
        f"  tip: to pass '{argument}' as a value, use '-- {argument}'\n\n{_USAGE}{_HELP}"
    )


def _check_choices(options: Options) -> None:
    for names, (called, choices) in _CHOICES.items():
        chosen = options.last(*names)
        if chosen is not None and chosen not in choices:
            said = f"error: invalid value '{chosen}' for '{called}'\n"
            raise Ended(2, said=f"{said}  [possible values: {', '.join(choices)}]\n{_HELP}")
