"""The tools that claude uses: asked for, allowed or refused, carried out, and told of."""

from __future__ import annotations

from proving_ground.agents.standin import claude_tools
from proving_ground.agents.standin.claude_permissions import BYPASS, Verdict
from proving_ground.agents.standin.tools import Outcome, Use, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude_turn import Turn
    from proving_ground.agents.standin.wire import Record


class ToolUses:
    """Lets the model of one session use its tools, and tells what came of it."""

    def __init__(self, turn: Turn):
        self._turn = turn

    def named(self, use: Use) -> tuple[str, Record]:
        """The tool's name, and what the model tells it."""
        server = self._turn.agent.server_of(use.given["tool"]) if use.kind == "tool" else None
        known = next(iter(self._turn.agent.configured()), "unknown")
        name = claude_tools.name_of(use, server.name if server else known)
        return name, claude_tools.input_of(use)

    def meta(self, use: Use) -> list[Record] | None:
        """What the event of a call tells of a tool of an MCP server."""
        if use.kind != "tool":
            return None
        tool = use.given["tool"]
        told: Record = {"id": use.id, "display_name": tool.capitalize()}
        server = self._turn.agent.server_of(tool)
        if server:
            told.update(server_display_name=server.title, tool_name=tool)
        return [told]

    def carry_out(self, use: Use) -> Outcome:
        """Use the tool where that is allowed, and tell what came of it."""
        name, given = self.named(use)
        missing = self._turn.may.lacks(name, self._turn.agent.tools())
        if missing:
            self._refuse(name, missing)
            said = {"content": f"<tool_use_error>Error: {missing}</tool_use_error>"}
            self.result(use, {**said, "is_error": True}, f"Error: {missing}", None)
            return Outcome(missing, 1)
        verdict = self._asked(name, given, use)
        if verdict.refused is not None:
            return self._refused(use, name, given, verdict)
        given = claude_tools.input_of(use)
        self._turn.running = use
        outcome = perform(use, self._turn.agent)
        self._turn.running = None
        never_asked = use.kind == "edit" and outcome.code and outcome.old is not None
        said, seen = claude_tools.result_of(use, outcome, known=use.path_if_any in self._turn.read)
        self._note_read(use)
        self._after(name, given, use, outcome)
        self.result(use, said, seen, None if never_asked else self._meta_of(use, verdict))
        return outcome

    def _note_read(self, use: Use) -> None:
        if use.kind in ("read", "write") and use.path_if_any:
            self._turn.read.add(use.path_if_any)
        if use.kind == "structured":
            self._turn.structured = use.given["structured"]

    def _asked(self, name: str, given: Record, use: Use) -> Verdict:
        verdict = self._turn.may.verdict(name, given, self._turn.hooks, use.id)
        self._change(use, given, verdict.updated)
        talk = self._turn.agent.talk
        if verdict.refused is None or verdict.kind != "user-rejected" or not talk:
            return verdict
        if self._turn.options.asks_by != "stdio" or self._turn.may.mode in ("dontAsk", BYPASS):
            return verdict
        request: Record = {"subtype": "can_use_tool", "tool_name": name, "input": given}
        request.update(tool_use_id=use.id, permission_suggestions=[])
        answer = talk.ask(request)
        if answer.get("behavior") == "allow":
            self._change(use, given, answer.get("updatedInput"))
            return Verdict(None, "permissionPromptTool", source="user_temporary")
        said = str(answer.get("message") or "")
        return Verdict(said, "permissionPromptTool", source="user_reject")

    def _change(self, use: Use, given: Record, updated: Record | None) -> None:
        """Whoever allows the use of a tool may change what it is told."""
        if updated and updated != given:
            claude_tools.change_input(use, updated)

    def _refused(self, use: Use, name: str, given: Record, verdict: Verdict) -> Outcome:
        said = str(verdict.refused)
        self._refuse(name, said)
        self._turn.denials.append({"tool_name": name, "tool_use_id": use.id, "tool_input": given})
        if verdict.source == "config":
            told: Record = {"tool_name": name, "tool_use_id": use.id, "message": said}
            if verdict.reason:
                told["decision_reason_type"] = verdict.reason
            if verdict.reason == "workingDir":
                told["decision_reason"] = "Path is outside allowed working directories"
            self._turn.emit(self._turn.agent.voice.system("permission_denied", **told))
        meta = {"id": use.id, "non_execution_kind": verdict.kind}
        decided = {**meta, "permission_decision": verdict.told()}
        self.result(use, {"content": said, "is_error": True}, f"Error: {said}", [decided])
        return Outcome(said, 1)

    def _refuse(self, name: str, said: str) -> None:
        self._turn.agent.refused.append(f"{name}: {said}")

    def _meta_of(self, use: Use, verdict: Verdict | None) -> list[Record] | None:
        return None if verdict is None else [{"id": use.id, "permission_decision": verdict.told()}]

    def _after(self, name: str, given: Record, use: Use, outcome: Outcome) -> None:
        if self._turn.hooks:
            told = {"tool_name": name, "tool_input": given, "tool_response": outcome.said}
            self._turn.hooks.run("PostToolUse", {**told, "tool_use_id": use.id}, name, use.id)

    def result(self, use: Use, said: Record, seen: object, meta: list[Record] | None) -> None:
        """`user` with a tool's result."""
        self._turn.agent.account.results += 1
        content = [{"type": "tool_result", "tool_use_id": use.id, **said}]
        more: Record = {"tool_use_result": seen}
        if meta:
            more["tool_result_meta"] = meta
        self._turn.emit(self._turn.agent.voice.user(content, **more))
