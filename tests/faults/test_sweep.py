"""A sweep tries every point, and says so where a point could not be tried."""

from pathlib import Path

import pytest
from hamcrest import assert_that

from proving_ground.agents.script import Rule, answer, decide, exit_with, run
from proving_ground.errors import FaultNotFired, LawBroken
from proving_ground.evidence.run_state import Ending
from proving_ground.faults import kinds
from proving_ground.faults.points import Points
from proving_ground.faults.sweep import ENOUGH, Sweep, Sweeper
from proving_ground.pipelines.matchers import recovered
from proving_ground.pipelines.pipeline import Stage
from proving_ground.pipelines.trial import PipelineTrial
from tests.bench import needs_linux

pytestmark = needs_linux


@pytest.fixture
def trial(empty_trial: PipelineTrial) -> PipelineTrial:
    empty_trial.scene.add(Stage(name="work"))
    return empty_trial


def agent_runs(trial: PipelineTrial, shell: str) -> None:
    acts = (run("sh", "-c", shell), answer("Done."), decide("continue"))
    trial.scene.act(Rule(acts))


def sweep(
    trial: PipelineTrial, fault: kinds.Fault = kinds.KILL, points: Points | None = None
) -> Sweep:
    return Sweeper(trial, fault, "start").sweep(points or Points(3))


def test_a_sound_engine_recovers_at_each_point(trial: PipelineTrial) -> None:
    swept = sweep(trial)
    assert (swept.tried, swept.failures) == (3, ())
    assert swept.total > 30
    assert recovered(Ending.COMPLETE).matches(swept)
    assert "3 tried, 0 not recovered" in str(swept)


def test_where_no_point_was_tried_nothing_is_proven() -> None:
    with pytest.raises(AssertionError, match="but: no point was tried"):
        assert_that(None, recovered(Ending.COMPLETE))


def test_the_trial_is_left_in_its_project_alone(trial: PipelineTrial) -> None:
    sweep(trial)
    assert [path.name for path in trial.project.root.parent.glob("copy-*")] == []


def test_what_differs_at_a_point_is_a_failure_of_that_point(
    trial: PipelineTrial, tmp_path: Path
) -> None:
    trial.supervisor.records = False  # the flag lies outside of the trial, which would be seen
    flag = tmp_path / "flag"
    agent_runs(trial, f"test -e '{flag}' && touch more; touch '{flag}'")
    swept = sweep(trial, points=Points())
    assert len(swept.failures) == ENOUGH
    first = swept.failures[0]
    assert first.found == ("what is not committed: missing nothing; not expected ?? more",)
    told = trial.evidence.runs[0].fault
    assert told == f"killed before change {first.number}: {first.change}"


def test_a_failure_names_the_point_and_how_to_try_it_alone(
    trial: PipelineTrial, tmp_path: Path
) -> None:
    trial.supervisor.records = False  # the flag lies outside of the trial, which would be seen
    flag = tmp_path / "flag"
    agent_runs(trial, f"test -e '{flag}' && touch more; touch '{flag}'")
    with pytest.raises(AssertionError) as failed:
        assert_that(sweep(trial, points=Points(only=7)), recovered(Ending.COMPLETE), "the sweep")
    assert "change 7 of" in str(failed.value)
    assert "(alone: add -D point=7)" in str(failed.value)


def test_a_point_that_is_not_reached_proves_nothing(trial: PipelineTrial, tmp_path: Path) -> None:
    trial.supervisor.records = False  # the flag lies outside of the trial, which would be seen
    flag = tmp_path / "flag"
    agent_runs(trial, f"test -e '{flag}' || (touch a b c; rm a b c); touch '{flag}'")
    with pytest.raises(FaultNotFired, match="this time it made only"):
        sweep(trial, points=Points())


def test_a_run_that_breaks_a_law_in_peace_is_not_swept(trial: PipelineTrial) -> None:
    agent_runs(trial, "git checkout -q -- README.md")
    with pytest.raises(LawBroken, match="yours-is-yours"):
        sweep(trial)


def test_a_loss_of_power_is_tried_after_the_end_too(trial: PipelineTrial) -> None:
    swept = sweep(trial, kinds.POWER_LOSS, Points())
    assert swept.failures == ()
    assert trial.evidence.runs[0].fault == (
        f"without power before change {swept.total}: the end of the run"
    )


def test_only_writes_are_torn(trial: PipelineTrial) -> None:
    sweeper = Sweeper(trial, kinds.TEAR, "start")
    assert sweeper.sweep(Points(2)).failures == ()
    assert {change.split()[0] for change in sweeper.changes} == {"write"}


def test_a_session_that_fails_in_peace_fails_alike_after_a_crash(trial: PipelineTrial) -> None:
    trial.scene.play((exit_with(1),), 1)
    assert sweep(trial).failures == ()
