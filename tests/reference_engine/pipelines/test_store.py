"""What a write leaves when it fails."""

import resource
from pathlib import Path

import pytest

from reference_engine.pipelines.store import make_folder, write_durably
from tests.reference_engine.pipelines.conftest import Bench


def test_a_write_replaces_the_file_and_uses_up_a_leftover(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("old")
    (tmp_path / "state.json.tmp").write_text("torn")
    write_durably(file, "new é")
    assert file.read_text(encoding="utf-8") == "new é"
    assert list(tmp_path.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_durably(file, "too long")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_may_be_there_already(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_an_agent_that_removes_the_session_is_reported(bench: Bench) -> None:
    bench.stage("iterations: 1")
    bench.agent('rm -r "${status%/runs*}/runs"')
    done = bench.run_stage()
    assert done.returncode == 1
    assert done.stderr.startswith("error: the engine had to give up: ")
    assert "state.json.tmp" in done.stderr
    assert not bench.lock.exists()
