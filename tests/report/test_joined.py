"""One result of a scenario whose sweep several processes have shared."""

from collections.abc import Mapping

import pytest

from proving_ground.facts import END, Happened, Point, Session, Sweep
from proving_ground.report.joined import joined
from proving_ground.report.known import Known
from proving_ground.report.model import Found, ScenarioResult, Verdict
from proving_ground.report.verdicts import Judge
from tests.report.sessions import call, run, state

NAME = "A / b"
CHANGES = ("write a", "write b", "write c", END)
CALLED = (Session(name="s", runs=(run("started", call(1), after=state(1)),)),)
LISTED = {NAME: Known(NAME, "it was so", "list.yaml:3", only=(("lost one",), ("lost two",)))}
SOMETIMES = {NAME: Known(NAME, "it was so", "list.yaml:3", only=(("lost one",),), sometimes=True)}


def part(
    verdict: Verdict, tried: Mapping[int, str], *found: str, harm: int = 1, reason: str = ""
) -> ScenarioResult:
    """What a process says that has tried some of the points, each with its outcome."""
    points = tuple(
        Point(number=n, change=change, outcome=tried.get(n, "not tried"))
        for n, change in enumerate(CHANGES, 1)
    )
    sweep = Sweep(words="killed before", level="L1", points=points, pace_s=0.5, harm=harm)
    return ScenarioResult(
        id=NAME,
        slug="a/b",
        name="b",
        feature="A",
        location="a.feature:3",
        verdict=verdict,
        reason=reason,
        duration_s=2.0,
        findings=tuple(Found(step="Then all is well", found=each) for each in found),
        happened=Happened(family="pipelines", sessions=CALLED, sweep=sweep),
    )


ODD = {1: "recovered", 3: "recovered"}
EVEN = {2: "recovered", 4: "recovered"}
LOST = {2: "lost", 4: "recovered"}
GOOD = part(Verdict.PASS, ODD)


def test_all_points_are_told() -> None:
    whole = joined([GOOD, part(Verdict.PASS, EVEN, harm=2)], Judge(known={}))
    sweep = whole.happened.sweep
    assert sweep
    assert (whole.verdict, whole.duration_s, sweep.harm, sweep.pace_s) == ("PASS", 2.0, 3, 0.5)
    assert [point.outcome for point in sweep.points] == ["recovered"] * 4


def test_a_process_that_saw_more_changes_than_the_first_is_heard() -> None:
    sweep = GOOD.happened.sweep
    assert sweep
    short = sweep.model_copy(update={"points": sweep.points[:2]})
    happened = GOOD.happened.model_copy(update={"sweep": short})
    whole = joined([GOOD.model_copy(update={"happened": happened}), GOOD], Judge(known={}))
    assert whole.happened.sweep
    assert [point.outcome for point in whole.happened.sweep.points][2] == "recovered"


def test_the_worst_part_is_told_with_the_findings_of_all() -> None:
    bad = part(Verdict.FAIL, LOST, "lost one", reason="one is lost")
    worse = part(Verdict.ERROR, ODD, "no disk", reason="the disk is full")
    whole = joined([GOOD, bad], Judge(known={}))
    assert whole.verdict is Verdict.FAIL
    headline, reason = whole.reason.split("\n")
    assert headline.startswith("killed before 4 changes, not recovered at 1 of them (2); one of 2")
    assert reason == "one is lost"
    both = joined([GOOD, bad, worse], Judge(known={}))
    assert (both.verdict, both.reason) == ("ERROR", "the disk is full")
    assert [each.found for each in both.findings] == ["lost one", "no disk"]


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ((("lost one",), ("lost two",)), Verdict.KNOWN),
        ((("lost one", "lost two"), ()), Verdict.KNOWN),
        ((("lost one",), ()), Verdict.FAIL),
        ((("lost one", "lost two"), ("lost three",)), Verdict.FAIL),
        (((), ()), Verdict.STALE),
    ],
)
def test_what_is_known_is_held_against_all_parts_together(
    found: tuple[tuple[str, ...], ...], verdict: Verdict
) -> None:
    parts = [part(Verdict.FAIL if each else Verdict.PASS, ODD, *each) for each in found]
    whole = joined(parts, Judge(known=LISTED))
    assert whole.verdict is verdict
    assert (whole.known is not None) is (verdict in (Verdict.KNOWN, Verdict.STALE))


def test_what_fails_only_sometimes_is_not_stale_where_all_parts_pass() -> None:
    assert joined([GOOD, GOOD], Judge(known=SOMETIMES)).verdict is Verdict.PASS


def test_a_sweep_that_did_no_harm_in_any_part_proves_nothing() -> None:
    harmless = [part(Verdict.PASS, ODD, harm=0), part(Verdict.PASS, EVEN, harm=0)]
    whole = joined(harmless, Judge(known={}))
    assert whole.verdict is Verdict.ERROR
    assert whole.reason == "the run was to be killed before 3 changes; nothing came of it"
    assert joined([harmless[0], GOOD], Judge(known={})).verdict is Verdict.PASS
