"""Matchers of answers; their mismatches say what was expected and what was found."""

from collections.abc import Sequence
from typing import Any

from hamcrest import equal_to
from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description
from hamcrest.core.matcher import Matcher

from proving_ground.engines.backends_contract import Answer


class Answered(BaseMatcher[Answer]):
    """An answer that tells of success (text None), or of a failure for a reason with that text."""

    def __init__(self, text: str | None):
        self.text = text

    def _matches(self, item: Answer) -> bool:
        if self.text is None:
            return item.success
        return not item.success and self.text in item.error

    def describe_to(self, description: Description) -> None:
        """What the answer must tell."""
        wish = "success" if self.text is None else f"failure with {self.text!r} in the reason"
        description.append_text(wish)

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        """What it told."""
        found = f"success: {dict(item.told)}" if item.success else f"failure: {item.error}"
        mismatch_description.append_text(found)


def lists(names: Sequence[str]) -> Matcher[Any]:
    """Match a sequence of just these, in that order."""
    return equal_to(tuple(names))


def succeeded() -> Answered:
    """Match an answer that tells of success."""
    return Answered(None)


def failed(text: str) -> Answered:
    """Match an answer that tells of a failure, with that text in its reason."""
    return Answered(text)
