"""behave's command as `make setup` puts it in place: what it is asked wrongly, in plain words.

behave reads its command line and its files of settings before it loads any of the suite, and ends
in a traceback where a pattern or a value is none. Everything else is behave's own.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from behave.__main__ import run_behave
from behave.configuration import Configuration
from behave.exception import ConfigError, TagExpressionError
from behave.formatter._registry import format_items

from proving_ground.errors import InputError, PrerequisiteError, plainly
from proving_ground.language.yaml_lines import near
from proving_ground.suite.caller import insist_on_a_folder

PATTERNS = "--name, --include or --exclude"
SETTINGS = (".behaverc", "behave.ini", "setup.cfg", "tox.ini", "pyproject.toml")
"""The files that behave reads, in the current folder and in HOME."""


class _Configuration(Configuration):  # type: ignore[misc]
    def show_bad_formats_and_fail(self, _parser: object) -> None:
        """InputError where there is no such format."""
        if self.format is not None and (bad := self.select_bad_formats_with_errors()):
            there = [name for name, _ in format_items()]
            raise InputError(
                f"--format={bad[0][0]}", "there is no such format", near(bad[0][0], there)
            )


def main() -> int:
    """Run behave with the arguments of this process; its exit code, or 1 for what cannot be."""
    return plainly(_run, failure=1)


def _run() -> int:
    insist_on_a_folder()
    return int(run_behave(configuration(sys.argv[1:])))


def configuration(arguments: Sequence[str]) -> Configuration:
    """What behave makes of its arguments and files; InputError where it cannot make out one."""
    try:
        return _Configuration(list(arguments))
    except re.error as error:
        fix = "put a \\ before each of [ ( ) * + ? that is meant as it is, and quote it all"
        raise InputError(PATTERNS, f"{error.pattern!r} is no pattern: {error}", fix) from None
    except TagExpressionError as error:
        fix = "write it like --tags='@resume and not (@hooks or @approval)'"
        raise InputError("--tags", f"this cannot be read: {error}", fix) from None
    except InputError:
        raise
    except ConfigError as error:
        raise PrerequisiteError(str(error)) from None
    except Exception as error:
        files = ", ".join(map(str, _files())) or "behave.ini"
        fix = f"mend or remove that setting of behave's, which stands in one of: {files}"
        raise InputError("behave's settings", str(error), fix) from None


def _files() -> list[Path]:
    found = (folder / name for folder in (Path.cwd(), Path.home()) for name in SETTINGS)
    return [each for each in found if each.is_file() and "behave" in each.read_text("utf-8")]


if __name__ == "__main__":
    sys.exit(main())
