"""The laws, each in the room of what it speaks of; `broken` checks all of them."""

from proving_ground.pipelines.laws import artifacts, calls, cleanup, outcome, state
from proving_ground.pipelines.laws.registry import LAWS, broken

__all__ = ["LAWS", "artifacts", "broken", "calls", "cleanup", "outcome", "state"]
