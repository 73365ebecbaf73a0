"""A mutant is noticed by what scenarios find, and by nothing that goes wrong besides."""

from pathlib import Path

import pytest

from proving_ground.errors import TrialError
from proving_ground.proof import mutate
from proving_ground.proof.defects import copy_engine
from proving_ground.proof.reach import Reached, few_points
from proving_ground.proof.suite import TooSlow

BUG_5 = Reached("features/regressions/bug_5_resume_at_current_stage.feature:12", 1.0, frozenset())


def test_a_scenario_without_points_is_tried_and_passes_on_the_sound_engine(tmp_path: Path) -> None:
    copy_engine(tmp_path)
    assert not mutate.fails(tmp_path, [BUG_5])


def test_only_sweeps_are_asked_to_try_few_points() -> None:
    sweep = Reached("b.feature:1", 1.0, frozenset(), sweeps=True)
    assert few_points([BUG_5]) == []
    assert few_points([BUG_5, sweep]) == ["-D", "points=8"]


def test_a_run_that_is_refused_notices_nothing(tmp_path: Path) -> None:
    copy_engine(tmp_path)
    nowhere = Reached("features/regressions/bug_9.feature:1", 1.0, frozenset())
    with pytest.raises(TrialError, match="gave no verdicts"):
        mutate.fails(tmp_path, [nowhere])


def test_a_run_that_takes_far_too_long_notices_the_mutant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_suite(*_: object, **_more: object) -> None:
        raise TooSlow("behave gave no verdicts in 24 s")

    monkeypatch.setattr(mutate, "run_suite", run_suite)
    assert mutate.fails(tmp_path, [BUG_5])
