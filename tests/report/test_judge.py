"""A verdict is made once, and anew where a hook fails after it was given."""

from pathlib import Path

import pytest
from behave.model_type import Status
from behave.parser import parse_feature

from proving_ground.errors import TrialError, given
from proving_ground.facts import Call, Happened, Run, Session, State
from proving_ground.report.known import Known
from proving_ground.report.model import Verdict
from proving_ground.report.verdicts import Judge

CALL = Call(program="claude", result="stop")
RUN = Run(action="started", exit=0, after=State(words="complete"), calls=(CALL,))
CALLED = Session(name="session-1", runs=(RUN,))


def test_a_verdict_is_made_once_and_anew_where_something_changed() -> None:
    (scenario,) = parse_feature("Feature: F\n  Scenario: S\n    Given it holds\n").scenarios
    judge = Judge({})
    assert judge.judge(scenario) is None
    scenario.set_status(Status.passed)
    first = judge.judge(scenario)
    assert first
    assert first.verdict is Verdict.PASS
    assert judge.judge(scenario) is first
    scenario.happened = Happened(family="pipelines")
    told = judge.judge(scenario)
    assert told
    assert told.happened.family == "pipelines"
    scenario.exception = TrialError("the cleanup failed")
    scenario.set_status(Status.cleanup_error)
    last = judge.judge(scenario)
    assert last
    assert last.verdict is Verdict.ERROR


def test_a_known_failure_is_told_by_what_a_report_says_of_it(tmp_path: Path) -> None:
    (scenario,) = parse_feature("Feature: F\n  Scenario: S\n    Given it holds\n").scenarios
    known = Known("F / S", "because", "known.yaml:1", only=(("TRIAL/state.json is cut",),))
    scenario.set_status(Status.failed)
    scenario.steps[0].exception = AssertionError(f"{tmp_path}/state.json is cut")
    scenario.steps[0].status = Status.failed
    scenario.work_folder = tmp_path
    scenario.happened = Happened(family="pipelines", sessions=(CALLED,))
    judged = given(Judge({"F / S": known}).judge(scenario))
    assert judged.verdict is Verdict.KNOWN, judged.reason


@pytest.mark.parametrize("given_rerun", ["", "proving-ground run -Dpoints=all --engine a"])
def test_only_a_sweep_is_tried_again_with_a_choice_of_points(given_rerun: str) -> None:
    text = (
        "Feature: F\n  Scenario: S\n    Given it holds\n  @wip\n  Scenario: T\n    Given it holds\n"
    )
    swept, other = parse_feature(text, filename="f.feature").scenarios
    options = ("-D engine=a", "-D points=all", "-D backend=codex")
    judge = Judge({}, None, options, given_rerun, {"F / S"})
    for each in (swept, other):
        each.set_status(Status.passed)
    told = [given(judge.judge(each)).rerun for each in (swept, other)]
    if given_rerun:
        assert told == [
            "proving-ground run -Dpoints=all --engine a f.feature:2",
            "proving-ground run --engine a f.feature:5 @wip",
        ]
    else:
        assert told == [
            "behave f.feature:2 -D engine=a -D points=all -D backend=codex",
            "behave f.feature:5 -D engine=a -D backend=codex --tags=@wip",
        ]
