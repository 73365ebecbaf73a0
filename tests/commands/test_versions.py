"""A version is a folder, or is made one: a commit of a repository, set up as it asks."""

from pathlib import Path

import pytest

from proving_ground.commands.versions import home_of
from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.repository.process import run_git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "repository"
    place.mkdir()
    run_git(place, "init", "--quiet")
    for text in ("one", "two"):
        (place / "loop.sh").write_text(text)
        run_git(place, "add", ".")
        run_git(place, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", text)
    return place


def test_a_folder_is_itself(tmp_path: Path) -> None:
    assert home_of(str(tmp_path), tmp_path / "home") == tmp_path
    assert not (tmp_path / "home").exists()


def test_a_commit_is_checked_out_and_set_up(repository: Path, tmp_path: Path) -> None:
    home = home_of("HEAD~1", tmp_path / "home", str(repository), "cp loop.sh made.sh")
    assert (home / "made.sh").read_text() == "one"
    assert (repository / "loop.sh").read_text() == "two"


def test_what_cannot_be_had_says_what_to_write(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="write a folder, a commit of --repository, npm:"):
        home_of("v9", tmp_path / "one")
    with pytest.raises(InputError, match="it cannot be checked out"):
        home_of("v9", tmp_path / "two", str(repository))
    with pytest.raises(PrerequisiteError, match="exited 3"):
        home_of("HEAD", tmp_path / "three", str(repository), "exit 3")
