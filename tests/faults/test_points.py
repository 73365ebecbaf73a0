"""Which points are tried."""

import pytest

from proving_ground.errors import InputError
from proving_ground.faults.points import Points, asked_for


def test_all_of_them() -> None:
    assert asked_for({"points": "all"}, 2).chosen(3) == [1, 2, 3]
    assert Points().chosen(3) == [1, 2, 3]
    assert Points().chosen(0) == []


def test_a_sample_is_spread_and_always_the_same() -> None:
    chosen = asked_for({"points": "10"}, None).chosen(100)
    assert chosen == asked_for({}, 10).chosen(100)
    assert [(number - 1) // 10 for number in chosen] == list(range(10))


def test_a_sample_of_more_than_there_are() -> None:
    assert Points(10).chosen(3) == [1, 2, 3]


def test_one_alone() -> None:
    assert asked_for({"point": "3", "points": "all"}, None).chosen(3) == [3]
    with pytest.raises(InputError, match="choose one from 1 to 2"):
        Points(only=3).chosen(2)


@pytest.mark.parametrize("wish", [{"points": "many"}, {"points": "0"}, {"point": "all"}])
def test_a_wish_that_makes_no_sense(wish: dict[str, str]) -> None:
    with pytest.raises(InputError, match="is no number of points"):
        asked_for(wish, None)
