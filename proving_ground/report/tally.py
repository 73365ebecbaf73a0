"""Count what JUnit XML files report, name what failed, and say it in one line."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from proving_ground.errors import InputError


class Tally(NamedTuple):
    """How many tests passed and were skipped, and the names of those that failed or erred."""

    passed: int
    failed: tuple[str, ...]
    skipped: int

    def __str__(self) -> str:
        named = "".join(f"failed: {name}\n" for name in self.failed)
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{named}{self.passed} passed, {len(self.failed)} failed{skipped}"


def tally(paths: Iterable[Path]) -> Tally:
    """Count the tests in some JUnit XML files; InputError for a file that is none."""
    passed = skipped = 0
    failed: list[str] = []
    for path in paths:
        for case in _cases(path):
            kinds = {type(entry) for entry in case.result}
            if kinds & {Failure, Error}:
                failed.append(_name(case))
            elif Skipped in kinds:
                skipped += 1
            else:
                passed += 1
    return Tally(passed, tuple(failed), skipped)


def _name(case: TestCase) -> str:
    return " / ".join(str(part) for part in (case.classname, case.name) if part)


def _cases(path: Path) -> list[TestCase]:
    try:
        root = JUnitXml.fromfile(str(path))
    except OSError as error:
        raise InputError(
            path, "this cannot be read", f"run the tests first ({error.strerror})"
        ) from None
    except Exception as error:
        raise InputError(path, f"this is no JUnit XML: {error}", "run the tests again") from None
    suites = [root] if isinstance(root, TestSuite) else root
    return [case for suite in suites for case in suite]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JUnit XML")


def main(arguments: Namespace) -> int:
    """Print what failed, then `N passed, N failed`, and the number skipped if there are any."""
    sys.stdout.write(f"{tally(arguments.files)}\n")
    return 0
