"""The public library acailic/amplifier-adding-codex, driven from a checkout of its repository."""

from proving_ground.engines.amplifier.adapter import Amplifier

__all__ = ["Amplifier"]
