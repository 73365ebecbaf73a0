"""Whether a tool is used: the tools there are, hooks, rules, and the SDK's own answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude_hooks import Answer, Hooks
    from proving_ground.agents.standin.claude_options import ClaudeOptions
    from proving_ground.agents.standin.claude_rules import Rules
    from proving_ground.agents.standin.claude_settings import Settings
    from proving_ground.agents.standin.wire import Record

BYPASS = "bypassPermissions"


class Verdict:
    """How it was decided: `refused` says why not, `missing` that there is no such tool."""

    def __init__(
        self,
        refused: str | None = None,
        reason: str | None = None,
        *,
        source: str = "config",
        kind: str = "user-rejected",
        missing: bool = False,
        updated: Record | None = None,
    ):
        """`reason` and `source` are told in the events, and so is the `kind` of a refusal.

        `updated` is what the tool is told in place of what the model says.
        """
        self.refused, self.reason, self.source = refused, reason, source
        self.kind, self.missing, self.updated = kind, missing, updated

    def _is_untold(self) -> bool:
        """The reason of a refusal that somebody could have granted is told elsewhere."""
        return self.refused is not None and self.kind == "user-rejected"

    def told(self) -> Record:
        """As the event of a tool's result tells it."""
        decision = "reject" if self.refused is not None else "accept"
        told = {"decision": decision, "source": self.source}
        known = self.reason and not self._is_untold()
        return {**told, "reason_type": self.reason} if known else told


class Permissions:
    """What one call of claude may do."""

    def __init__(self, options: ClaudeOptions, settings: Settings | None):
        self._options, self._settings = options, settings
        asked = options.permission_mode
        self.mode = (settings and asked == "default" and settings.mode) or asked
        self._rules: Rules | None = None
        self._plain = settings is None and not options.rules(
            "--disallowedTools", "--disallowed-tools"
        )

    def lacks(self, tool: str, offered: list[str]) -> str | None:
        """What is said of a tool that there is not; None where there is."""
        if self._plain and (self._options.tools is None or tool.startswith("mcp__")):
            there = not tool.startswith("mcp__") or tool in offered
        else:
            there = tool in offered or tool == "StructuredOutput"
            there = there and not self.rules().lacks(tool)
        if there:
            return None
        disabled = f". {tool} is disabled for this session, in subagents as well as here."
        return f"No such tool available: {tool}" + ("" if tool.startswith("mcp__") else disabled)

    def verdict(self, tool: str, given: Record, hooks: Hooks | None, use: str) -> Verdict:
        """Whether the tool may be used like that."""
        answer = hooks and self._asked(hooks, tool, given, use)
        if answer and answer.blocked is not None:
            said = f"PreToolUse:{tool} hook error: {answer.blocked}"
            return Verdict(said, "hook", source="hook", kind="permission-rule")
        if answer and answer.decision == "deny":
            return Verdict(answer.reason, "hook", source="hook", kind="permission-rule")
        if self._plain and self.mode == BYPASS:
            reason = None if tool == "StructuredOutput" else "mode"
            return Verdict(None, reason, updated=answer.updated if answer else None)
        if answer and answer.decision == "allow":
            return Verdict(None, "hook", source="hook", updated=answer.updated)
        return self._by_rules(tool, given)

    def _asked(self, hooks: Hooks, tool: str, given: Record, use: str) -> Answer:
        told = {"tool_name": tool, "tool_input": given, "tool_use_id": use}
        return hooks.run("PreToolUse", told, tool, use)

    def _by_rules(self, tool: str, given: Record) -> Verdict:
        refusal = self.rules().refusal(tool, given)
        if refusal is None:
            return Verdict(None, self._accepted(tool, given))
        kind = "permission-rule" if refusal.by_rule else "user-rejected"
        reason = refusal.reason
        if reason == "rule" and tool == "Bash":
            reason = "subcommandResults"
        return Verdict(refusal.message, reason, kind=kind)

    def _accepted(self, tool: str, given: Record) -> str | None:
        if tool == "StructuredOutput":
            return None
        if self.mode == BYPASS:
            return "mode"
        return self.rules().why(tool, given)

    def rules(self) -> Rules:
        """The rules of flags and settings."""
        if self._rules is None:
            from proving_ground.agents.standin.claude_rules import Rules  # noqa: PLC0415

            told = self._settings
            allow = self._options.rules("--allowedTools", "--allowed-tools")
            deny = self._options.rules("--disallowedTools", "--disallowed-tools")
            self._rules = Rules(
                self.mode,
                allow=allow + (told.allow if told else []),
                deny=deny + (told.deny if told else []),
                ask=told.ask if told else [],
            )
            self._rules.add_folders(self._options.folders)
        self._rules.mode = self.mode
        return self._rules
