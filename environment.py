"""behave's hooks; features/environment.py hands them on, because behave looks there."""

from pathlib import Path
from typing import Any

from behave.exception import ConfigError

if __name__ == "builtins":
    raise ConfigError("run `behave` in the project's root, or name something in features/")

from behave import use_default_step_matcher, use_fixture

from proving_ground.suite import fixtures
from proving_ground.suite.audit import goes_on
from proving_ground.suite.runner import ProvingRunner
from proving_ground.suite.steps import vocabulary
from proving_ground.suite.steps.needs import needs_of

ProvingRunner.insist(Path(__file__).parent)
use_default_step_matcher("cfparse")
vocabulary.register()


def before_all(context: Any) -> None:
    """Open the ground that all trials share."""
    context.config.setup_logging()
    use_fixture(fixtures.ground, context)


def before_scenario(context: Any, scenario: Any) -> None:
    """Skip what the engine or this machine cannot do; give every other scenario its own trial."""
    if reason := context.ground.obstacle(scenario.effective_tags, needs_of(scenario)):
        scenario.skip(reason)
    else:
        use_fixture(fixtures.trial, context, scenario)
        fixtures.use_named(context, scenario)


def before_step(context: Any, step: Any) -> None:
    """What is pledged from now on, this step pledges."""
    context.audit.enter(step)


def after_step(context: Any, step: Any) -> None:
    """A broken law or a failed Then fails its step; the steps after it still say what they see."""
    context.audit.leave(step)
    if goes_on(step):
        context.scenario.continue_after_failed_step = True


def after_scenario(context: Any, scenario: Any) -> None:
    """Tell whether the scenario has proven something, and the trial's story."""
    if trial := getattr(context, "trial", None):
        context.audit.settle(scenario)
        scenario.happened = trial.facts()
