"""A defect that nothing catches, and a scenario that nothing turns red, must both be told."""

from pathlib import Path

import pytest

from proving_ground.proof.defects import Defect
from proving_ground.proof.matrix import Kill, Matrix, laws_in, red
from proving_ground.report.model import ScenarioResult, Verdict


def result(name: str, verdict: Verdict = Verdict.PASS, *tags: str, reason: str = ""):
    return ScenarioResult(
        id=name,
        slug=name,
        name=name,
        feature="F",
        location="f:1",
        tags=tags,
        verdict=verdict,
        reason=reason,
    )


DEFECT = Defect("d", Path("d.yaml"), 1, "s", "s", "bug-1")


def test_only_what_fails_a_run_is_red() -> None:
    results = [result(verdict, verdict) for verdict in Verdict]
    assert [each.verdict for each in red(results)] == ["FAIL", "STALE", "ERROR"]


def test_a_defect_that_nothing_catches_survives() -> None:
    assert Kill(DEFECT, ()).survived == "no scenario turned red"


def test_a_defect_must_be_caught_by_its_own_tag() -> None:
    assert Kill(DEFECT, (result("a", Verdict.FAIL, "bug-2"),)).survived is not None
    assert Kill(DEFECT, (result("a", Verdict.FAIL, "bug-1"),)).survived is None


def test_a_defect_that_was_caught_late_is_told() -> None:
    late, never = Kill(DEFECT, (result("a", Verdict.FAIL, "bug-1"),), 2), Kill(DEFECT, (), 2)
    assert Matrix((late, never), ("a",)).lucky == [late]


def test_a_scenario_that_no_defect_turns_red_is_unjustified() -> None:
    kill = Kill(DEFECT, (result("a", Verdict.FAIL, "bug-1"), result("b")))
    matrix = Matrix((kill,), ("a", "b"))
    assert matrix.unjustified == ["b"]
    assert matrix.survivors == []


def test_what_was_skipped_is_neither_justified_nor_unjustified() -> None:
    kill = Kill(DEFECT, (result("a", Verdict.SKIPPED, "bug-1", reason="no room"),))
    matrix = Matrix((kill,), ("a", "b"))
    assert matrix.skipped == {"a": "no room"}
    assert matrix.unjustified == ["b"]
    assert matrix.survivors == []


@pytest.mark.parametrize("indent", ["  ", "    "])
def test_broken_laws_are_read_from_a_reason(indent: str) -> None:
    reason = f"the evidence of this run breaks a law\n{indent}calls-once: twice\n         but: 3"
    assert laws_in(result("a", Verdict.FAIL, reason=reason)) == ["calls-once"]


def test_what_passes_with_a_defect_is_green() -> None:
    kill = Kill(DEFECT, (result("a", Verdict.FAIL, "bug-1"), result("b"), result("c")))
    assert [each.id for each in kill.green] == ["b", "c"]
