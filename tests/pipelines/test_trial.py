"""A trial whose engine does not do what the scenario counts on."""

import pytest

from proving_ground.agents.script import answer, decide, run
from proving_ground.errors import NeverCalled, TrialError
from proving_ground.pipelines.pipeline import Stage, Termination
from proving_ground.pipelines.trial import Moment, PipelineTrial


@pytest.fixture
def trial(empty_trial: PipelineTrial) -> PipelineTrial:
    empty_trial.scene.add(Stage(name="work", termination=Termination(iterations=2)))
    return empty_trial


def test_an_engine_that_never_comes_to_the_moment_has_failed(trial: PipelineTrial) -> None:
    with pytest.raises(NeverCalled, match="called for iteration 3, but the run ended without"):
        trial.kill(Moment(3))
    assert len(trial.evidence.calls) == 2


def test_a_queue_that_the_stand_in_could_not_serve_proves_nothing(trial: PipelineTrial) -> None:
    trial.scene.play((run("bd", "dance"), answer("Done."), decide("continue")), 1)
    with pytest.raises(TrialError, match="cannot do"):
        trial.run()


def test_a_session_that_never_ran_is_resumed_in_a_project_with_a_pipeline(
    trial: PipelineTrial,
) -> None:
    trial.run("resume")
    assert list(trial.project.folder.rglob("stage.yaml"))
