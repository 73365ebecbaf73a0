"""Faults are put back for real: one that hits proves its path, one that misses proves nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from proving_ground.cli import main
from proving_ground.plans.model import CriticalPath
from proving_ground.plans.proofs import Proof, read_proofs
from proving_ground.plans.proving import Prover, Target
from proving_ground.plans.written import read_scenarios
from proving_ground.proof.defects import load_defects

PLAN = """\
# Test plan: x
## SEAM s: S
- **Components:** a → b
### flow-2: The agent's decision to stop ends the stage
- **Caught by fault:** ignores-stop, bug-1-default-model
### flow-11: Not asked for
- **Caught by fault:** runs-one-too-many
"""


def test_a_fault_that_hits_is_told_from_one_that_misses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "PLAN.md"
    plan.write_text(PLAN, "utf-8")
    assert main(["plan", "prove", "flow-2", "--plan", str(plan)]) == 1
    told = capsys.readouterr().out
    assert "PROVED flow-2: ignores-stop turned 1 of 1 red" in told
    assert "PASSED flow-2: bug-1-default-model turned 0 of 1 red" in told
    proofs = read_proofs(tmp_path / "proofs.json")
    (hit, miss) = (proofs["flow-2"][name] for name in ("ignores-stop", "bug-1-default-model"))
    assert (len(hit.killers), miss.killers, list(proofs)) == (1, {}, ["flow-2"])


def test_a_path_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "PLAN.md"
    plan.write_text(PLAN, "utf-8")
    assert main(["plan", "prove", "flow-3", "--plan", str(plan)]) == 2
    assert "there is no path 'flow-3'" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", '{"p": 1}', '{"p": {"f": {"fault": 1}}}'])
def test_a_file_that_holds_no_proofs_is_told(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "PLAN.md").write_text(PLAN, "utf-8")
    (tmp_path / "proofs.json").write_text(text, "utf-8")
    assert main(["plan", "matrix", "--plan", str(tmp_path / "PLAN.md")]) == 2
    assert "proofs.json: these are no proofs" in capsys.readouterr().err


def test_a_folder_in_the_place_of_proofs_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "PLAN.md").write_text(PLAN, "utf-8")
    (tmp_path / "proofs.json").mkdir()
    assert main(["plan", "matrix", "--plan", str(tmp_path / "PLAN.md")]) == 2
    told = capsys.readouterr().err
    assert (
        "proofs.json: the proofs cannot be read: Is a directory\n  What to do: name a file" in told
    )


def test_a_scenario_that_does_not_pass_without_the_fault_is_not_tried() -> None:
    heard: list[Proof] = []
    (fault,) = load_defects(["ignores-stop"])
    path = CriticalPath("p", "P", 1, {}, faults=(fault.name,))
    (sound,) = read_scenarios().of_path("flow-2")
    unsound = replace(sound, id="F / it is not among those that passed")
    Prover({}, 1, lambda _target, proof: heard.append(proof), lambda _result: None).prove(
        [Target(path, fault, [unsound])]
    )
    assert [(each.tried, each.killers) for each in heard] == [(0, {})]
