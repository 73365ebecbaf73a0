"""What the trial of backends looks at: places, session files, and the registry of engines."""

from pathlib import Path

import pytest

from proving_ground.backends import native
from proving_ground.backends.sample import CONVERSATION


@pytest.mark.parametrize("backend", ["claude", "codex"])
def test_session_files_hold_the_conversation(backend: str, tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    path.write_text(native.text(backend, tmp_path, "s-1", CONVERSATION))
    assert tuple(native.read(path, backend)) == CONVERSATION
