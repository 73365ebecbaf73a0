"""Claude Code as a backend."""

from collections.abc import Sequence
from typing import Any, ClassVar

from reference_engine.backends import store
from reference_engine.backends.backend import Backend


class ClaudeBackend(Backend):
    """Takes context in its system prompt; its sessions manage tasks and read the web themselves."""

    name: ClassVar = "claude"
    folder: ClassVar = ".claude"
    natively: ClassVar = frozenset({"tasks", "web"})

    @property
    def cli(self) -> str:
        """`claude`, or CLAUDE_CLI_PATH."""
        return self.settings.claude_cli

    def launch_command(self, arguments: Sequence[str], context: str) -> list[str]:
        """The context comes after the arguments, which may begin with a subcommand.

        It comes in a file: it may be longer than an argument may be.
        """
        path = self.project / self.folder / "session_context.md"
        if context:
            store.write_text(path, context)
        added = ["--append-system-prompt-file", str(path)] if context else []
        return [self.cli, *arguments, *added]

    def agent_command(self, model: str | None) -> list[str]:
        """Print mode."""
        chosen = ["--model", model] if model else []
        return [self.cli, *chosen, "--dangerously-skip-permissions", "-p"]

    def hand_over(self, context: str) -> dict[str, Any]:
        """As `additionalContext`, which a hook of Claude's returns."""
        return {"additionalContext": context}
