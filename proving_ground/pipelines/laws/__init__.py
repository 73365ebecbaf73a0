"""The laws of pipelines, each in the module of what it speaks of; `broken` checks all of them."""

from proving_ground.pipelines.laws import artifacts, calls, outcome, state
from proving_ground.pipelines.laws.registry import LAWS, broken

__all__ = ["LAWS", "artifacts", "broken", "calls", "outcome", "state"]
