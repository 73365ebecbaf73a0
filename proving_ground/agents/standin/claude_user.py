"""What claude asks the user of an SDK before it uses a tool, and what it makes of the answer."""

from __future__ import annotations

import os

from proving_ground.agents.standin import claude_tools
from proving_ground.agents.standin.claude_permissions import STOPS, Verdict
from proving_ground.agents.standin.claude_rules import CHANGING_FILES
from proving_ground.agents.standin.wire import HERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude_control import Conversation
    from proving_ground.agents.standin.tools import Use
    from proving_ground.agents.standin.wire import Record

_SESSION = {"destination": "session"}
_EDITS: Record = {"type": "setMode", "mode": "acceptEdits", **_SESSION}
_NONSENSE = (
    "The canUseTool callback returned an invalid permission result. Expected {behavior: 'allow',"
    " updatedInput?: object} or {behavior: 'deny', message: string}. updatedPermissions may hold at"
    " most 4096 updates, rules and directories in all."
)
_INVALID = (
    "<tool_use_error>The permission handler returned updatedInput for {name} that failed schema"
    " validation: {faults}\nThis is a configuration issue in your canUseTool callback,"
    " PermissionRequest hook, or permission-prompt tool \u2014 updatedInput must satisfy the tool's"
    " input schema. The tool input from the model was valid.</tool_use_error>"
)


def ask(talk: Conversation, name: str, use: Use, refusal: Verdict, server: str | None) -> Verdict:
    """Ask `can_use_tool`; whoever allows it may change what the tool is told.

    `refusal` is what was decided so far; `server` offers the tool, if an MCP server does.
    """
    request = _request(name, use, server)
    if refusal.reason == "hook":
        request.update(decision_reason=refusal.why, decision_reason_type="hook")
        request.update(decision_reason_hook_event="PreToolUse")
        request.update(decision_reason_hook_source="settings")
        del request["permission_suggestions"]
    answer = talk.ask(request)
    behavior, message = answer.get("behavior"), answer.get("message")
    if behavior == "allow":
        return _allowed(name, use, answer.get("updatedInput"))
    if behavior != "deny" or not isinstance(message, str):
        return Verdict(_NONSENSE, "other", kind="permission-rule", untold=True)
    source = STOPS if answer.get("interrupt") else "user_reject"
    return Verdict(message, source=source, kind="permission-rule")


def _allowed(name: str, use: Use, updated: Record | None) -> Verdict:
    faults = claude_tools.faults_of(use, name, updated) if updated else None
    if faults:
        return Verdict(
            _INVALID.format(name=name, faults=faults),
            source="permission_updated_input_invalid",
            kind=None,
            seen=f"InputValidationError: permission handler updatedInput failed schema for {name}",
        )
    modified = bool(updated) and updated != claude_tools.input_of(use)
    if updated and modified:
        claude_tools.change_input(use, updated)
    return Verdict(source="user_temporary", modified=modified)


def _request(name: str, use: Use, server: str | None) -> Record:
    request: Record = {"subtype": "can_use_tool", "tool_name": name, "display_name": name}
    request.update(input=claude_tools.input_of(use), tool_use_id=use.id)
    if use.path_if_any and name != "Bash":
        return {**request, **_of_file(use.path)}
    if name == "Bash":
        return {**request, **_of_command(use.command)}
    told: Record = {"permission_suggestions": [_rule({"toolName": name})]}
    told["display_name"] = str(use.given.get("tool", name)).capitalize()
    told["mcp_server"] = {"name": server, "source": "dynamic"}
    return {**request, **told, "server_policy_ask_only": True}


def _of_file(path: str) -> Record:
    inside = os.path.relpath(path, HERE)
    if not inside.startswith(".."):
        return {"description": inside, "permission_suggestions": [_EDITS]}
    folder = {"type": "addDirectories", "directories": [os.path.dirname(path)], **_SESSION}
    told: Record = {"description": path, "permission_suggestions": [_EDITS, folder]}
    told["decision_reason"] = "Path is outside allowed working directories"
    return {**told, "decision_reason_type": "workingDir"}


def _of_command(command: str) -> Record:
    """What is told besides of a command: what would allow it, and why it is asked for."""
    suggested = [_rule({"toolName": "Bash", "ruleContent": command})]
    told: Record = {"description": command, "permission_suggestions": suggested}
    words = command.split()
    if words[0] not in CHANGING_FILES:
        why = {"decision_reason": "This command requires approval"}
        return {**told, **why, "decision_reason_type": "other"}
    suggested += [{"type": "addDirectories", "directories": [HERE], **_SESSION}, _EDITS]
    return {**told, "blocked_path": os.path.abspath(words[-1])}


def _rule(rule: Record) -> Record:
    allow: Record = {"type": "addRules", "rules": [rule], "behavior": "allow"}
    return {**allow, "destination": "localSettings"}
