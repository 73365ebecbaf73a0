"""The temporary project in which an engine works, and the private home of its user."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import git

from proving_ground.evidence.witness import looking_at, read_regular_text
from proving_ground.repository.process import forget_callers_repository, run_git
from proving_ground.repository.view import GitView, look_at_repository
from proving_ground.scratch import remove_folder

USER = git.Actor("Pat Owner", "pat@example.com")
ELSEWHERE = "elsewhere"
"""The folder beside the project in which the user's other checkouts lie."""
STRANGE_NAME = "the project – ünïcode"
PLAIN_NAME = "project"
TRACKED, COMMITTED = "README.md", "# A project\n"
"""A file that is in a commit, and its text there."""
HISTORY = {TRACKED: COMMITTED, ".gitignore": "*.local\n", "LICENSE": "All mine.\n"}
"""What the user has committed, each file in a commit of its own."""
UNCOMMITTED = {
    TRACKED: f"{COMMITTED}\nA line that is not committed yet.\n",
    "notes.txt": "Private notes, in no commit.\n",
}
"""What the user has not committed: a change to a tracked file, and an untracked file."""
BELONGINGS = {**UNCOMMITTED, "keys.local": "Secret keys, which git ignores.\n"}
"""All that is the user's and in no commit."""

AUTHOR = {
    f"GIT_{role}_{what}": str(value)
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", USER.name), ("EMAIL", USER.email))
}
"""The variables by which git is told who commits."""

GIT_CONFIG = f"""\
[user]
\tname = {USER.name}
\temail = {USER.email}
[init]
\tdefaultBranch = main
[gc]
\tauto = 0
"""


@dataclass(frozen=True)
class Project:
    """A trial's own folders; `folder` is the user's git repository, `at_start` how it began."""

    root: Path
    folder: Path
    at_start: GitView

    @property
    def home(self) -> Path:
        """The private home folder of the engine's user."""
        return self.root / "home"

    @property
    def agents(self) -> Path:
        """Where the stand-ins, their script and their call log lie."""
        return self.root / "agents"

    def belongings(self) -> dict[str, str | None]:
        """What the user has not committed: each file's text, None where it is gone."""
        paths = {name: self.folder / name for name in BELONGINGS}
        with looking_at("what the user has not committed", "yours-is-yours"):
            return {
                name: read_regular_text(path) if path.is_file() else None
                for name, path in paths.items()
            }

    def renamed(self, name: str) -> "Project":
        """The same project in a folder of another name."""
        return replace(self, folder=self.folder.rename(self.root / name))

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """A copy of all folders, for as long as the context lasts."""
        with TemporaryDirectory(prefix="copy-", dir=self.root.parent) as place:
            yield Path(shutil.copytree(self.root, Path(place, "root"), symlinks=True))

    def restore(self, copy: Path) -> None:
        """Put a copy back in place."""
        remove_folder(self.root)
        shutil.copytree(copy, self.root, symlinks=True)

    def environment(self, path: str) -> dict[str, str]:
        """The whole environment of an engine; nothing of the caller's comes through but PATH."""
        return {
            "PATH": f"{self.agents / 'bin'}{os.pathsep}{path}",
            "HOME": str(self.home),
            "TMPDIR": str(self.root / "tmp"),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "GIT_CONFIG_NOSYSTEM": "1",
        }


class Workshop:
    """The temporary folder of one behave run: builds the template once, copies it per trial."""

    def __init__(self, root: Path):
        forget_callers_repository()
        self.root = root
        self.count = 0
        self.template = root / "template"
        _build_template(self.template)
        self.at_start = look_at_repository(self.template / PLAIN_NAME)

    def new_project(self, *, plain: bool, clean: bool = False) -> Project:
        """A fresh project; its folder has a difficult name unless `plain`.

        Where it is to be `clean`, no tracked file has a change that is not committed.
        """
        self.count += 1
        root = self.root / f"trial-{self.count:03d}"
        shutil.copytree(self.template, root)
        folder = root / (PLAIN_NAME if plain else STRANGE_NAME)
        (root / PLAIN_NAME).rename(folder)
        if clean:
            (folder / TRACKED).write_text(COMMITTED)
        return Project(root, folder, look_at_repository(folder) if clean else self.at_start)

    def discard(self, project: Project) -> None:
        """Remove a trial's folders."""
        remove_folder(project.root)

    def close(self) -> None:
        """Remove what no kept trial needs; the whole folder when none was kept."""
        remove_folder(self.template)
        if not any(self.root.glob("trial-*")):
            remove_folder(self.root)


def _build_template(root: Path) -> None:
    folder = root / PLAIN_NAME
    for each in (folder, root / "home", root / "tmp"):
        each.mkdir(parents=True)
    (root / "home" / ".gitconfig").write_text(GIT_CONFIG)
    # No template: the hooks of this machine's user are none of the trial's.
    run_git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    for name, content in HISTORY.items():
        (folder / name).write_text(content)
        run_git(folder, "add", "--", name)
        run_git(folder, "commit", "--quiet", "--message", f"Add {name}", **AUTHOR)
    for name, content in BELONGINGS.items():
        (folder / name).write_text(content)
