"""A folder's files are waited for, not looked for."""

import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.pipelines.parallel.arrivals import Arrivals


@pytest.fixture
def arrivals(tmp_path: Path) -> Iterator[Arrivals]:
    made = Arrivals(tmp_path)
    yield made
    made.close()


def has_some(arrivals: Arrivals) -> bool:
    return bool(select.select([arrivals], [], [], 0)[0])


def test_a_file_that_was_moved_into_place_is_told_once(arrivals: Arrivals, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/state").write_text("new")
    assert not has_some(arrivals)
    (tmp_path / "elsewhere/state").replace(tmp_path / "state")
    assert has_some(arrivals)
    arrivals.take()
    assert not has_some(arrivals)


def test_a_file_that_was_written_in_place_is_told(arrivals: Arrivals, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("new")
    assert has_some(arrivals)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Arrivals(tmp_path / "nowhere")
