"""A Then that failed lets the next ones speak, unless a list of known failures speaks of it."""

from types import SimpleNamespace

import pytest

from proving_ground.errors import LawBroken, TrialError, Unmet
from proving_ground.facts import Comparison
from proving_ground.suite.accounts import goes_on

UNMET = Unmet("not so", Comparison(expected="a", found="b"))


@pytest.mark.parametrize(
    ("kind", "error", "known", "on"),
    [
        ("then", UNMET, False, True),
        ("then", UNMET, True, False),
        ("when", UNMET, False, False),
        ("when", LawBroken("a law"), True, True),
        ("then", TrialError("no run"), False, False),
        ("then", None, False, False),
    ],
)
def test_what_lets_a_scenario_go_on(kind: str, error: object, known: object, on: object) -> None:
    step = SimpleNamespace(step_type=kind, exception=error)
    assert goes_on(SimpleNamespace(is_known=known), step) is on
