"""Every defect must still apply, and bad ones are refused in plain words."""

import subprocess
import sys
from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.proof.defects import DEFECTS, load_defects

HEAD = "Bug-class: 1\nSource: somewhere\nSymptom: something\n"


@pytest.mark.parametrize("defect", load_defects(), ids=lambda defect: defect.name)
def test_the_patch_applies_and_compiles(defect, tmp_path: Path) -> None:
    defect.put_back(tmp_path)
    check = [sys.executable, "-m", "compileall", "-q", str(tmp_path)]
    assert subprocess.run(check, check=False).returncode == 0


def test_each_of_the_five_bugs_has_its_defect() -> None:
    tags = {defect.caught_by for defect in load_defects()}
    assert {f"bug-{number}" for number in range(1, 6)} <= tags


def test_a_name_that_is_given_twice_counts_once() -> None:
    assert [each.name for each in load_defects(["answer-lost", "answer-lost"])] == ["answer-lost"]


def test_an_unknown_name_is_answered_with_a_near_one() -> None:
    with pytest.raises(InputError, match="try: ignores-stop"):
        load_defects(["ignore-stop"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Source: a\nSymptom: b\n\n--- a/x\n", "no header 'Bug-class'"),
        (HEAD + "Author: me\n\n--- a/x\n", "unknown header 'Author'"),
    ],
)
def test_a_bad_header_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "bad.patch").write_text(text)
    with pytest.raises(InputError, match=told):
        load_defects(folder=tmp_path)


def test_a_rotten_patch_is_told(tmp_path: Path) -> None:
    text = (DEFECTS / "ignores-stop.patch").read_text()
    (tmp_path / "rotten.patch").write_text(text.replace("decisions[-1:]", "decisions[-2:]"))
    (defect,) = load_defects(folder=tmp_path)
    with pytest.raises(InputError, match="the patch no longer applies"):
        defect.put_back(tmp_path / "copy")
