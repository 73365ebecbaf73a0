"""The laws, each in the room of what it speaks of; `broken` checks all of them."""

from proving_ground.laws import artifacts, calls, leavings, outcome, state
from proving_ground.laws.book import LAWS, Law, broken

__all__ = ["LAWS", "Law", "artifacts", "broken", "calls", "leavings", "outcome", "state"]
