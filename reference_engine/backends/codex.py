"""Codex as a backend."""

from collections.abc import Sequence
from typing import Any, ClassVar

from reference_engine.backends import store
from reference_engine.backends.backend import Backend


class CodexBackend(Backend):
    """Reads context from a file; tasks and the web come to its sessions as MCP tools."""

    name: ClassVar = "codex"
    folder: ClassVar = ".codex"
    natively: ClassVar = frozenset()

    @property
    def cli(self) -> str:
        """`codex`, or CODEX_CLI_PATH."""
        return self.settings.codex_cli

    def launch_command(self, arguments: Sequence[str], context: str) -> list[str]:  # noqa: ARG002 - it is in the file
        """With the profile, which chooses the MCP servers."""
        return [self.cli, "--profile", self.settings.profile, *arguments]

    def agent_command(self, model: str | None) -> list[str]:
        """Not interactive, with the prompt from stdin."""
        chosen = ["-m", model] if model else []
        flags = ["--skip-git-repo-check", "--profile", self.settings.profile]
        return [self.cli, "exec", *flags, *chosen, "-"]

    def hand_over(self, context: str) -> dict[str, Any]:
        """Write the context into `.codex/session_context.md`, which codex reads."""
        path = self.project / self.folder / "session_context.md"
        store.write_text(path, context)
        return {"contextFile": str(path)}
