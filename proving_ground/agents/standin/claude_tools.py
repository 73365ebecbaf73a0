"""How claude names its tools, and what their results look like."""

from __future__ import annotations

from proving_ground.agents.standin.call import Problem
from proving_ground.agents.standin.wire import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.tools import Outcome, Use
    from proving_ground.agents.standin.wire import Record

    Seen = Record | list[Record] | str

_CHANGED = "  The user modified your proposed changes before accepting them. ."
_MODIFIED = " The user modified your proposed content before accepting it."
_KNOWN = " (file state is current in your context \u2014 no need to Read it back)"


def name_of(use: Use, server: str) -> str:
    """The name of the tool; `server` is the MCP server that offers it."""
    names = {"write": "Write", "edit": "Edit", "read": "Read", "structured": "StructuredOutput"}
    if use.kind == "tool":
        return f"mcp__{server}__{use.given['tool']}"
    if use.kind == "patch":
        raise Problem("claude knows no patches; use write, edit and delete")
    return names.get(use.kind, "Bash")


def input_of(use: Use) -> Record:
    """What the model tells the tool."""
    if use.kind == "write":
        return {"file_path": use.path, "content": use.content()}
    if use.kind == "read":
        return {"file_path": use.path}
    if use.kind == "edit":
        given = {"old_string": use.given["old"], "new_string": use.given["new"]}
        return {"replace_all": False, "file_path": use.path, **given}
    if use.kind == "structured":
        told: Record = use.given["structured"]
        return told
    if use.kind == "tool":
        args: Record = use.given.get("args", {})
        return args
    return {"command": use.command}


_FIELDS = {
    "write": {"file_path": "write", "content": "content"},
    "read": {"file_path": "read"},
    "edit": {"file_path": "edit", "old_string": "old", "new_string": "new"},
    "run": {"command": "run"},
}
"""The parts of a tool's input that an act says, too, by the act's kind."""


def faults_of(use: Use, name: str, told: Record) -> str | None:
    """What the tool complains of when it is told this; None where it has all that it needs."""
    kind = "run" if use.kind == "delete" else use.kind
    lacks = [part for part in _FIELDS.get(kind, {}) if part not in told]
    if not lacks:
        return None
    issues = "issue" if len(lacks) == 1 else "issues"
    said = "".join(f"\nThe required parameter `{part}` is missing" for part in lacks)
    return f"{name} failed due to the following {issues}:{said}"


def change_input(use: Use, told: Record) -> None:
    """Let the tool be told this, as whoever allowed it wants."""
    if use.kind in ("tool", "structured"):
        use.given = {**use.given, "args" if use.kind == "tool" else "structured": told}
        return
    if use.kind == "delete" and told.get("command") != use.command:
        use.kind = "run"
    fields = _FIELDS.get(use.kind, {})
    changed = {act: told[name] for name, act in fields.items() if name in told}
    use.given = {**use.given, **changed, "append": False}


def result_of(use: Use, outcome: Outcome, *, known: bool, modified: bool) -> tuple[Record, Seen]:
    """The block that tells the model, and what the event tells besides.

    A file is `known` that the model has read or written before; the user may have `modified` it.
    """
    if use.kind in ("run", "delete", "tool"):
        return _answered(outcome) if use.kind == "tool" else _ran(outcome)
    if outcome.code:
        return _failed(use, outcome)
    if use.kind == "write":
        return _written(use, outcome, modified=modified)
    if use.kind == "edit":
        return _edited(use, outcome, known=known, modified=modified)
    if use.kind == "read":
        return _was_read(use, outcome)
    return {"content": _STRUCTURED}, _STRUCTURED


def _failed(use: Use, outcome: Outcome) -> tuple[Record, Seen]:
    said = outcome.said
    if use.kind == "edit" and outcome.old is not None:
        said = f"{said}\nString: {use.given['old']}"
        return {"content": _error(said), "is_error": True}, f"Error: {said}"
    said = f"{said} Note: your current working directory is {HERE}."
    return {"content": said, "is_error": True}, f"Error: {said}"


def _error(said: str) -> str:
    return f"<tool_use_error>{said}</tool_use_error>"


def _ran(outcome: Outcome) -> tuple[Record, Seen]:
    if outcome.code:
        said = f"Exit code {outcome.code}\n{outcome.said}".rstrip("\n")
        return {"content": said, "is_error": True}, f"Error: {said}"
    seen: Record = {"stdout": outcome.said, "stderr": "", "interrupted": False}
    seen.update(isImage=False, noOutputExpected=False)
    return {"content": outcome.said or _SILENT, "is_error": False}, seen


_STRUCTURED = "Structured output provided successfully"
_SILENT = "(Bash completed with no output)"


def _answered(outcome: Outcome) -> tuple[Record, Seen]:
    if outcome.code:
        return {"content": outcome.said, "is_error": True}, f"Error: {outcome.said}"
    content: list[Record] = [{"type": "text", "text": outcome.said}]
    return {"content": content}, content


def _written(use: Use, outcome: Outcome, *, modified: bool) -> tuple[Record, Seen]:
    path, new = use.path, str(use.given["content"])
    if use.given.get("append"):
        new = (outcome.old or "") + new
    created = outcome.old is None
    said = f"File created successfully at: {path}" if created else _updated(path)
    seen: Record = {"type": "create" if created else "update", "filePath": path, "content": new}
    patch = [] if created else _hunk(outcome.old or "", new)
    seen.update(structuredPatch=patch, originalFile=outcome.old, userModified=modified)
    return {"content": said + (_MODIFIED if modified else _KNOWN)}, seen


def _edited(use: Use, outcome: Outcome, *, known: bool, modified: bool) -> tuple[Record, Seen]:
    seen: Record = {"filePath": use.path, "oldString": use.given["old"]}
    seen.update(newString=use.given["new"], originalFile=outcome.old, userModified=modified)
    new = (outcome.old or "").replace(use.given["old"], use.given["new"], 1)
    seen.update(replaceAll=False, structuredPatch=_hunk(outcome.old or "", new))
    if not known or modified:
        seen["contentNotInModelContext"] = True
    more = _CHANGED if modified else (_KNOWN if known else "")
    return {"content": _updated(use.path) + more}, seen


def _was_read(use: Use, outcome: Outcome) -> tuple[Record, Seen]:
    lines = outcome.said.split("\n")
    said = "\n".join(f"{number}\t{line}" for number, line in enumerate(lines, start=1))
    file: Record = {"filePath": use.path, "content": outcome.said, "startLine": 1}
    file.update(numLines=len(lines), totalLines=len(lines))
    return {"content": said}, {"type": "text", "file": file}


def _updated(path: str) -> str:
    return f"The file {path} has been updated successfully."


def _hunk(old: str, new: str) -> list[Record]:
    """All of the file as one change; an engine has no use for a smaller one."""
    before, after = old.splitlines(), new.splitlines()
    lines = [*(f"-{line}" for line in before), *(f"+{line}" for line in after)]
    at: Record = {"oldStart": 1, "oldLines": len(before), "newStart": 1, "newLines": len(after)}
    return [{**at, "lines": lines}]
