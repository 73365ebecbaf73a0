"""Copies of a run stand for strikes, as long as strikes agree with them."""

from pathlib import Path

import pytest

from proving_ground.faults import copies, kinds
from proving_ground.faults.points import Points
from proving_ground.faults.sweep import Sweep, Sweeper
from proving_ground.pipelines.pipeline import Stage
from proving_ground.pipelines.trial import PipelineTrial
from tests.bench import needs_linux

pytestmark = needs_linux
ENOUGH_POINTS = Points(copies.FEWEST + 2)


@pytest.fixture
def trial(empty_trial: PipelineTrial) -> PipelineTrial:
    empty_trial.scene.add(Stage(name="work"))
    return empty_trial


def sweep(trial: PipelineTrial, fault: kinds.Fault) -> Sweep:
    return Sweeper(trial, fault, "start").sweep(ENOUGH_POINTS)


@pytest.mark.parametrize("fault", [kinds.KILL, kinds.TEAR, kinds.POWER_LOSS])
def test_most_points_are_tried_by_copies(trial: PipelineTrial, fault: kinds.Fault) -> None:
    swept = sweep(trial, fault)
    assert swept.failures == ()
    assert swept.copied
    assert swept.copied >= swept.tried - 1 - round(copies.REAL * swept.tried)
    assert f"tried ({swept.copied} by copies)" in str(swept)
    assert swept.facts().copied == swept.copied


def test_where_copies_lie_all_points_are_struck(
    trial: PipelineTrial, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copies.Copy.put_in_place

    def damaged(self: copies.Copy, root: Path) -> int:
        done = real(self, root)
        for state in root.rglob("state.json"):
            state.write_text("{")
        return done

    monkeypatch.setattr(copies.Copy, "put_in_place", damaged)
    swept = sweep(trial, kinds.KILL)
    assert (swept.failures, swept.tried, swept.copied) == ((), ENOUGH_POINTS.sample, None)
    assert "copies did not agree with strikes" in str(swept)


def test_few_points_are_all_struck(trial: PipelineTrial) -> None:
    assert Sweeper(trial, kinds.KILL, "start").sweep(Points(3)).copied == 0


def test_nothing_is_left_beside_the_trial(trial: PipelineTrial) -> None:
    sweep(trial, kinds.TEAR)
    assert [path.name for path in trial.project.root.parent.glob("cop*")] == []


@pytest.mark.parametrize("count", [1, 9, 64])
def test_a_tenth_of_the_points_is_struck_for_real(count: int) -> None:
    real = copies.real_points(range(1, count + 1))
    assert len(real) == max(1, round(count / 10))
    assert real == copies.real_points(range(1, count + 1))
