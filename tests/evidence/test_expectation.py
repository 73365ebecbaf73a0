"""What was expected and found is kept as values, in the words of the matcher."""

from typing import Any

import pytest
from hamcrest import contains_string, equal_to, has_length, not_
from hamcrest.core.matcher import Matcher

from proving_ground.errors import Unmet
from proving_ground.evidence.expectation import assert_that
from proving_ground.facts import Table
from proving_ground.pipelines.matchers import ReadsAs

ROWS = [{"stage": "plan", "iteration": "1"}]
FOUND: Table = (("stage", "iteration"), ("plan", "1"))


@pytest.mark.parametrize(
    ("actual", "matcher", "expected", "found"),
    [
        (1, equal_to(2), "<2>", "<1>"),
        ("ab", contains_string("c"), "a string containing 'c'", "'ab'"),
        ([], has_length(1), "an object with length of <1>", "<[]>"),
        ("a", not_(equal_to("a")), "not 'a'", "'a'"),
        (
            ROWS,
            ReadsAs(["stage", "iteration"], [["build", "2"]]),
            (("stage", "iteration"), ("build", "2")),
            FOUND,
        ),
        (ROWS, ReadsAs(["stage", "iteration"], []), (("stage", "iteration"),), FOUND),
    ],
)
def test_both_sides_are_told(
    actual: Any, matcher: Matcher[Any], expected: str | Table, found: str | Table
) -> None:
    with pytest.raises(Unmet) as unmet:
        assert_that(actual, matcher, "a thing")
    assert (unmet.value.compared.expected, unmet.value.compared.about) == (expected, "a thing")
    told = unmet.value.compared.found
    assert found in told if isinstance(told, str) else told == found
    assert str(unmet.value).startswith("a thing\nExpected: ")


def test_what_matches_says_nothing() -> None:
    assert_that(1, equal_to(1), "a number")
