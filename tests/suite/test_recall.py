"""The corpus of real fixes: whole, each pair with a profile that loads, and judged by its words."""

from pathlib import Path

import pytest

from benchmarks.recall.corpus import Expected, Pair, load, profile_of
from benchmarks.recall.trying import CAUGHT, MISSED, judged
from proving_ground.engines.profile.adapter import ProfileAdapter
from proving_ground.errors import InputError

FINDING = {
    "scenario": "Loops / A loop of three steps",
    "sentence": "No more calls are made than the user allows.",
    "law": "cap-holds",
    "promise": "caps-hold",
    "found": "called 9 times",
}
PAIRS = load()
NOTHING: list[dict[str, str]] = []
DIFFERENCE = {
    "vanished": NOTHING,
    "new": [FINDING],
    "both": [FINDING],
    "sometimes": NOTHING,
    "reduced": NOTHING,
}


@pytest.mark.parametrize("name", PAIRS)
def test_each_pair_can_be_driven_and_says_what_a_user_lost(name: str) -> None:
    pair = PAIRS[name]
    assert pair.before != pair.after
    assert len(pair.lost) > 20
    assert ProfileAdapter(profile_of(pair)).name


def test_the_corpus_is_of_many_programs() -> None:
    assert len({pair.repository for pair in PAIRS.values()}) >= 6


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (Expected(sentence="cap-holds"), True),
        (Expected(scenario="three steps", sentence="No more calls"), True),
        (Expected(scenario="four steps", sentence="No more calls"), False),
        (Expected(found="called 8 times"), False),
    ],
)
def test_a_finding_speaks_of_the_bug_where_all_of_its_words_agree(
    expected: Expected, told: object
) -> None:
    assert expected.is_told_by(FINDING) is told


def test_a_pair_is_caught_by_what_vanished_alone() -> None:
    pair = next(iter(PAIRS.values())).model_copy(update={"finding": Expected(found="9 times")})
    assert judged(pair, DIFFERENCE).result == MISSED
    assert judged(pair, {**DIFFERENCE, "vanished": [FINDING]}).result == CAUGHT


def test_of_what_is_broken_otherwise_now_only_what_was_seen_tells() -> None:
    pair = next(iter(PAIRS.values())).model_copy(update={"finding": Expected(found="9 times")})
    told = {**DIFFERENCE, "reduced": [FINDING]}
    assert judged(pair, told).result == CAUGHT
    vague = pair.model_copy(update={"finding": Expected(sentence="cap-holds")})
    assert judged(vague, told).result == MISSED


def test_two_pairs_of_one_name_are_refused(tmp_path: Path) -> None:
    pair = Pair(
        name="a", before="1", after="2", kind="k", lost="all", only=("x",), finding=Expected()
    )
    told = pair.model_dump_json(exclude_defaults=True)
    text = f'{{"repository": "a/b", "profile": "p.yaml", "pairs": [{told}, {told}]}}'
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(InputError, match="a is the name of two pairs"):
        load(tmp_path)
