"""What cannot be judged is left out, what can be is judged: no capability is all or nothing."""

import pytest
from behave.parser import parse_feature

from proving_ground.loops.contract import Capability
from proving_ground.suite.steps.needs import leave_out, needs_of

FEATURE = "Feature: A\n  Scenario: B\n    {}"
GIVEN = "Given a loop of 3 steps"
CAPPED = "And the loop may call its agent 2 times"
WHEN = "When the loop runs"
CALLED = "Then the agent was called 2 times"
NO_SUCCESS = "the loop does not end as a success"


class Blind:
    def lacks(self, need: str) -> bool:
        return need == Capability.OUTCOME

    def without(self, need: str) -> str:
        return f"no {need} is declared"


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


@pytest.mark.usefixtures("steps")
def test_a_then_that_is_left_out_is_told() -> None:
    lines = (GIVEN, CAPPED, WHEN, CALLED, f"And {NO_SUCCESS}")
    scenario = parse_feature(FEATURE.format("\n    ".join(lines))).scenarios[0]
    told = leave_out(scenario, Blind())
    assert told == {f"And {NO_SUCCESS}": "no outcome is declared"}
    assert [step.name for step in scenario.steps][-1] == CALLED.removeprefix("Then ")


@pytest.mark.usefixtures("steps")
def test_what_only_some_words_of_a_step_need_is_needed_by_those_alone() -> None:
    for deed, need in (
        ("mentions the done-signal", Capability.DONE_SIGNAL),
        ("reports, and does not end", Capability.ENDS_AGENTS),
    ):
        said = f"And the loop's agent {deed} in call 1"
        assert missing(need, GIVEN, said, WHEN, CALLED) == [need]
        assert missing(need, GIVEN, "And the loop's agent crashes in call 1", WHEN, CALLED) == []
