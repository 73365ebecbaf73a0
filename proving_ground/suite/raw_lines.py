"""Lines of a feature file of which behave would drop something without a word."""

import re
from collections.abc import Iterator

from behave.parser import Parser, ParserError

from proving_ground.errors import InputError

QUOTES = ('"""', "'''")
"""What a text under a step begins and ends with."""
OPEN_ROW = re.compile(r"\|(?:.*(?:[^|]|\\\|))?")
"""A row of a table whose last cell is not closed."""


def wrong_lines(path: str, text: str) -> Iterator[InputError]:
    """Rows and texts that are not closed, and tags of nothing; `path` is the file as it is told."""
    yield from _open_rows(path, text)
    yield from _last_tags(path, text)
    if any(line.strip().startswith(QUOTES) for line in text.splitlines()):
        yield from _open_text(path, text)


def _open_rows(path: str, text: str) -> Iterator[InputError]:
    closing = ""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith(closing or QUOTES):
            closing = "" if closing else line[:3]
        elif not closing and OPEN_ROW.fullmatch(line):
            yield InputError(path, f"this row does not end with |: {line}", "close it", number)


def _last_tags(path: str, text: str) -> Iterator[InputError]:
    told = [(n, each.strip()) for n, each in enumerate(text.splitlines(), 1) if each.strip()]
    number, last = next(((n, each) for n, each in reversed(told) if each[0] != "#"), (0, ""))
    if last.startswith("@"):
        fix = "write it above a scenario, or remove it"
        yield InputError(path, f"nothing stands under this tag: {last}", fix, number)


def _open_text(path: str, text: str) -> Iterator[InputError]:
    parser = Parser()
    try:
        parser.parse(text, path)
    except ParserError:
        return
    if closing := parser.multiline_terminator:
        problem = "the text that begins here does not end"
        yield InputError(
            path, problem, f"write {closing} in a line under it", parser.multiline_start
        )
