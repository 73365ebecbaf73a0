"""Print the form of report.json, as JSON Schema."""

import json
import sys
from argparse import ArgumentParser, Namespace

from proving_ground.report.model import Report


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes no arguments."""


def main(_arguments: Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(f"{json.dumps(Report.model_json_schema(), indent=1)}\n")
    return 0
