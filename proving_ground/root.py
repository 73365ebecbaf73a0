"""Where the suite itself lies: its features, fixtures and reference engines."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The folder that holds `features/` and `proving_ground/`."""
