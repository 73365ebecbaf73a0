"""What a list of known failures quotes of a law is what that law says: else no failure is known."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from proving_ground.report.known import read_known
from proving_ground.root import ROOT

LISTS = sorted((ROOT / "fixtures" / "engines").glob("*.known.yaml"))
QUOTED = re.compile(r"([a-z]+(?:-[a-z]+)+): (.+)")
Sentence = tuple[str | None, ...]
"""The parts of a text in the order in which they are said; None is a value that is filled in."""


def _sentences() -> Iterator[Sentence]:
    for path in (ROOT / "proving_ground").rglob("*.py"):
        if "laws" in path.relative_to(ROOT).as_posix():
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.JoinedStr):
                    yield tuple(_said(each) for each in node.values)
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield (node.value,)


def _said(part: ast.expr) -> str | None:
    return str(part.value) if isinstance(part, ast.Constant) else None


SENTENCES = set(_sentences())


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _begins(quoted: str, sentence: Sentence) -> bool:
    """Whether that sentence, told as far as some value in it, begins as is quoted."""
    for end in range(len(sentence), 0, -1):
        known = sentence[:end]
        said = "".join(each or "" for each in known)
        pattern = "".join(".+?" if each is None else re.escape(each) for each in known)
        if _letters(said) >= min(6, _letters(quoted)) and re.match(pattern, quoted, re.DOTALL):
            return True
    return bool(sentence[0]) and str(sentence[0]).startswith(quoted)


def _lost(quoted: str) -> bool:
    """Whether no law says so; a few words may be but a path, or a moment."""
    words = len(quoted.split()) > 3
    return words and not any(_begins(quoted, each) for each in SENTENCES)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_what_a_list_quotes_of_a_law_is_what_the_law_says(path: Path) -> None:
    """A reworded law makes the failures FAIL that are known by its words: reword them as well."""
    lost = {}
    for entry in read_known(path).values():
        for text in (*chain.from_iterable(entry.only), *entry.also, *entry.race):
            quoted = QUOTED.match(text)
            if quoted and _lost(quoted[2]):
                lost[entry.where] = text
    assert lost == {}


def test_a_reworded_sentence_is_lost() -> None:
    assert not _lost("git status told of `?? notes.txt` before the run, and does so no more")
    assert _lost("git status showed `?? notes.txt` before the run, and does so no more")
    assert _lost("the run counts as finished, but its latest review did not pass")
