"""What lies outside of a trial's project, and what of it an engine has changed."""

from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from proving_ground.agents.script import Script
from proving_ground.facts import Happened
from proving_ground.repository.project import Project, Workshop
from proving_ground.root import ROOT
from proving_ground.trials.base import BaseTrial
from proving_ground.trials.outside import MOST_STRAYS, look_further, look_outside, strays

if TYPE_CHECKING:
    from proving_ground.processes.client import SupervisorClient


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    workshop = Workshop(tmp_path / "workshop")
    project = workshop.new_project(plain=True)
    (project.root / "spec.md").write_text("the user's\n")
    yield project
    workshop.discard(project)
    workshop.close()


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed\n")


SEEN: dict[str, Callable[[Project], None]] = {
    "home/.gitconfig changed": lambda project: write(project.home / ".gitconfig"),
    "home/.gitconfig is gone": lambda project: (project.home / ".gitconfig").unlink(),
    "home/.bashrc appeared": lambda project: write(project.home / ".bashrc"),
    "home/.config/git/config appeared": lambda project: write(project.home / ".config/git/config"),
    "home/notes.txt appeared": lambda project: write(project.home / "notes.txt"),
    "tmp/engine.lock appeared": lambda project: write(project.root / "tmp" / "engine.lock"),
    "memory.json appeared": lambda project: write(project.root / "memory.json"),
    "spec.md changed": lambda project: write(project.root / "spec.md"),
}


@pytest.mark.parametrize("words", SEEN)
def test_what_is_changed_outside_is_a_stray(project: Project, words: str) -> None:
    before = look_outside(project)
    SEEN[words](project)
    (found,) = strays(before, look_outside(project))
    assert f"/{words}, which is no place" in found


UNSEEN: dict[str, Callable[[Project], None]] = {
    "the project": lambda project: write(project.folder / "work.txt"),
    "the engine's own in HOME": lambda project: write(project.home / ".engine" / "cache"),
    "a cache": lambda project: write(project.home / ".cache" / "engine"),
    "the agents' log": lambda project: write(project.agents / "calls" / "0001"),
}


@pytest.mark.parametrize("place", UNSEEN)
def test_what_an_engine_may_change_is_none(project: Project, place: str) -> None:
    before = look_outside(project)
    UNSEEN[place](project)
    assert not list(strays(before, look_outside(project)))


def test_the_suites_checkout_is_watched(project: Project) -> None:
    before = look_further(project)
    litter = ROOT / "features" / "left-by-a-test"
    litter.write_text("")
    try:
        found = list(strays(before, look_further(project)))
    finally:
        litter.unlink()
    somebody = "(unless somebody edited the suite during the run)"
    assert found == [f"{litter} appeared, which is no place of the engine's {somebody}"]


def test_what_lies_beside_the_trials_is_watched(project: Project) -> None:
    before = look_further(project)
    write(project.root.parent / ".data")
    (found,) = strays(before, look_further(project))
    assert "/.data appeared" in found


def test_a_run_that_was_cut_short_may_leave_temporary_files(project: Project) -> None:
    before = look_outside(project)
    write(project.root / "tmp" / "engine.lock")
    after = look_outside(project)
    assert not list(strays(before, after, excused=project.root / "tmp"))


def test_files_of_the_engines_package_are_watched(project: Project, tmp_path: Path) -> None:
    package = tmp_path / "package"
    write(package / "__pycache__" / "cli.pyc")
    before = look_further(project, [package])
    write(package / "memory.json")
    (found,) = strays(before, look_further(project, [package]))
    assert f"{package}/memory.json appeared" in found


def test_traces_in_the_folder_that_behave_runs_in_are_strays(
    project: Project, tmp_path: Path
) -> None:
    with chdir(tmp_path):
        before = look_further(project)
        write(tmp_path / ".data")
        (found,) = strays(before, look_further(project))
    assert f"{tmp_path}/.data appeared" in found


class _Still(BaseTrial):
    """A trial in which nothing runs."""

    script = Script()

    def facts(self) -> Happened:
        """Nothing has happened."""
        return Happened()


def test_a_trial_looks_at_the_engines_own_folders_before_and_after(
    project: Project, tmp_path: Path
) -> None:
    keeps_no_record = cast("SupervisorClient", SimpleNamespace(records=False))
    trial = _Still(keeps_no_record, project, "")
    trial.packages = (tmp_path / "engine",)
    write(tmp_path / "engine" / "core.py")
    trial.note_outside()
    assert trial.strays(None) == ()
    trial.note_outside()
    write(tmp_path / "engine" / "left.log")
    (found,) = trial.strays(None)
    assert "engine/left.log appeared" in found


def test_of_many_changes_outside_the_first_are_told_and_the_rest_is_counted() -> None:
    told = list(strays({}, {f"/tmp/{n:05d}": "there" for n in range(30_000)}))
    assert len(told) == MOST_STRAYS + 1
    assert "/tmp/00000 appeared" in told[0]
    assert told[-1] == f"{30_000 - MOST_STRAYS} more have appeared, changed or gone outside"
