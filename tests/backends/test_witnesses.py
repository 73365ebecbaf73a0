"""What the trial of backends looks at: places, session files, and the registry of engines."""

import os
from contextlib import chdir
from pathlib import Path

import pytest

from proving_ground.backends import native, places
from proving_ground.backends.sample import CONVERSATION
from proving_ground.engines import registry
from proving_ground.errors import PrerequisiteError


def test_a_file_beside_the_trials_folders_is_a_stray(tmp_path: Path) -> None:
    root = tmp_path / "trial-001"
    for name in ("agents", "home", "tmp", "project"):
        (root / name).mkdir(parents=True)
    before = places.beside(root, root / "project")
    for stray in (root / "memory.json", root / "tmp" / "left.txt", tmp_path / ".data"):
        stray.write_text("")
    found = places.beside(root, root / "project") - before
    assert {Path(each).name for each in found} == {"memory.json", "left.txt", ".data"}


def test_a_file_in_the_engines_package_is_a_stray(tmp_path: Path) -> None:
    before = places.outside([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "cli.pyc").write_text("")
    assert places.outside([tmp_path]) == before
    (tmp_path / "memory.json").write_text("{}")
    (stray,) = places.outside([tmp_path]) - before
    assert stray.startswith(str(tmp_path / "memory.json"))


def test_a_file_in_the_engines_package_that_was_rewritten_is_a_stray(tmp_path: Path) -> None:
    file = tmp_path / "memory.json"
    file.write_text("{}")
    before = places.outside([tmp_path])
    os.utime(file, ns=(0, 0))
    (stray,) = places.outside([tmp_path]) - before
    assert stray == f"{file} (written at 0 ns)"


def test_traces_in_the_folder_that_behave_runs_in_are_strays(tmp_path: Path) -> None:
    (tmp_path / ".data").mkdir()
    with chdir(tmp_path):
        assert str(tmp_path / ".data") in places.outside([])


@pytest.mark.parametrize("backend", ["claude", "codex"])
def test_session_files_hold_the_conversation(backend: str, tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    path.write_text(native.text(backend, tmp_path, "s-1", CONVERSATION))
    assert tuple(native.read(path, backend)) == CONVERSATION


def test_an_unknown_engine_of_the_family_is_named(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError, match=r"backends=refrence.*\n.*'reference'"):
        registry.make_backends({"backends": "refrence"}, tmp_path)


def test_one_home_is_enough_where_both_engines_are_the_reference(tmp_path: Path) -> None:
    adapter = registry.make_backends({"engine_home": str(tmp_path)}, tmp_path)
    assert adapter.import_path == (str(tmp_path),)
    other = registry.make_backends({"engine": "agent-pipelines", "engine_home": "x"}, tmp_path)
    assert other.import_path == ()


def test_a_home_without_an_engine_is_refused(tmp_path: Path) -> None:
    adapter = registry.make_backends({"backends_home": str(tmp_path)}, tmp_path)
    with pytest.raises(PrerequisiteError, match="backends_home"):
        adapter.check()
