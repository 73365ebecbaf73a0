"""What a loss of power leaves: names and lengths at once, bytes only after a sync."""

import pytest

from proving_ground.interception.ledger import Ledger
from tests.bench import Bench, needs_linux

pytestmark = needs_linux

PROGRAM = """
import os
def write(name, text, flags=os.O_CREAT | os.O_TRUNC):
    f = os.open(name, os.O_WRONLY | flags)
    os.write(f, text)
    return f
"""


def lost(bench: Bench, code: str) -> dict[str, str]:
    """What lies in the folder after that program has run and the power has failed."""
    (bench.folder / "old").write_text("old")
    watch = bench.ended(bench.python(PROGRAM + code))
    watch.ledger.lose()
    return {path.name: path.read_text() for path in bench.folder.iterdir()}


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("write('a', b'new')", {"old": "old", "a": ""}),
        ("os.fsync(write('a', b'new'))", {"old": "old", "a": "new"}),
        ("os.fdatasync(write('a', b'new'))", {"old": "old", "a": "new"}),
        ("write('a', b'new'); os.sync()", {"old": "old", "a": "new"}),
        ("f = write('a', b'new'); os.fsync(f); os.write(f, b'er')", {"old": "old", "a": "new"}),
        ("write('a', b'new'); os.fsync(os.open('.', 0))", {"old": "old", "a": ""}),
        ("write('a', b'new'); os.fsync(os.open('a', 0))", {"old": "old", "a": "new"}),
        ("write('old', b'new')", {"old": ""}),
        ("write('old', b'er', os.O_APPEND)", {"old": "old"}),
        ("write('old', b'ODD', 0)", {"old": "old"}),
        ("os.truncate('old', 1)", {"old": "o"}),
        ("os.truncate('old', 5)", {"old": "old\0\0"}),
        ("write('a', b'new'); os.rename('a', 'old')", {"old": ""}),
        ("os.fsync(write('a', b'new')); os.rename('a', 'old')", {"old": "new"}),
        ("os.remove('old')", {}),
        ("os.link('old', 'b'); os.remove('old')", {"b": "old"}),
    ],
)
def test_what_is_left(bench: Bench, code: str, left: dict[str, str]) -> None:
    assert lost(bench, code) == left


def test_the_number_of_a_removed_file_may_come_back(bench: Bench) -> None:
    code = "for n in range(9): os.fsync(write('a', b'first')); os.remove('a'); write('a', b'next')"
    assert lost(bench, code)["a"] == ""


def test_it_tells_what_was_lost(bench: Bench) -> None:
    watch = bench.ended(bench.python(PROGRAM + "write('a', b'new'); os.fsync(write('b', b'x'))"))
    assert watch.ledger.lose() == ["a"]
    assert watch.ledger.lose() == []


def test_a_loss_is_tried_where_it_leaves_something_else(bench: Bench) -> None:
    code = "f = write('a', b'new'); os.write(f, b'er'); os.fsync(f); os.rename('a', 'b')"
    watch = bench.ended(bench.python(PROGRAM + code, counts=lambda _, led: led.is_worth_a_try()))
    assert watch.changes == ["write a"]


def test_what_nobody_touched_is_nobodys_loss(bench: Bench) -> None:
    (bench.folder / "a").write_text("as it was")
    assert Ledger(bench.folder).lose() == []
    assert (bench.folder / "a").read_text() == "as it was"
