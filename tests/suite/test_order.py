"""What is likeliest to fail comes first, and nothing is lost by it."""

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
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


def test_workers_begin_with_what_took_longest_and_what_is_new(tmp_path: Path) -> None:
    new, short, long, *_ = list(scenarios_of(features()))
    report = tmp_path / "report.json"
    told = ({"id": identity(short)}, {"id": identity(long), "duration_s": 2.5})
    report.write_text(json.dumps({"scenarios": told}))
    rank = given(rank_of("", report))
    assert sorted((short, long, new), key=rank, reverse=True) == [new, long, short]
    assert rank_of("random:3", report) is None


@pytest.mark.parametrize(
    "told", ["", "[", "[]", "{}", '{"scenarios": [1]}', '{"scenarios": []}', '{"scenarios": 3}']
)
def test_a_report_that_tells_no_durations_changes_no_order(tmp_path: Path, told: str) -> None:
    report = tmp_path / "report.json"
    report.write_text(told)
    assert rank_of("", report) is None
    assert rank_of("", tmp_path / "none.json") is None
