"""Words of the vocabulary stand for what they mean, whatever they begin with or hold."""

from types import ModuleType

import parse
import pytest

from proving_ground.language.words import items, one_of
from proving_ground.suite.steps import vocabulary

PHASES = {"run": 1, "run again": 2, "file.env": 3, "not ": 4}


@pytest.mark.parametrize(("word", "meaning"), PHASES.items())
def test_each_word_is_found_as_a_whole(word: str, meaning: int) -> None:
    found = parse.parse("it {phase:Phase}.", f"it {word}.", {"Phase": one_of(PHASES)})
    assert found["phase"] == meaning


def test_no_other_word_fits() -> None:
    types = {"Phase": one_of(PHASES)}
    assert parse.parse("it {phase:Phase}.", "it runs.", types) is None
    assert parse.parse("it {phase:Phase}.", "it fileXenv.", types) is None


def test_words_alone_stand_for_themselves() -> None:
    assert parse.parse("{n:N}", "two", {"N": one_of(["one", "two"])})["n"] == "two"


def test_a_list_has_no_empty_names() -> None:
    assert items(" plan, build,, ") == ["plan", "build"]


def test_no_two_rooms_have_a_word_of_one_name() -> None:
    rooms = [value for value in vars(vocabulary).values() if isinstance(value, ModuleType)]
    names = [name for room in rooms for name in getattr(room, "TYPES", {})]
    assert sorted(names) == sorted(set(names))
    assert set(names) <= set(vocabulary.TYPES)
