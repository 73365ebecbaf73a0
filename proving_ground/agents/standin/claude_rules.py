"""What claude may do: the rules of flags and settings, and the permission mode."""

from __future__ import annotations

import os

from proving_ground.agents.standin.wire import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from proving_ground.agents.standin.wire import Record

_EDITING = ("Write", "Edit", "NotebookEdit")
_FREE = ("Read", "Glob", "Grep", "StructuredOutput", "ToolSearch", "Task", "Skill")
_READING = frozenset(
    (
        *("cat", "cd", "diff", "du", "echo", "false", "grep", "head", "id", "ls", "pwd", "rg"),
        *("sleep", "stat", "tail", "true", "uname", "wc", "which", "whoami", "sort", "cut", "tr"),
        *("basename", "dirname", "realpath", "test"),
    )
)
"""Commands that are run unasked, since they change nothing."""
_WRITING = ("-o", "--output")
"""How options begin by which such a command writes all the same."""
_GIT_READING = frozenset(("status", "log", "diff", "show", "rev-parse", "ls-files"))
CHANGING_FILES = frozenset(("mkdir", "touch", "rm", "rmdir", "mv", "cp", "sed"))
"""Commands that change files, which the mode `acceptEdits` lets be run unasked."""
_ASKS_FOR_CHANGES = (
    "{} in '{}' needs approval. The path is inside the working directories for this session ('{}'),"
    " and Claude Code asks before a shell command creates, changes or removes files there."
)
_ACCEPTING = ("acceptEdits", "auto")
_MODES = {"manual": "default"}


class Refusal:
    """Why a tool is not used: what the model is told, and what kind of reason it is."""

    def __init__(self, message: str, reason: str | None = None, *, by_rule: bool = False):
        """`by_rule`: nobody could have granted it."""
        self.message, self.reason = message, reason
        self.by_rule = by_rule or reason == "rule"


class Rules:
    """The rules of one call; those of `deny` win over `ask`, and those over `allow`."""

    def __init__(self, mode: str, *, allow: list[str], deny: list[str], ask: list[str]):
        self.mode = _MODES.get(mode, mode)
        self._allow, self._deny, self._ask = allow, deny, ask
        self.folders = [os.path.realpath(os.getcwd())]

    def add_folders(self, folders: list[str]) -> None:
        """Further folders in which claude may work as in its own."""
        self.folders += [os.path.realpath(folder) for folder in folders]

    def why(self, tool: str, given: Record) -> str | None:
        """The kind of reason for which a tool is allowed."""
        if tool == "Bash":
            return "subcommandResults"
        if _matches_any(self._allow, tool, given):
            return "rule"
        return "mode" if tool == "Read" or tool in _EDITING else None

    def lacks(self, tool: str) -> bool:
        """Whether the model is not even offered the tool, since it is denied as a whole."""
        return any(_covers_all(rule, tool) for rule in self._deny)

    def denial(self, tool: str, given: Record) -> Refusal | None:
        """Why nobody can allow that use of the tool; None where somebody can."""
        if _matches_any(self._deny, tool, given):
            return Refusal(_denied(tool, given), "rule")
        return None

    def refusal(self, tool: str, given: Record) -> Refusal | None:
        """Why the tool may not be used like that; None where it may."""
        if denial := self.denial(tool, given):
            return denial
        asked = _matches_any(self._ask, tool, given)
        if self.mode == "bypassPermissions" and not asked:
            return None
        if self.mode == "plan" and self._changes(tool, given):
            return Refusal(_unplanned(tool, given), "mode" if tool in _EDITING else None)
        if not asked and (self._is_allowed(tool, given) or self._is_free(tool, given)):
            return None
        if self.mode == "dontAsk":
            return Refusal(_not_asked(tool), "mode", by_rule=True)
        return self._unasked(tool, given)

    def _unasked(self, tool: str, given: Record) -> Refusal:
        if tool == "Bash" and (path := self._changed(given["command"])):
            return Refusal(_ASKS_FOR_CHANGES.format(given["command"].split()[0], path, HERE))
        outside = "file_path" in given and not self._is_inside(given["file_path"])
        return Refusal(_not_granted(tool, given), "workingDir" if outside else None)

    def _changed(self, command: str) -> str | None:
        """The file in our folders that a plain command would change."""
        words = command.split()
        if len(words) < 2 or words[0] not in CHANGING_FILES or len(_parts(command)) > 1:
            return None
        return os.path.abspath(words[-1]) if self._is_inside(words[-1]) else None

    def _is_allowed(self, tool: str, given: Record) -> bool:
        if tool == "Bash":
            parts = _parts(given["command"])
            return _all_match(self._allow, parts) or _matches_whole(self._allow, given["command"])
        return any(_matches(rule, tool, given) for rule in self._allow)

    def _is_free(self, tool: str, given: Record) -> bool:
        if tool in _FREE:
            return tool != "Read" or self._is_inside(given["file_path"])
        if tool == "Bash":
            return all(self._may_run(part) for part in _parts(given["command"]))
        return tool in _EDITING and self.mode in _ACCEPTING and self._is_inside(given["file_path"])

    def _may_run(self, command: str) -> bool:
        if _only_reads(command):
            return True
        words = command.split()
        return (
            self.mode in _ACCEPTING
            and (words[0] in CHANGING_FILES or _only_reads(_unredirected(command)))
            and all(self._is_inside(target) for target in _targets(command))
            and all(self._is_inside(word) for word in words[1:] if word[0] not in "->")
        )

    def _changes(self, tool: str, given: Record) -> bool:
        return tool in _EDITING or tool.startswith("mcp__") or not self._is_free(tool, given)

    def _is_inside(self, path: str) -> bool:
        real = os.path.realpath(path)
        return any(real == each or real.startswith(each + "/") for each in self.folders)


