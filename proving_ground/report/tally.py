"""Count what JUnit XML files report, and say it in one line."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from proving_ground.errors import InputError


class Tally(NamedTuple):
    """How many tests passed, failed (errors included) and were skipped."""

    passed: int
    failed: int
    skipped: int

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def tally(paths: Iterable[Path]) -> Tally:
    """Count the tests in some JUnit XML files; InputError for a file that is none."""
    passed = failed = skipped = 0
    for path in paths:
        for case in _cases(path):
            kinds = {type(entry) for entry in case.result}
            if kinds & {Failure, Error}:
                failed += 1
            elif Skipped in kinds:
                skipped += 1
            else:
                passed += 1
    return Tally(passed, failed, skipped)


def _cases(path: Path) -> list[TestCase]:
    try:
        root = JUnitXml.fromfile(str(path))
    except OSError as error:
        raise InputError(path, "this cannot be read", f"run the tests first ({error})") from None
    except Exception as error:
        raise InputError(path, f"this is no JUnit XML: {error}", "run the tests again") from None
    suites = [root] if isinstance(root, TestSuite) else root
    return [case for suite in suites for case in suite]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JUnit XML")


def main(arguments: Namespace) -> int:
    """Print `N passed, N failed`, and the number skipped where there are any."""
    sys.stdout.write(f"{tally(arguments.files)}\n")
    return 0
