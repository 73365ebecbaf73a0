"""Where the suite itself lies: its features, fixtures and reference engines."""

from pathlib import Path

PACKAGES = Path(__file__).parents[1]
"""The folder from which `proving_ground` and `reference_engine` are imported."""
INSTALLED = Path(__file__).parent / "suite_files"
"""Where an installed suite has its features and fixtures."""
ROOT = INSTALLED if INSTALLED.is_dir() else PACKAGES
"""The folder that holds `features/` and `fixtures/`."""
