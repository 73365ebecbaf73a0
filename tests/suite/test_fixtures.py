"""A trial ends with its scenario, whatever the hooks of the scenario did."""

from types import SimpleNamespace

import pytest
from behave import use_fixture
from behave.configuration import Configuration
from behave.model_type import Status
from behave.runner import Context, ModelRunner, scoped_context_layer

from proving_ground.pipelines.pipeline import Stage
from proving_ground.suite import fixtures
from proving_ground.suite.context import SuiteContext


@pytest.mark.parametrize("status", ["passed", "hook_error"])
def test_a_trial_ends_with_its_scenario(ground: SuiteContext, status: str) -> None:
    runner = ModelRunner(Configuration([], load_config=False), [])
    context = runner.context = Context(runner)
    context.ground = ground
    scenario = SimpleNamespace(
        effective_tags={"pipelines"}, steps=(), all_steps=(), status=Status[status]
    )
    with scoped_context_layer(context, "scenario"):
        trial = use_fixture(fixtures.trial, context, scenario)
        trial.scene.add(Stage(name="work"))
        trial.ready()
        latch = trial.installed.latch("moment")
    assert not latch.is_there
    assert trial.project.root.exists() is (status != "passed")
    assert scenario.work_folder == trial.project.root
