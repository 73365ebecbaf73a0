"""What was seen of an orchestration: the four witnesses after each run, read-only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import git

from proving_ground.agents.calls import Call
from proving_ground.errors import EvidenceUnreadable
from proving_ground.evidence.witness import looking_at
from proving_ground.limits import LIMITS
from proving_ground.orchestration.contract import OrchestratorAdapter, RunOptions
from proving_ground.orchestration.state import OrchestrationState
from proving_ground.processes.command import Action
from proving_ground.repository.view import GIT_ERRORS, GitView, Objects, check_repository
from proving_ground.trials.session_evidence import SessionEvidence

BASE = "refs/heads/main"


@dataclass(frozen=True)
class Snapshot:
    """The run's state as somebody found it at one moment; `problem` when it did not parse."""

    moment: str
    state: OrchestrationState | None
    problem: str | None = None


@dataclass(frozen=True)
class Base:
    """The base branch: its merges (commits of two parents that bring something), its files.

    `in_merge` tells whether the user's checkout was left in the middle of a merge.
    """

    merges: tuple[str, ...]
    files: Mapping[str, str]
    in_merge: bool


@dataclass(frozen=True)
class Run:
    """One run of the engine and what could be seen of it; the fields are as in pipeline trials."""

    action: Action
    options: RunOptions
    exit_code: int
    stdout: str
    stderr: str
    calls: tuple[Call, ...]
    snapshots: tuple[Snapshot, ...]
    at_calls: tuple[Snapshot, ...]
    git: GitView
    base: Base
    files: frozenset[str]
    belongings: Mapping[str, str | None]
    survivors: tuple[str, ...]
    fault: str | None = None
    strays: tuple[str, ...] = ()

    @property
    def calls_with_snapshots(self) -> Iterator[tuple[Call, Snapshot]]:
        """Each call with the state as it found it."""
        return zip(self.calls, self.at_calls, strict=True)

    @property
    def before(self) -> Snapshot:
        """The state as the run found it."""
        return self.snapshots[0]

    @property
    def after(self) -> Snapshot:
        """The state as the run left it."""
        return self.snapshots[-1]


@dataclass(frozen=True)
class Evidence(SessionEvidence[Run]):
    """All runs of one session, oldest first.

    `branches` is how the run's own branches begin; `at_start`, `belongings` and `merged_before`
    tell how the project was before any of it.
    """

    adapter: OrchestratorAdapter
    branches: str
    at_start: GitView
    belongings: Mapping[str, str | None]
    merged_before: frozenset[str]
    runs: tuple[Run, ...]

    @property
    def state(self) -> OrchestrationState | None:
        """The state after the latest run, None where there is none to read."""
        return self.last.after.state

    @property
    def recorded_state(self) -> OrchestrationState:
        """The state after the latest run; AssertionError where there is none to read."""
        why = self.last.after.problem or self.last.stderr
        if self.state is None:
            raise EvidenceUnreadable(f"there is no state to read: {why}")
        return self.state

    @property
    def snapshots(self) -> Iterator[Snapshot]:
        """Every look at the state, in order."""
        return (snapshot for run in self.runs for snapshot in run.snapshots)

    @property
    def is_damaged(self) -> bool:
        """Never: the trial damages nothing that an orchestrator wrote."""
        return False

    @property
    def merges(self) -> int:
        """How many merges the session has brought to the base branch."""
        return len(set(self.last.base.merges) - self.merged_before)

    @property
    def own_branches(self) -> list[str]:
        """The branches of the run's loops that are there now."""
        made = self.last.git.branches - self.at_start.branches
        return sorted(branch for branch in made if branch.startswith(self.branches))

    def calls_for(self, phase: str | None, task: str | None = None) -> list[Call]:
        """The calls of a phase, or of all, and of one task if any is named."""
        phases = [c for c in self.calls if phase in (None, c.stage)]
        return [c for c in phases if task in (None, c.task)]

    def first_calls(self, tasks: Iterable[str]) -> list[Call]:
        """The first call for building each of those tasks, as far as there was one."""
        return [call for task in tasks for call in self.calls_for("build", task)[:1]]


def take_snapshot(adapter: OrchestratorAdapter, root: Path, session: str, moment: str) -> Snapshot:
    """Read the state that lies in `root`, a project or a partial copy of one."""
    try:
        with looking_at("the state"):
            return Snapshot(moment, adapter.read(root, session))
    except EvidenceUnreadable as problem:
        return Snapshot(moment, None, str(problem))


def base_of(folder: Path) -> Base:
    """Look at the base branch of the project in that folder, without starting git.

    EvidenceUnreadable where there is none any more.
    """
    with looking_at("the base branch", "yours-is-yours", GIT_ERRORS):
        check_repository(folder)
        return _base_of(folder)


def _base_of(folder: Path) -> Base:
    with git.Repo(folder, odbt=Objects, expand_vars=False) as repository:
        if not git.Reference(repository, BASE).is_valid():
            return Base((), {}, in_merge=False)
        tip = repository.commit(BASE)
        texts = dict(_texts(tip))
        merges = tuple(_merges(tip))
    return Base(merges, texts, (folder / ".git" / "MERGE_HEAD").exists())


def _texts(tip: git.Commit) -> Iterator[tuple[str, str]]:
    """The files of a commit with what they hold, as many as a project may have."""
    for count, item in enumerate(tip.tree.traverse()):
        if count > LIMITS.files:
            raise EvidenceUnreadable(f"{BASE} holds more than {LIMITS.files:.0f} files")
        if isinstance(item, git.Blob):
            yield str(item.path), _text(item.data_stream.read())


def _text(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return content.decode(encoding, errors="replace")


def _merges(tip: git.Commit) -> Iterator[str]:
    commit: git.Commit | None = tip
    while commit:
        before = commit.parents[0] if commit.parents else None
        if before and len(commit.parents) > 1 and commit.tree != before.tree:
            yield commit.hexsha
        commit = before
