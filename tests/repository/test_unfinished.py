"""Whom what lies unfinished in a repository is held against."""

from dataclasses import dataclass, replace
from pathlib import Path

import git
import pytest

from proving_ground.laws.cleanup import nothing_left_behind
from proving_ground.repository.view import GitView, look_at_repository

CLEAN = GitView({}, frozenset(), (), ())
LOCKED = replace(CLEAN, unfinished=frozenset({".git/index.lock"}))
SAID = [".git/index.lock is left behind"]


@dataclass(frozen=True)
class Adapter:
    capabilities: tuple[str, ...] = ()
    own_changes: tuple[str, ...] = ()
    permanent_files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    git: GitView
    exit_code: int = 0
    files: tuple[str, ...] = ()
    survivors: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()

    @property
    def belongings(self) -> dict[str, str | None]:
        return {}


@dataclass(frozen=True)
class Evidence:
    runs: tuple[Run, ...]
    at_start: GitView = CLEAN
    adapter: Adapter = Adapter()
    is_complete: bool = False
    is_idle: bool = False
    is_damaged: bool = False
    own_branches: tuple[str, ...] = ()

    @property
    def last(self) -> Run:
        return self.runs[-1]

    @property
    def belongings(self) -> dict[str, str | None]:
        return {}


KILLED = Run(LOCKED, exit_code=-9)
CASES = {
    "left": (Evidence((Run(LOCKED),)), SAID),
    "left by a run that calls nobody": (Evidence((Run(LOCKED),), is_idle=True), SAID),
    "there before": (Evidence((Run(LOCKED),), at_start=LOCKED), []),
    "left by a run that was killed": (Evidence((KILLED,)), []),
    "refused by the next": (Evidence((KILLED, Run(LOCKED)), is_idle=True), []),
    "not cleared by the next": (Evidence((KILLED, Run(LOCKED))), SAID),
    "permanent": (Evidence((Run(LOCKED),), adapter=Adapter(permanent_files=("*.lock",))), []),
}


@pytest.mark.parametrize("case", CASES)
def test_a_lock_is_held_against_who_left_it(case: str) -> None:
    evidence, said = CASES[case]
    assert list(nothing_left_behind(evidence)) == said


def test_locks_and_what_goes_on_are_seen(tmp_path: Path) -> None:
    git.Repo.init(tmp_path).close()
    for name in ("refs/heads/main.lock", "MERGE_HEAD"):
        (tmp_path / ".git" / name).touch()
    (tmp_path / ".git" / "rebase-merge").mkdir()
    told = {".git/refs/heads/main.lock", ".git/MERGE_HEAD", ".git/rebase-merge"}
    assert look_at_repository(tmp_path).unfinished == told


def test_what_the_user_brings_about_is_the_users() -> None:
    assert CLEAN.changed(CLEAN, LOCKED).unfinished == LOCKED.unfinished
    assert CLEAN.changed(LOCKED, LOCKED).unfinished == frozenset()
