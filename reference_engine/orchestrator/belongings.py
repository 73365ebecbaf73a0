"""What is the user's and within reach of agents: settings, hooks, the stash; put back, and told of.

All worktrees share them, so an agent that runs `git config` or `git stash` in its own means itself
and changes them for everybody.
"""

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from reference_engine.orchestrator.git import common_directory, git, git_list

_FILES = ("config", "config.worktree", "hooks/*", "info/attributes", "info/exclude")
Told = Callable[[str], None]
"""Hears, in words, of what was put back."""
Content = tuple[int, bytes]
"""A file's mode and what is in it."""


@dataclass
class Belongings:
    """The user's settings of one repository, whose git directory all worktrees share.

    They are read when the first agent starts to work, so that what the user changes while none
    does is the user's; what is changed while one works is put back when it ends.
    """

    project: Path
    _before: dict[Path, Content] = field(default_factory=dict)
    _agents: int = 0

    @contextmanager
    def watched(self, told: Told) -> Iterator[None]:
        """While an agent is at work."""
        if not self._agents:
            self._before = dict(self._read())
        self._agents += 1
        try:
            yield
        finally:
            self._agents -= 1
            self._put_back(told)

    async def take_out_stashes(self, branch: str, told: Told) -> None:
        """Take what was stashed on that branch out of the user's list; it can still be applied."""
        if not (common_directory(self.project) / "refs" / "stash").exists():
            return
        entries = await git_list(self.project, "stash", "list", "-z", "--format=%gd %H %gs")
        for entry in reversed(entries):
            name, commit, message = entry.split(" ", 2)
            if f" on {branch}:" in f" {message[:1].lower()}{message[1:]}":
                await git(self.project, "stash", "drop", "--quiet", name)
                told(f"what an agent stashed was taken out of your list: git stash apply {commit}")

    def _put_back(self, told: Told) -> None:
        now = dict(self._read())
        for path in self._before.keys() | now.keys():
            if self._before.get(path) != now.get(path):
                _write(path, self._before.get(path))
                told(f"{path} was changed while an agent worked, and is as it was before")

    def _read(self) -> Iterator[tuple[Path, Content]]:
        folder = common_directory(self.project)
        for pattern in _FILES:
            for path in folder.glob(pattern):
                if path.is_file() and path.suffix != ".lock":
                    yield path, (stat.S_IMODE(path.stat().st_mode), path.read_bytes())


def _write(path: Path, content: Content | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    mode, told = content
    new = path.with_name(f"{path.name}.lock")
    new.write_bytes(told)
    new.chmod(mode)
    new.replace(path)
