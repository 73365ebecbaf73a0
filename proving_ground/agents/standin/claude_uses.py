"""The tools that claude uses: asked for, allowed or refused, carried out, and told of."""

from __future__ import annotations

from proving_ground.agents.standin import claude_tools
from proving_ground.agents.standin.claude_permissions import BYPASS, STOPS, Verdict
from proving_ground.agents.standin.tools import Outcome, Use, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude_hooks import Answer
    from proving_ground.agents.standin.claude_turn import Turn
    from proving_ground.agents.standin.wire import Record


_NO_VERDICT = "A hook gave no usable answer, so it didn't check this action."


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
        name, _ = self.named(use)
        missing = self._turn.may.lacks(name, self._turn.agent.tools())
        if missing:
            self._refuse(name, missing)
            said = {"content": f"<tool_use_error>Error: {missing}</tool_use_error>"}
            self.result(use, {**said, "is_error": True}, f"Error: {missing}", None)
            return Outcome(missing, 1)
        verdict = self._asked(name, use)
        if verdict.source == STOPS:
            return self._stopped(use, name, str(verdict.refused))
        if verdict.refused is not None:
            return self._refused(use, name, verdict)
        given = claude_tools.input_of(use)
        self._turn.running = use
        outcome = perform(use, self._turn.agent)
        self._turn.running = None
        never_asked = use.kind == "edit" and outcome.code and outcome.old is not None
        known = use.path_if_any in self._turn.read
        said, seen = claude_tools.result_of(use, outcome, known=known, modified=verdict.modified)
        self._note_read(use)
        self._after(name, given, use, outcome)
        self.result(use, said, seen, None if never_asked else self._meta_of(use, verdict))
        return outcome

    def _note_read(self, use: Use) -> None:
        if use.kind in ("read", "write") and use.path_if_any:
            self._turn.read.add(use.path_if_any)
        if use.kind == "structured":
            self._turn.structured = use.given["structured"]

    def _asked(self, name: str, use: Use) -> Verdict:
        """What the hooks, the rules, and the user say to it, who all may change the input."""
        turn = self._turn
        answer = None
        if turn.hooks:
            told = {"tool_name": name, "tool_input": claude_tools.input_of(use)}
            told["tool_use_id"] = use.id
            answer = turn.hooks.run("PreToolUse", told, name, use.id)
            self._tell_broken(answer, use)
            if refusal := _refused_by_hook(answer, name, use):
                return Verdict(refusal, "hook", source="hook", kind="permission-rule")
            self._change(use, answer.updated)
        verdict = turn.may.verdict(name, claude_tools.input_of(use), answer)
        talk = turn.agent.talk if turn.options.asks_by == "stdio" else None
        if verdict.refused is None or verdict.kind != "user-rejected" or not talk:
            return verdict
        if turn.may.mode == "dontAsk" or (turn.may.mode == BYPASS and verdict.reason != "hook"):
            return verdict
        from proving_ground.agents.standin.claude_user import ask  # noqa: PLC0415 (SDKs alone)

        server = turn.agent.server_of(use.given["tool"]) if use.kind == "tool" else None
        return ask(talk, name, use, verdict, server.name if server else None)

    def _tell_broken(self, answer: Answer, use: Use) -> None:
        """A hook whose answer is no JSON is told of, and taken for a silent one."""
        if answer.is_broken:
            told: Record = {"content": _NO_VERDICT, "level": "warning", "tag": "hook_no_verdict"}
            about = {"hook_event": "PreToolUse", "tool_use_id": use.id, "timed_out": False}
            told["hook_no_verdict"] = about
            self._turn.emit(self._turn.agent.voice.system("informational", **told))

    def _change(self, use: Use, updated: Record | None) -> None:
        """Whoever allows the use of a tool may change what it is told."""
        if updated and updated != claude_tools.input_of(use):
            claude_tools.change_input(use, updated)

    def _refused(self, use: Use, name: str, verdict: Verdict) -> Outcome:
        said = str(verdict.refused)
        self._refuse(name, said)
        if verdict.kind:
            self.deny(use, name)
        if verdict.source == "config" and not verdict.untold:
            told: Record = {"tool_name": name, "tool_use_id": use.id, "message": said}
            if verdict.reason:
                told["decision_reason_type"] = verdict.reason
            if verdict.why is not None:
                told["decision_reason"] = verdict.why
            self._turn.emit(self._turn.agent.voice.system("permission_denied", **told))
        kind = {"non_execution_kind": verdict.kind} if verdict.kind else {}
        decided = {"id": use.id, **kind, "permission_decision": verdict.told()}
        seen = verdict.seen or f"Error: {said}"
        self.result(use, {"content": said, "is_error": True}, seen, [decided])
        return Outcome(said, 1)

    def deny(self, use: Use, name: str) -> None:
        """Tell in the result that the tool was not used."""
        given = claude_tools.input_of(use)
        denial = {"tool_name": name, "tool_use_id": use.id, "tool_input": given}
        self._turn.denials.append(denial)

    def _stopped(self, use: Use, name: str, said: str) -> Outcome:
        """The user says no, and stops the agent."""
        self._refuse(name, said)
        self.deny(use, name)
        self._turn.running = use
        self._turn.interrupted()
        self._turn.running, self._turn.exit = None, 1
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


def _refused_by_hook(answer: Answer, name: str, use: Use) -> str | None:
    """What is said where a hook refuses the use, or changes the input to what no tool takes."""
    if answer.blocked is not None or answer.decision == "deny":
        reason = answer.blocked if answer.blocked is not None else answer.reason
        return f"PreToolUse:{name} hook error: {reason}"
    faults = claude_tools.faults_of(use, name, answer.updated) if answer.updated is not None else ""
    if not faults:
        return None
    return (
        f"PreToolUse hook for {name} returned updatedInput that failed schema validation:"
        f" {faults}\nThe tool input from the model was valid; the hook's rewrite of it was not."
    )
