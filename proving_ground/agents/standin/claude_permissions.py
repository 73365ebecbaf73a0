"""Whether a tool is used: the tools there are, hooks, rules, and the SDK's own answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.claude_hooks import Answer
    from proving_ground.agents.standin.claude_options import ClaudeOptions
    from proving_ground.agents.standin.claude_rules import Rules
    from proving_ground.agents.standin.claude_settings import Settings
    from proving_ground.agents.standin.wire import Record

BYPASS = "bypassPermissions"
STOPS = "stops"
"""The source of a refusal by a user who stops the agent, too."""


class Verdict:
    """How it was decided: `refused` says why not."""

    def __init__(  # noqa: PLR0913 (all but the first go to events)
        self,
        refused: str | None = None,
        reason: str | None = None,
        *,
        source: str = "config",
        kind: str | None = "user-rejected",
        untold: bool = False,
        why: str | None = None,
        seen: str | None = None,
        modified: bool = False,
    ):
        """`reason` and `source` are told in the events, and so is the `kind` of a refusal.

        One that is `untold` has no event of its own; `why` says more of the reason there. `seen`
        is what the tool's result shows of it; the user may have `modified` the input.
        """
        self.seen, self.modified = seen, modified
        self.refused, self.reason, self.source = refused, reason, source
        self.kind, self.untold, self.why = kind, untold, why

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

    def verdict(self, tool: str, given: Record, answer: Answer | None) -> Verdict:
        """Whether the tool may be used like that, after what the hooks answered."""
        if answer and answer.decision == "ask":
            said = f"Hook PreToolUse:{tool} asked for confirmation for this tool"
            return Verdict(said, "hook", why=answer.reason)
        if answer and answer.decision == "allow":
            denial = None if self._plain else self.rules().denial(tool, given)
            if denial:
                return Verdict(denial.message, "rule", kind="permission-rule", untold=True)
            return Verdict(None, "hook", source="hook")
        if self._plain and self.mode == BYPASS:
            return Verdict(None, None if tool == "StructuredOutput" else "mode")
        changed = answer is not None and answer.updated is not None
        return self._by_rules(tool, given, changed=changed)

    def _by_rules(self, tool: str, given: Record, *, changed: bool) -> Verdict:
        """As the rules say; a command that a hook has changed is not told of part by part."""
        refusal = self.rules().refusal(tool, given)
        if refusal is None:
            whole = changed and tool == "Bash" and self.mode != BYPASS
            return Verdict(None, "rule" if whole else self._accepted(tool, given))
        kind = "permission-rule" if refusal.by_rule else "user-rejected"
        reason = refusal.reason
        if reason == "rule" and tool == "Bash" and not changed:
            reason = "subcommandResults"
        outside = "Path is outside allowed working directories"
        why = outside if reason == "workingDir" else None
        return Verdict(refusal.message, reason, kind=kind, why=why)

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
