"""What is on record is proven again; what is new is tried with all that may prove it."""

from pathlib import Path

import pytest

from proving_ground.cli import main
from proving_ground.proof.defects import Defect
from proving_ground.proof.plan import Plan, on_record, to_update
from proving_ground.proof.suite import Listed


def scenario(name: str, *tags: str) -> Listed:
    return Listed(name, f"f:{name}", frozenset(tags))


def defect(name: str) -> Defect:
    return Defect(name, Path(name), 1, "s", "s")


def runs(plan: Plan) -> dict[str, list[str]]:
    return {name: [each.id for each in run] for name, run in plan.runs.items()}


OLD, NEW = defect("old"), defect("new")
KNOWN, FRESH, OTHER = scenario("known"), scenario("fresh"), scenario("other", "backends")
SCENARIOS = [KNOWN, FRESH, OTHER]


def test_of_what_is_on_record_nothing_else_is_run() -> None:
    plan = on_record([OLD, NEW], SCENARIOS, {"old": ["known", "renamed"]})
    assert runs(plan) == {"old": ["known"], "new": []}


def test_a_new_scenario_is_tried_with_every_defect_of_its_family() -> None:
    plan = to_update([OLD], SCENARIOS, {"old": ["known"]})
    assert runs(plan) == {"old": ["known", "fresh"]}


def test_a_new_defect_is_tried_with_every_scenario_of_its_family() -> None:
    plan = to_update([OLD, NEW], SCENARIOS, {"old": ["known"]})
    assert runs(plan)["new"] == ["known", "fresh"]


def test_a_family_has_its_own_defects() -> None:
    plan = to_update([defect("backends-new")], SCENARIOS, {})
    assert runs(plan) == {"backends-new": ["other"]}


@pytest.mark.parametrize(
    "words", [["--update", "answer-lost"], ["--recorded", "--tags", "@resume"]]
)
def test_the_record_is_of_everything(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", *words]) == 2
    assert "leave out --tags" in capsys.readouterr().err
