"""What codex lets a model do: patches, commands and tools, by sandbox and approval."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.codex_options import CodexOptions
    from proving_ground.agents.standin.tools import Use

READ_ONLY, WORKSPACE, DANGER = "read-only", "workspace-write", "danger-full-access"
_SCRATCH = "/tmp"  # noqa: S108 (as the real one lets it be written)


class Sandbox:
    """The sandbox of one call: where commands may write."""

    def __init__(self, options: CodexOptions):
        self._options = options
        self.mode = options.sandbox

    @property
    def roots(self) -> list[str]:
        """The folders that may be written."""
        if self.mode == READ_ONLY:
            return []
        given = (*self._options.folders, *self._options.config.writable)
        folders = [os.getcwd(), _SCRATCH, os.environ.get("TMPDIR", _SCRATCH), *given]
        return [os.path.realpath(folder) for folder in folders]

    def refusal(self, use: Use) -> str | None:
        """Why a patch is rejected; None where it may be made, and for all that is no patch."""
        if self.mode == DANGER:
            return None
        paths = _paths(use)
        if paths and self.mode == READ_ONLY:
            return (
                "patch rejected: writing is blocked by read-only sandbox; rejected by user"
                " approval settings"
            )
        if all(self._may_write(path) for path in paths):
            return None
        return "patch rejected: writing outside of the project; rejected by user approval settings"

    def _may_write(self, path: str) -> bool:
        real = os.path.realpath(path)
        if any(real == f"{root}/.git" or real.startswith(f"{root}/.git/") for root in self.roots):
            return False
        return any(real == root or real.startswith(root + "/") for root in self.roots)

    def confine(self) -> None:
        """In the process of a command: let it write where it may, and nowhere else."""
        from proving_ground.agents.standin import sandbox  # noqa: PLC0415 (few are confined)

        sandbox.confine(self.roots)

    def is_enforced(self) -> bool:
        """Whether the kernel holds commands to it."""
        from proving_ground.agents.standin import sandbox  # noqa: PLC0415

        return sandbox.is_there()


def _paths(use: Use) -> list[str]:
    if use.kind == "patch":
        from proving_ground.agents.standin import patches  # noqa: PLC0415 (a rare act)

        return [os.path.abspath(path) for _, path, _ in patches.changes(use.given["patch"])]
    if use.kind in ("write", "edit", "delete"):
        return [use.path]
    return []
