"""What errors of Python are in plain words."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from proving_ground.errors import explain


def _to_a_full_disk(_source: str, _target: str) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_files_that_cannot_be_copied_are_told_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("one", "two", "three"):
        (folder / name).touch()
    with pytest.raises(shutil.Error) as error:
        shutil.copytree(folder, tmp_path / "copy", copy_function=_to_a_full_disk)
    told = explain(error.value)
    assert told.startswith(str(folder))
    assert told.endswith("cannot be copied (and 2 other files): [Errno 28] No space left on device")
