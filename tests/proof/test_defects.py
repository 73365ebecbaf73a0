"""Every defect must still apply, and what is wrong in the catalogue is told with its line."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.proof.catalogue import rewritten
from proving_ground.proof.defects import DEFECTS, Defect, load_defects
from proving_ground.root import ROOT

ENGINE = ROOT / "reference_engine"
ENTRY = "ignores-stop:\n  source: somewhere\n  symptom: something\n"
RIGHT = "  in: _fixed\n  find: decisions[-1:]\n  put: decisions[-2:]\n"
Load = Callable[[str], list[Defect]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Reads a catalogue with one file, about `pipelines/terminations.py`."""

    def load(text: str) -> list[Defect]:
        path = tmp_path / "pipelines" / "terminations.yaml"
        path.parent.mkdir()
        path.write_text(text)
        return load_defects(folder=tmp_path)

    return load


def test_every_defect_changes_the_engine_to_valid_code(tmp_path: Path) -> None:
    for defect in load_defects():
        for module in {change.module for change in defect.changes}:
            mine = [change for change in defect.changes if change.module == module]
            text = rewritten(ENGINE / module, mine)
            assert text != rewritten(ENGINE / module, []), f"{defect.name} changes nothing"
            (tmp_path / f"{defect.name}--{module.replace('/', '--')}").write_text(text)
    # An unknown name would be a bug of its own, and turn everything red.
    command = ["ruff", "check", "--isolated", "--no-cache", "--select=E9,F821,F823", str(tmp_path)]
    checked = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_a_defect_is_put_back_into_a_copy(tmp_path: Path) -> None:
    (defect,) = load_defects(["ignores-stop"])
    defect.put_back(tmp_path)
    copied = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.py")}
    assert copied == {path.relative_to(ROOT) for path in ENGINE.rglob("*.py")}
    changed = [
        path for path in copied if (tmp_path / path).read_bytes() != (ROOT / path).read_bytes()
    ]
    assert changed == [Path("reference_engine/pipelines/terminations.py")]


def test_each_of_the_five_bugs_has_its_defect() -> None:
    tags = {defect.caught_by for defect in load_defects()}
    assert {f"bug-{number}" for number in range(1, 6)} <= tags


def test_defects_are_in_the_engine_that_their_names_say() -> None:
    folders = {"backends": "backends", "orchestration": "orchestrator"}
    for defect in load_defects():
        family = next(iter(defect.tags), "")
        expected = folders.get(family, "pipelines")
        shared = {path.name for path in ENGINE.glob("*.py")}
        changed = {change.module.split("/")[0] for change in defect.changes}
        assert changed - shared <= {expected}, defect.name


def test_a_name_that_is_given_twice_counts_once() -> None:
    assert [each.name for each in load_defects(["answer-lost", "answer-lost"])] == ["answer-lost"]


def test_an_unknown_name_is_answered_with_a_near_one() -> None:
    with pytest.raises(InputError, match="try: ignores-stop"):
        load_defects(["ignore-stop"])


def test_a_name_in_two_files_is_told(load: Load, tmp_path: Path) -> None:
    (tmp_path / "runner.yaml").write_text(ENTRY + RIGHT)
    with pytest.raises(InputError, match=r"runner\.yaml:1: ignores-stop stands also in .*terminat"):
        load(ENTRY + RIGHT)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ignores-stop:\n  source: a\n" + RIGHT, ":1: the key 'ignores-stop.symptom' is missing"),
        (ENTRY + RIGHT + "  author: me\n", ":7: unknown key 'ignores-stop.author'"),
        (ENTRY + "  find: decisions[-1:]\n", ":1: ignores-stop: it needs `find` and `put`"),
        (ENTRY + RIGHT + "  places:\n  - {find: a, put: b}\n", ":1: ignores-stop: it has `places`"),
        (ENTRY + "  find: if a\n  put: b\n", ":4: ignores-stop.find is 'if a'"),
        (ENTRY + "  find: a\n  put: 'b ='\n", ":5: ignores-stop.put is 'b ='"),
        (ENTRY + "  find: ''\n  put: b\n", ":4: ignores-stop.find is ''"),
        (ENTRY + "  bug_class: many\n" + RIGHT, ":4: ignores-stop.bug_class is 'many'"),
    ],
)
def test_what_is_malformed_is_told_with_its_line(load: Load, text: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        load(text)
    assert f"terminations.yaml{told}" in str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("  in: _fixed\n  find: decisions[-9:]\n  put: a\n", ":5: ignores-stop: `_fixed` has no"),
        ("  find: len(decisions)\n  put: a\n", ":4: ignores-stop: the module has it"),
        ("  in: _fixt\n  find: a\n  put: b\n", ":4: ignores-stop: there is no '_fixt'"),
        ("  places:\n  - {module: no.py, find: a, put: b}\n", ":5: ignores-stop: there is no such"),
        (
            "  places:\n  - find: sys.exit()\n    put: b\n",
            ":5: ignores-stop: the module has no such code",
        ),
    ],
)
def test_what_does_not_apply_is_told_with_its_line(
    load: Load, tmp_path: Path, change: str, told: str
) -> None:
    (defect,) = load(ENTRY + change)
    with pytest.raises(InputError) as error:
        defect.put_back(tmp_path / "copy")
    assert f"terminations.yaml{told}" in str(error.value)
    assert "What to do: " in str(error.value)


def test_only_the_record_and_the_catalogue_stand_there() -> None:
    modules = {path.relative_to(ENGINE).with_suffix(".yaml") for path in ENGINE.rglob("*.py")}
    files = {path.relative_to(DEFECTS) for path in DEFECTS.rglob("*") if path.is_file()}
    assert files - modules == {Path("proofs.yaml")}