def split_rules(values: Iterable[str]) -> list[str]:
    """The rules of an option: parted by commas and spaces, but not inside brackets."""
    found, word, depth = [], "", 0
    for c in " ".join(values) + " ":
        if c in ", " and depth == 0:
            found += [word] if word else []
            word = ""
            continue
        depth += {"(": 1, ")": -1}.get(c, 0)
        word += c
    return found


def _covers_all(rule: str, tool: str) -> bool:
    name, _, inside = rule.partition("(")
    if inside not in ("", "*)"):
        return False
    if name == tool:
        return True
    if not name.startswith("mcp__"):
        return False
    return tool.startswith(name.removesuffix("*").removesuffix("__") + "__")


def _matches_any(rules: list[str], tool: str, given: Record) -> bool:
    if tool == "Bash":
        parts = [given["command"], *_parts(given["command"])]
        return any(_matches(rule, tool, {"command": part}) for rule in rules for part in parts)
    return any(_matches(rule, tool, given) for rule in rules)


def _matches(rule: str, tool: str, given: Record) -> bool:
    if _covers_all(rule, tool):
        return True
    name, _, inside = rule.partition("(")
    inside = inside.removesuffix(")")
    if not inside:
        return False
    if tool == "Bash" and name == "Bash":
        return _like(given["command"].strip(), inside)
    if tool in _EDITING and name == "Edit":
        return _names_file(inside, given["file_path"])
    return tool == name == "Read" and _names_file(inside, given["file_path"])


def _like(command: str, pattern: str) -> bool:
    """Whether a command is that of a rule: the same, `prefix:*`, or with `*` for anything."""
    if pattern.endswith(":*"):
        prefix = pattern[:-2]
        return command == prefix or command.startswith(prefix + " ")
    if "*" not in pattern:
        return command == pattern
    if pattern.endswith(" *") and command == pattern[:-2]:
        return True
    return _glob(command, pattern)


def _glob(text: str, pattern: str) -> bool:
    first, *rest = pattern.split("*")
    if not text.startswith(first):
        return False
    text = text[len(first) :]
    for part in rest[:-1]:
        at = text.find(part)
        if at < 0:
            return False
        text = text[at + len(part) :]
    return not rest or text.endswith(rest[-1])


def _names_file(pattern: str, path: str) -> bool:
    if pattern.startswith("//"):
        return _glob(path, pattern[1:].replace("**", "*"))
    base = os.path.expanduser("~") if pattern.startswith("~/") else os.getcwd()
    plain = pattern.removeprefix("~/").removeprefix("./").removeprefix("/")
    relative = os.path.relpath(path, base)
    whole = relative if "/" in plain.rstrip("*") else os.path.basename(relative)
    return not relative.startswith("..") and _glob(whole, plain.replace("**", "*"))


def _all_match(rules: list[str], parts: list[str]) -> bool:
    """Whether each part of a command is allowed, or changes nothing anyway."""
    return all(
        _only_reads(part)
        or (
            not _redirects(part)
            and any(_matches(rule, "Bash", {"command": part}) for rule in rules)
        )
        for part in parts
    )


def _matches_whole(rules: list[str], command: str) -> bool:
    """Whether a rule names the whole command, or all commands."""
    return any(_covers_all(rule, "Bash") or rule == f"Bash({command})" for rule in rules)


def _parts(command: str) -> list[str]:
    """The simple commands of a line of the shell."""
    quote, parts, word = "", [], ""
    for c in command:
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in ";|&\n" and not (c == "&" and word.rstrip().endswith(">")):
            parts.append(word)
            word = ""
            continue
        word += c
    return [part.strip() for part in (*parts, word) if part.strip()]


def _only_reads(command: str) -> bool:
    words = command.split()
    if _redirects(command) or "$(" in command or "`" in command:
        return False
    if any(word.startswith(_WRITING) for word in words[1:]):
        return False
    if words[0] == "git" and len(words) > 1:
        return words[1] in _GIT_READING
    return words[0] in _READING


def _redirects(command: str) -> bool:
    quote = ""
    for c in command.replace("2>&1", "").replace("2>/dev/null", "").replace(">/dev/null", ""):
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c == ">":
            return True
    return False


def _targets(command: str) -> list[str]:
    """The files to which a simple command redirects."""
    words = command.replace(">>", ">").replace(">", " > ").split()
    return [words[i + 1] for i, word in enumerate(words[:-1]) if word == ">"]


def _unredirected(command: str) -> str:
    return command.partition(">")[0].strip() or command


def _denied(tool: str, given: Record) -> str:
    if tool == "Bash":
        return f"Permission to use Bash with command {given['command']} has been denied."
    if tool in _EDITING:
        return "File is in a directory that is denied by your permission settings."
    return f"Permission to use {tool} has been denied."


def _unplanned(tool: str, given: Record) -> str:
    if tool in _EDITING:
        return f"Cannot write to {given['file_path']} while in plan mode."
    return _not_granted(tool, given)


def _not_asked(tool: str) -> str:
    return f"Permission to use {tool} has been denied because Claude Code is in don't ask mode."


def _not_granted(tool: str, given: Record) -> str:
    if tool in _EDITING:
        path = given["file_path"]
        return f"Claude requested permissions to write to {path}, but you haven't granted it yet."
    if tool == "Read":
        path = given["file_path"]
        return f"Claude requested permissions to read from {path}, but you haven't granted it yet."
    if tool == "Bash":
        return "This command requires approval"
    return f"Claude requested permissions to use {tool}, but you haven't granted it yet."
