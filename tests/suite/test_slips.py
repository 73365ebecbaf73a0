"""Sentences that are said of nothing, or that cannot be meant: told in words, never in Python."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from behave.configuration import Configuration
from behave.parser import parse_file
from behave.runner import Context, Runner

from proving_ground.errors import ProvingError, explain
from proving_ground.suite.audit import Audit
from proving_ground.suite.context import SuiteContext
from proving_ground.suite.slips import explained
from tests.suite.test_malformed import PYTHON

FEATURE = Path(__file__).with_name("slips.feature")
OF_NOTHING = {
    "A hook that nobody has never runs": "expected a hook after each iteration, found none",
    "A hook that nobody has runs no times": "expected a hook after each iteration, found none",
    "A loop that asks nobody goes on": "expected a person whom the loop asks, found none",
    "A loop that asks nobody stops": "expected a person whom the loop asks, found none",
    "A server that nobody started ends": "expected a server that its client has left, found none",
    "Nothing is kept, and nothing is changed": "expected memories or to-dos that were kept before",
    "Memory that no session could use": "expected a session that began or ended, found none",
    "An answer without what nobody said": "expected an agent that says 'zebra', found none",
    "A letter that every prompt holds": "expected a text that not every prompt holds, found none",
    "Words that every prompt holds": "expected a text that not every prompt holds, found none",
    "A note that nobody made": "expected an agent that notes 'zebra', found none",
    "A request that succeeds was to fail": "but: success: ",
    "An answer without a word of it": "what the answer reads",
    "An answer of another ending": "but: the answer tells of a session that is complete, with exit",
    "An answer of a session that is there": "Expected: an answer that tells of no such session",
    "A state that is not as it was found": "was run state complete, nothing",
}
"""What is false, or would be true of anything: a FAIL that tells what was to be there."""
SLIPS = {
    "No stage at all": "no stage is described yet; start with: Given a stage",
    "A table of stages without a row": "the table has no row",
    "A table of agents without a row": "the table has no row",
    "A number that is a word": "iterations: 'two'\n  What to do: Write a whole number.",
    "No agents side by side": "there is no agent among those that work side by side",
    "A stage that reads itself": "stage 'work' reads from 'work', which is no earlier stage",
    "A stage that reads a later one": "stage 'work' reads from 'later', which is no earlier stage",
    "No stop votes": "consensus is 0",
    "No iteration is the first that may be the last": "min_iterations is 0",
    "A name of blanks": "name is ' '",
    "A placeholder without an outline": "name is '<work>'",
    "Words of an answer that nobody asked for": "nobody has asked yet, so there is no answer",
    "Stages of an answer that nobody asked for": "nobody has asked yet, so there is no answer",
    "What nobody asked for is told": "nobody has asked yet, so there is no answer",
    "The state of a session of a backend": "no trial of @backends can tell that",
    "The answer to nobody's question about an orchestration": "no trial of @orchestration can tell",
    "Unchanged since no earlier run": "there was no earlier run of the session",
    "A call beyond all calls": "call 9999 is more than the ",
    "Endings without a row": "the table has no row",
    "An ending that nobody can bring about": "the ending 'stuck' is none that can be had",
    "Endings in another column": "the table has a column 'end'",
    "An order that is none of these agents': 1, 7, 0": 'each agent once, for example "2, 1, 0"',
    "An order that is none of these agents': 1, 1, 2": 'each agent once, for example "2, 1, 0"',
    "An order that is none of these agents': 1, 0": 'each agent once, for example "2, 1, 0"',
    "An order of one agent that works alone": "no agents work side by side",
}
"""What no trial can be made of, or cannot tell: an ERROR that says where and what to do."""
SCENARIOS = {
    each.name.partition(" -- ")[0]: each for each in parse_file(str(FEATURE)).walk_scenarios()
}
Said = Callable[[str], BaseException | None]


def carry_out(step: Any, registry: Any, context: Any, audit: Audit) -> BaseException | None:
    """What a step raises, as its author is told."""
    match = registry.find_match(step)
    context.table = step.table
    audit.enter(step)
    try:
        match.func(context, **{each.name: each.value for each in match.arguments})
    except Exception as error:
        step.exception = error
    audit.leave(step)
    return step.exception  # type: ignore[no-any-return]


@pytest.fixture
def said(steps: Any, ground: SuiteContext) -> Iterator[Said]:
    """What the first step of a scenario raises that raises anything.

    The steps are carried out as they stand, though some are refused before anything runs.
    """
    trials = []

    def run(name: str) -> BaseException | None:
        scenario = SCENARIOS[name]
        trials.append(ground.new_trial(scenario.effective_tags))
        context = SimpleNamespace(trial=trials[0], feature=scenario.feature)
        audit = Audit(trials[0], scenario)
        raised = (carry_out(step, steps, context, audit) for step in scenario.all_steps)
        return next((each for each in raised if each), None)

    yield run
    for trial in trials:
        ground.end(trial, keep=False)


def test_each_slip_is_tried() -> None:
    assert SCENARIOS.keys() == OF_NOTHING.keys() | SLIPS.keys()


@pytest.mark.parametrize("name", OF_NOTHING)
def test_what_is_said_of_nothing_is_false(name: str, said: Said) -> None:
    error = said(name)
    assert isinstance(error, AssertionError), error
    assert OF_NOTHING[name] in explain(error)
    assert not PYTHON.search(explain(error)), explain(error)


@pytest.mark.parametrize("name", SLIPS)
def test_what_cannot_be_meant_is_told_its_author(name: str, said: Said) -> None:
    error = said(name)
    assert isinstance(error, ProvingError), error
    assert not isinstance(error, AssertionError), error
    assert SLIPS[name] in explain(error)
    assert not PYTHON.search(explain(error)), explain(error)


def left_by_nobody(context: Context, name: str) -> AttributeError:
    with pytest.raises(AttributeError) as raised:
        getattr(context, name)
    return raised.value


def test_what_a_failed_step_would_have_left_tells_nothing_new() -> None:
    runner = Runner(Configuration([], load_config=False))
    context = Context(runner)
    error = left_by_nobody(context, "looks")
    step = SimpleNamespace(step_type="then", exception=error)
    assert explained(step, None, is_first=False) is None
    assert explained(step, None) is error
