"""Sentences that were easily misread are false of the runs of which they were once said."""

from types import SimpleNamespace

import pytest
from behave.step_registry import registry

from proving_ground.errors import TrialError, Unmet
from proving_ground.faults.points import Points
from proving_ground.pipelines import concurrent_runs
from proving_ground.pipelines.pipeline import Stage, Termination
from proving_ground.pipelines.trial import Moment, PipelineTrial
from proving_ground.suite.steps import catalogue


@pytest.fixture
def trial(empty_trial: PipelineTrial) -> PipelineTrial:
    """Two stages, killed in the second, and resumed: the last run calls for that stage alone."""
    for name in ("plan", "build"):
        empty_trial.scene.add(Stage(name=name, termination=Termination(iterations=1)))
    empty_trial.kill(Moment(1, "build"))
    empty_trial.run("resume")
    return empty_trial


def say(trial: PipelineTrial, sentence: str) -> None:
    """Run the step of that sentence."""
    catalogue.load()
    step = SimpleNamespace(step_type="then", name=sentence)
    found = registry.find_match(step)
    assert found, f"no step says {sentence!r}"
    found.func(SimpleNamespace(trial=trial), **{a.name: a.value for a in found.arguments})


@pytest.mark.parametrize(
    "sentence",
    [
        'the agent of stage "plan" was never called',
        "no agent was called",
        "no agent was called in the resumed run",
        'the agent of stage "build" was not called again',
        'the agent is asked only for iteration 1 of stage "plan"',
    ],
)
def test_what_is_false_of_this_run_is_told(trial: PipelineTrial, sentence: str) -> None:
    with pytest.raises(Unmet):
        say(trial, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        'the agent of stage "plan" was not called again',
        'the agent of stage "plan" was called 1 time',
        'the agent is asked only for iteration 1 of stage "build"',
    ],
)
def test_what_is_true_of_this_run_holds(trial: PipelineTrial, sentence: str) -> None:
    say(trial, sentence)


def test_of_several_stages_one_is_to_be_named(trial: PipelineTrial) -> None:
    with pytest.raises(TrialError, match="there are 2 stages; name the stage"):
        say(trial, "the agent is asked only for iteration 1")


def test_a_run_that_is_no_resume_has_not_called_nobody_in_a_resume(
    empty_trial: PipelineTrial,
) -> None:
    empty_trial.scene.add(Stage(name="work", termination=Termination(iterations=0)))
    empty_trial.run()
    say(empty_trial, "no agent was called")
    with pytest.raises(Unmet):
        say(empty_trial, "no agent was called in the resumed run")


def test_only_what_ran_is_resumed_unless_it_never_did(empty_trial: PipelineTrial) -> None:
    empty_trial.scene.add(Stage(name="work", termination=Termination(iterations=1)))
    with pytest.raises(TrialError, match="there is nothing to resume"):
        empty_trial.turn_to_resumed()
    empty_trial.run()
    ran = empty_trial.session
    empty_trial.turn_to_resumed(never_ran=True)
    assert empty_trial.session != ran
    assert empty_trial.session not in empty_trial.sessions


def test_each_kind_of_sweep_has_its_own_sentence(empty_trial: PipelineTrial) -> None:
    empty_trial.scene.add(Stage(name="work", termination=Termination(iterations=1)))
    concurrent_runs.sweep(empty_trial, Points(4))
    say(empty_trial, "every time one run does the work, and the other is refused")
    with pytest.raises(Unmet):
        say(empty_trial, "every resumed run is complete, as the uninterrupted run was")
