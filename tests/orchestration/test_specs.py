"""Sample specifications: those that ship, and what is said of broken ones."""

from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.orchestration.specs import SPECS, specification

NAMES = ("simple", "multi-task", "same-file", "awkward")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_its_file(name: str) -> None:
    assert specification(name) == (SPECS / f"{name}.md").read_text("utf-8")


def test_every_sample_that_ships_is_tested_here() -> None:
    assert {path.stem for path in SPECS.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", ["simpel", "", "../specs/simple", "/etc/passwd", "simple.md"])
def test_another_name_is_told_with_those_that_there_are(name: str) -> None:
    with pytest.raises(InputError, match="There are: awkward, multi-task, same-file, simple"):
        specification(name)


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xff\xfe"])
def test_a_sample_that_asks_for_nothing_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "empty.md").write_bytes(content)
    with pytest.raises(InputError, match=r"empty\.md: (?:the specification is empty|not UTF-8)"):
        specification("empty", tmp_path)
