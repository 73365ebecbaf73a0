"""behave's fixtures: what all trials share, and one trial; each ends whatever goes wrong."""

from collections.abc import Iterator
from typing import Any

from behave import fixture
from behave.fixture import fixture_call_params, use_fixture_by_tag

from proving_ground.backends.fixtures import FIXTURES, PREFIX
from proving_ground.suite.audit import Audit
from proving_ground.suite.context import AnyTrial, SuiteContext


@fixture
def ground(context: Any) -> Iterator[SuiteContext]:
    """What all trials share, as `context.ground`."""
    context.ground = SuiteContext(context.config.userdata)
    yield context.ground
    context.ground.close()


@fixture
def trial(context: Any, scenario: Any) -> Iterator[AnyTrial]:
    """The scenario's trial, as `context.trial`; its folder is kept if the scenario failed."""
    context.trial = made = context.ground.new_trial(scenario.effective_tags)
    context.audit = Audit(made, scenario)
    yield made
    keep = scenario.status.has_failed() and not context.aborted
    scenario.work_folder = None if context.aborted else made.project.root
    context.ground.end(made, keep=keep)


@fixture
def said(context: Any, *sentences: str) -> None:
    """Begin the scenario with those sentences."""
    context.execute_steps("\n".join(f"Given {each}" for each in sentences))


REGISTRY = {f"{PREFIX}{name}": fixture_call_params(said, *told) for name, told in FIXTURES.items()}
"""The fixtures that a scenario can ask for by a tag."""


def use_named(context: Any, scenario: Any) -> None:
    """Use the fixtures that the scenario's tags name, in the order of the registry."""
    for tag in REGISTRY:
        if tag in scenario.effective_tags:
            use_fixture_by_tag(tag, context, REGISTRY)
