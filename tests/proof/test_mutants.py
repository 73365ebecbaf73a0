"""Mutants are found, applied, sampled the same way each time, and excused by id alone."""

from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.proof.defects import ROOT
from proving_ground.proof.mutants import PACKAGE, all_mutants, equivalents, named
from proving_ground.proof.mutate import EQUIVALENT
from proving_ground.proof.series import sample

MUTANTS = all_mutants(ROOT)


def test_each_mutant_has_an_id_of_its_own() -> None:
    assert len({mutant.id for mutant in MUTANTS}) == len(MUTANTS) > 400


def test_a_mutant_changes_its_line_and_no_other() -> None:
    for mutant in sample(MUTANTS, 20, seed=1):
        source = (ROOT / PACKAGE / mutant.module).read_text()
        before, after = source.splitlines(), mutant.applied(source).splitlines()
        assert before != after
        if len(before) == len(after):
            changed = [n for n, (b, a) in enumerate(zip(before, after, strict=True), 1) if b != a]
            assert changed[0] >= mutant.line


def test_a_sample_can_be_repeated() -> None:
    assert sample(MUTANTS, 10, seed=3) == sample(MUTANTS, 10, seed=3) != sample(MUTANTS, 10, seed=4)
    assert sample(MUTANTS, 0, seed=3) == MUTANTS


def test_mutants_can_be_named() -> None:
    assert named(MUTANTS, [MUTANTS[5].id, MUTANTS[2].id]) == [MUTANTS[5], MUTANTS[2]]
    with pytest.raises(InputError, match="no mutant 'deadbeef'"):
        named(MUTANTS, ["deadbeef"])


def test_the_excused_mutants_are_there() -> None:
    assert all(equivalents(EQUIVALENT, MUTANTS).values())


def test_an_excuse_for_no_mutant_is_told(tmp_path: Path) -> None:
    listed = tmp_path / "equivalent.yaml"
    listed.write_text("equivalent:\n  - {reason: because, ids: [deadbeef]}\n")
    with pytest.raises(InputError, match="no mutant 'deadbeef'"):
        equivalents(listed, MUTANTS)
