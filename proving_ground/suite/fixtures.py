"""behave's fixtures: what all trials share, and one trial; each ends whatever goes wrong."""

from collections.abc import Iterator
from typing import Any

from behave import fixture

from proving_ground.suite.accounts import Account
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
    context.account = Account(made, scenario)
    yield made
    keep = scenario.status.has_failed() and not context.aborted
    scenario.work_folder = None if context.aborted else made.project.root
    context.ground.end(made, keep=keep)
