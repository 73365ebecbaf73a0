"""What the trial of backends looks at: places, session files, and the registry of engines."""

from pathlib import Path

import pytest

from proving_ground.backends import native
from proving_ground.backends.sample import CONVERSATION
from proving_ground.engines import registry
from proving_ground.errors import PrerequisiteError


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
