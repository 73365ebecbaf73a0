"""What lies in a project, a home and a machine before anything is asked."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from proving_ground.agents.pledges import Pledge
from proving_ground.agents.script import answer, keep, wait, write_file
from proving_ground.backends import makefiles, native, sample
from proving_ground.backends.contract import BackendsAdapter, Setting
from proving_ground.backends.scene import Scene
from proving_ground.repository.process import run_git
from proving_ground.repository.project import Project
from proving_ground.trials.base import LATCH

WORKTREE = "worktree"


@dataclass(frozen=True)
class Setup:
    """Puts things in place, as earlier sessions, the user or the backends would have."""

    scene: Scene
    adapter: BackendsAdapter
    project: Project

    def remember(self, memories: Sequence[tuple[str, str]] | None) -> None:
        """Let the backend find these worth remembering: contents and their kinds.

        None lets it answer with something that is no list.
        """
        text = (
            '{"memories": "none"}' if memories is None else self.adapter.worth_remembering(memories)
        )
        self.scene.act(answer(text), role=self.adapter.extraction_role, may_rest=True)

    def learn(self, memories: Mapping[str, str]) -> None:
        """Let earlier sessions have learned this, too, each later than the one before.

        Contents and their kinds.
        """
        self.scene.learned |= memories
        self.adapter.plant_memories(self.project.folder, self.scene.learned)

    def corrupt(self, what: str) -> None:
        """Cut the file short that holds the `memories` or the `tasks`."""
        path = self.adapter.store_file(self.project.folder, what)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"' + what + '": [{"content": "half a sen')

    def corrupt_settings(self) -> None:
        """Leave a `.env` that is no text."""
        self.project.folder.joinpath(".env").write_bytes(b"\xff\xfe\x00")

    def record(self, session: str) -> None:
        """Let the backend keep its session as the real one does."""
        backend, project = self.scene.expected(), self.project
        path = native.place(project.home, backend, project.folder, session)
        text = native.text(backend, project.folder, session, sample.CONVERSATION)
        self.scene.record(session, keep(str(path), text))

    def edit(self, name: str) -> None:
        """Let the backend write a file of the project."""
        self.scene.act(write_file(name, "answer = 42\n"), answer("Done."), attempt=1)

    def add_worktree(self, *, own: bool) -> None:
        """Check the project out a second time, while the environment of the first is active.

        It has a virtual environment of its own, or not.
        """
        self.scene.variables["VIRTUAL_ENV"] = str(self.project.folder / ".venv")
        folder = str(self.worktree)
        run_git(self.project.folder, "worktree", "add", "--quiet", folder, "-b", WORKTREE)
        makefiles.write(self.worktree, "name their environment")
        if own:
            (self.worktree / ".venv" / "bin").mkdir(parents=True)

    @property
    def worktree(self) -> Path:
        """Where the project is checked out a second time, if it is."""
        return self.project.root / WORKTREE

    def hold(self) -> None:
        """Let the backend never come to an end by itself, and the engine soon lose patience."""
        self.scene.hangs = True
        self.scene.act(wait(LATCH))
        self.scene.choose("environment", Setting.TIME_LIMIT, "0.3")

    def plant_session(
        self,
        backend: str,
        session: str,
        said: str = "",
        damage: str = "",
        *,
        elsewhere: bool = False,
        went_on: bool = False,
    ) -> None:
        """Leave a session as the real CLI would have, of another project if so wanted.

        `said` is one message more, `damage` a line of another kind, or none at all. One that
        `went_on` from another session begins as that one did.
        """
        folder = self.project.home if elsewhere else self.project.folder
        messages = (*sample.CONVERSATION, *([("user", said)] if said else []))
        path = native.place(self.project.home, backend, folder, session)
        path.parent.mkdir(parents=True, exist_ok=True)
        first, *rest = native.text(backend, folder, session, messages).split("\n")
        if went_on:
            rest[0] = rest[0].replace(session, f"before-{session}")
        path.write_text("\n".join([first, *([damage] if damage else []), *rest]))

    def install(self, backend: str, how: "Callable[[Setup, str], None]") -> None:
        """Install a backend in another way than usual; FaultNotFired where it stays as it was."""
        before = deepcopy(self.scene)
        how(self, backend)
        Pledge(f"{backend} is installed as it was").must_differ(before, self.scene)

    def replace_program(self, backend: str, script: str) -> None:
        """Let that shell script be in the place of a backend's program."""
        self.scene.programs.discard(backend)
        self.scene.replaced[backend] = script

    def move_program(self, backend: str) -> None:
        """Let a backend's program lie where PATH does not lead, but the settings do."""
        self.scene.moved[backend] = place = self.project.home / "opt" / backend
        self.scene.place(backend, str(place))
