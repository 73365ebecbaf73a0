"""What was expected and found is kept as values, in the words of the matcher."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hamcrest import contains_string, equal_to, has_length, not_
from hamcrest.core.matcher import Matcher

from proving_ground.errors import Unmet
from proving_ground.evidence.expectation import assert_that, in_words
from proving_ground.evidence.run_state import Ending
from proving_ground.facts import Table
from proving_ground.pipelines.matchers import ReadsAs


@dataclass(frozen=True)
class Stage:
    name: str
    iterations: int


ROWS = [{"stage": "plan", "iteration": "1"}]
FOUND: Table = (("stage", "iteration"), ("plan", "1"))


@pytest.mark.parametrize(
    ("actual", "matcher", "expected", "found"),
    [
        (1, equal_to(2), "2", "1"),
        ("ab", contains_string("c"), "a string containing 'c'", "'ab'"),
        ([], has_length(1), "an object with length of 1", "none"),
        ("a", not_(equal_to("a")), "not 'a'", "'a'"),
        ([(0, 3)], equal_to([(0, 3), (0, 4)]), "0/3, 0/4", "0/3"),
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


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (None, "nothing"),
        ([], "none"),
        (["complete", None], "'complete', nothing"),
        ((1, (2, 3)), "1, 2/3"),
        ({"a": [1, False]}, "'a': 1, no"),
        (frozenset({"b", "a"}), "'a', 'b'"),
        (range(1, 3), "1, 2"),
        (Ending.FAILED, "failed"),
        (Stage("work", 2), "stage 'work'"),
        (Path("a/b"), "a/b"),
    ],
)
def test_values_read_as_people_write_them(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_what_matches_says_nothing() -> None:
    assert_that(1, equal_to(1), "a number")
