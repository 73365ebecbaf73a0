"""A verdict is made once, and anew where a hook fails after it was given."""

from behave.model_type import Status
from behave.parser import parse_feature

from proving_ground.errors import TrialError
from proving_ground.facts import Happened
from proving_ground.report.model import Verdict
from proving_ground.report.verdicts import Judge


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
