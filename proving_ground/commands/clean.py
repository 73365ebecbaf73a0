"""Remove the temporary folders of runs that have ended, with the trials that were kept in them."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.report.console import Console
from proving_ground.scratch import folders_of_ended_runs, remove_folder


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to remove, or only to tell."""
    parser.add_argument("--dry-run", action="store_true", help="tell of them, and remove nothing")


def main(arguments: Namespace) -> int:
    """Tell of each folder, and remove it."""
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    total = 0
    for folder in folders_of_ended_runs():
        size = _size(folder)
        total += size
        if not arguments.dry_run:
            remove_folder(folder)
        console.line(f"{'found' if arguments.dry_run else 'removed'} {folder} ({_mb(size)})")
    console.line(f"{_mb(total)} {'can be freed' if arguments.dry_run else 'freed'}")
    return 0


def _size(folder: Path) -> int:
    paths = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return sum(path.lstat().st_blocks * 512 for path in paths)


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
