"""A scenario that asked nothing, or whose steps looked at nothing, proves nothing."""

from types import SimpleNamespace

import pytest
from hamcrest import equal_to

from proving_ground.errors import Unmet
from proving_ground.evidence.expectation import assert_that, some
from proving_ground.pipelines.pipeline import Stage
from proving_ground.pipelines.trial import PipelineTrial
from proving_ground.suite.audit import Audit


def step(kind: str) -> SimpleNamespace:
    words = {"keyword": kind.title(), "name": "it", "location": "a.feature:3"}
    return SimpleNamespace(**words, step_type=kind, exception=None)


def settled(trial: PipelineTrial, *done: tuple[str, bool], status: str = "passed") -> str:
    """What is said of a scenario whose steps each did what their kind does, or nothing."""
    audit = Audit(trial, SimpleNamespace(steps=[]))
    for kind, did in done:
        audit.enter(step(kind))
        if did and kind != "then":
            trial.run()
        elif did:
            assert_that(1, equal_to(1))
        audit.leave(step(kind))
    scenario = SimpleNamespace(status=SimpleNamespace(name=status), exception=None)
    audit.settle(scenario)
    return str(scenario.exception or "")


@pytest.fixture
def trial(empty_trial: PipelineTrial) -> PipelineTrial:
    empty_trial.scene.add(Stage(name="work"))
    return empty_trial


def test_one_that_asks_and_looks_proves_something(trial: PipelineTrial) -> None:
    assert settled(trial, ("when", True), ("then", True)) == ""


def test_one_that_ran_only_before_its_when_proves_nothing(trial: PipelineTrial) -> None:
    assert "no When ran the engine" in settled(trial, ("given", True), ("then", True))
    assert "no When ran" in settled(trial, ("given", True), ("when", False), ("then", True))


def test_one_without_a_then_proves_nothing(trial: PipelineTrial) -> None:
    assert "no Then looked" in settled(trial, ("when", True))


def test_a_step_that_looks_at_nothing_is_named(trial: PipelineTrial) -> None:
    said = settled(trial, ("when", True), ("then", True), ("then", False))
    assert "a.feature:3: Then it: it looked at nothing" in said


def test_one_that_failed_has_found_something_out(trial: PipelineTrial) -> None:
    assert settled(trial, ("when", False), status="failed") == ""


@pytest.mark.parametrize("nothing", [None, (), [], {}, ""])
def test_of_nothing_nothing_is_said(nothing: object) -> None:
    with pytest.raises(Unmet, match="expected calls of agents, found none"):
        some(nothing, "calls of agents")
