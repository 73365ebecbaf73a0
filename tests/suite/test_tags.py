"""The closed set of tags."""

import pytest
from behave.parser import parse_feature

from proving_ground.errors import InputError
from proving_ground.suite.tags import check_tags

GOOD = """
@resume @path:engine-state
Feature: F
  @flow-12 @needs.resume
  Rule: R
    @bug-<n> @path:a.b
    Scenario Outline: S <n>
      Given <n>
      @backend-codex
      Examples:
        | n |
        | 5 |
"""


def check(text: str) -> None:
    check_tags([parse_feature(text, filename="features/f.feature")])


def test_tags_of_the_set_are_accepted_at_every_level() -> None:
    check(GOOD)


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("@resume", "@resumee", "f.feature:2: there is no tag @resumee\n .* did you mean @resume?"),
        ("@flow-12", "@flow-13", "f.feature:4: there is no tag @flow-13"),
        ("@needs.resume", "@needs.wings", "f.feature:4: there is no tag @needs.wings"),
        ("| 5 |", "| 6 |", "f.feature:12: there is no tag @bug-6"),
        ("@path:a.b", "@path:", "f.feature:6: there is no tag @path:"),
        ("@backend-codex", "@zzz", "f.feature:12: .*\n .* or add a topic"),
    ],
)
def test_other_tags_are_refused(good: str, bad: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint.replace("?", r"\?")):
        check(GOOD.replace(good, bad))
