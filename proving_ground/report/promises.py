"""Print the page about the promises, made of features/promises.yaml, or write it to a file."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.promises import as_markdown


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the option that names the page to write."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="default: print it")


def main(arguments: Namespace) -> int:
    """Write or print the page."""
    if arguments.output:
        arguments.output.write_text(as_markdown(), "utf-8")
    else:
        sys.stdout.write(as_markdown())
    return 0
