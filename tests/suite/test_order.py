"""What is likeliest to fail comes first, and nothing is lost by it."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from behave.model_core import FileLocation
from behave.runner_util import parse_features

from proving_ground.errors import given
from proving_ground.report.known import read_known
from proving_ground.report.verdicts import identity
from proving_ground.root import ROOT
from proving_ground.suite.order import put_in_order, rank_of
from proving_ground.suite.selection import scenarios_of

KNOWN = frozenset(read_known(ROOT / "fixtures" / "engines" / "agent-pipelines.known.yaml"))


def features() -> list[Any]:
    files = sorted((ROOT / "features" / "pipelines").glob("*.feature"))
    parsed: list[Any] = parse_features([FileLocation(str(each)) for each in files])
    return parsed


def share(scenarios: Iterable[Any]) -> float:
    listed = [identity(each) in KNOWN for each in scenarios]
    return sum(listed) / len(listed)


def test_what_failed_on_other_engines_comes_first() -> None:
    written, ordered = features(), features()
    assert put_in_order(ordered, "likeliest") == "likeliest"
    before, after = list(scenarios_of(written)), list(scenarios_of(ordered))
    assert {identity(each) for each in before} == {identity(each) for each in after}
    tenth = len(after) // 10
    assert share(after[:tenth]) > 2 * share(before)
    assert share(after[-tenth:]) < share(before)


def test_what_is_alike_stays_in_the_order_in_which_it_is_written() -> None:
    ordered = features()
    put_in_order(ordered, "likeliest")
    for feature in ordered:
        plain = [
            each
            for each in feature.scenarios
            if each.type == "scenario" and identity(each) not in KNOWN
        ]
        assert all(one.line < other.line for one, other in pairwise(plain))


def test_workers_begin_with_what_failed() -> None:
    rank = given(rank_of("likeliest"))
    ranked = sorted(scenarios_of(features()), key=rank, reverse=True)
    listed = [identity(each) in KNOWN for each in ranked]
    assert all(listed[: sum(listed)])
    assert rank_of("random:3") is None
