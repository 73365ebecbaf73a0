"""Matchers of answers; their mismatches say what was expected and what was found."""

import re

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from proving_ground.backends.contract import Reply
from proving_ground.evidence.expectation import in_words


class Answered(BaseMatcher[Reply]):
    """An answer that tells of success (pattern None), or of a failure whose reason matches it."""

    def __init__(self, pattern: str | None, wish: str):
        self.pattern = pattern
        self.wish = wish

    def _matches(self, item: Reply) -> bool:
        if self.pattern is None:
            return item.success
        return not item.success and bool(re.search(self.pattern, item.error, re.IGNORECASE))

    def describe_to(self, description: Description) -> None:
        """Say what the answer must tell."""
        description.append_text(self.wish)

    def describe_mismatch(self, item: Reply, mismatch_description: Description) -> None:
        """Say what the answer told: success with its content, or failure with its error."""
        found = f"success: {in_words(item.content)}" if item.success else f"failure: {item.error}"
        mismatch_description.append_text(found)


def succeeded() -> Answered:
    """Match an answer that tells of success."""
    return Answered(None, "success")


def failed(text: str) -> Answered:
    """Match an answer that tells of a failure, with that text in its reason."""
    return Answered(re.escape(text), f"failure with {text!r} in the reason")


def failed_because(pattern: str, reason: str) -> Answered:
    """Match an answer that tells of a failure, in words that mean that reason."""
    return Answered(pattern, f"failure because {reason}")
