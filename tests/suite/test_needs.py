"""What cannot be judged is left out, what can be is judged: no capability is all or nothing."""

from typing import Any

import pytest
from behave.parser import parse_feature

from proving_ground.loops.contract import Capability
from proving_ground.suite.needs import needs_of

FEATURE = "Feature: A\n  Scenario: B\n    {}"
GIVEN = "Given a loop of 3 steps"
CAPPED = "And the loop may call its agent 2 times"
WHEN = "When the loop runs"
CALLED = "Then the agent was called 2 times"
NO_SUCCESS = "the loop does not end as a success"


def missing(lacking: Capability, *lines: str) -> list[str]:
    scenario = parse_feature(FEATURE.format("\n    ".join(lines))).scenarios[0]
    found: list[str] = needs_of(scenario)(lambda need: need == lacking)
    return [each for each in found if each == lacking]


@pytest.mark.usefixtures("steps")
def test_a_then_that_cannot_judge_leaves_the_others_to_judge() -> None:
    lines = (GIVEN, CAPPED, WHEN, CALLED, f"And {NO_SUCCESS}")
    assert missing(Capability.OUTCOME, *lines) == []
    assert missing(Capability.CAP, *lines) == [Capability.CAP]


@pytest.mark.usefixtures("steps")
def test_a_scenario_none_of_whose_thens_can_judge_is_skipped() -> None:
    assert missing(Capability.OUTCOME, GIVEN, WHEN, f"Then {NO_SUCCESS}") == [Capability.OUTCOME]


def test_a_step_that_is_left_out_is_told_and_is_not_idle() -> None:
    from proving_ground.suite.accounts import Account  # noqa: PLC0415

    trial: Any = type("Trial", (), {"supervisor": type("S", (), {"contacts": 0})()})()
    step: Any = type("Step", (), {"keyword": "Then", "name": "x", "location": "a:1"})()
    step.step_type = "then"
    account = Account(trial)
    account.enter(step)
    account.leave_out("no outcome is declared")
    account.leave(step)
    assert (account.idle, list(account.left_out.values())) == ([], ["no outcome is declared"])
