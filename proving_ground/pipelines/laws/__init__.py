"""The laws, each in the room of what it speaks of; `broken` checks all of them."""

from proving_ground.pipelines.laws import artifacts, calls, leavings, outcome, state
from proving_ground.pipelines.laws.book import LAWS, broken

__all__ = ["LAWS", "artifacts", "broken", "calls", "leavings", "outcome", "state"]
