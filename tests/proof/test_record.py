"""The record keeps so little as proves it, and says nothing of what is no more."""

from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.proof.defects import Defect, load_defects
from proving_ground.proof.matrix import Kill
from proving_ground.proof.record import read_record, smallest, write_record
from proving_ground.proof.suite import all_scenarios
from proving_ground.report.model import ScenarioResult, Verdict


def kill(name: str, *reds: str, caught_by: str | None = None) -> Kill:
    defect = Defect(name, Path(name), 1, "s", "s", caught_by)
    return Kill(defect, tuple(red(each) for each in reds))


def red(name: str) -> ScenarioResult:
    tags = ("bug-1",) if name.startswith("bug") else ()
    return ScenarioResult(
        id=name, slug=name, name=name, feature="F", location="f:1", tags=tags, verdict=Verdict.FAIL
    )


def test_each_scenario_is_proven_by_its_rarest_defect() -> None:
    record = smallest([kill("broad", "a", "b", "c"), kill("narrow", "b")])
    assert record == {"broad": ["a", "c"], "narrow": ["b"]}


def test_a_defect_that_is_the_rarest_of_none_keeps_one_scenario() -> None:
    record = smallest([kill("broad", "a", "b"), kill("one", "a"), kill("other", "b")])
    assert record == {"broad": ["a"], "one": ["a"], "other": ["b"]}


def test_a_defect_keeps_a_scenario_of_the_tag_that_must_catch_it() -> None:
    record = smallest([kill("d", "a", "bug", caught_by="bug-1"), kill("e", "bug")])
    assert record == {"d": ["a", "bug"], "e": ["bug"]}


def test_a_defect_that_nothing_catches_is_not_recorded() -> None:
    assert smallest([kill("d")]) == {}


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "proofs.yaml"
    write_record({"d": ["F: it / – fails"]}, path)
    assert read_record(path) == {"d": ("F: it / – fails",)}


def test_a_malformed_record_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "proofs.yaml"
    path.write_text("d: nothing\n")
    with pytest.raises(InputError, match=r"proofs\.yaml:1"):
        read_record(path)


def test_every_defect_and_every_scenario_is_on_record() -> None:
    record = read_record()
    assert set(record) == {defect.name for defect in load_defects()}
    recorded = {name for names in record.values() for name in names}
    assert recorded == {scenario.id for scenario in all_scenarios()}
