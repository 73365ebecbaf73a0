"""A law that was broken, or a Then that failed, lets the next steps speak."""

from types import SimpleNamespace

import pytest

from proving_ground.errors import LawBroken, TrialError, Unmet
from proving_ground.facts import Comparison
from proving_ground.suite.audit import goes_on

UNMET = Unmet("not so", Comparison(expected="a", found="b"))


@pytest.mark.parametrize(
    ("kind", "error", "on"),
    [
        ("then", UNMET, True),
        ("when", UNMET, False),
        ("when", LawBroken("a law"), True),
        ("then", TrialError("no run"), False),
        ("then", None, False),
    ],
)
def test_what_lets_a_scenario_go_on(kind: str, error: object, on: object) -> None:
    assert goes_on(SimpleNamespace(step_type=kind, exception=error)) is on
