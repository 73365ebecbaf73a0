"""What two versions of an engine do otherwise: findings, not verdicts; races are no difference."""

from collections.abc import Iterable

from proving_ground.facts import Happened
from proving_ground.report.findings import as_text, difference, findings
from proving_ground.report.model import Found, Report, ScenarioResult, Verdict
from proving_ground.report.origin import Origin

ORIGIN = Origin("mine", "0.1", "abc", "2026-11-01", (), "0", "")
LAWS = {"loops": {"cap-holds": "No more calls are made than the user allows."}}
CAP = Found(law="cap-holds", found="it called it 9 times")
STEP = Found(step="Then the loop ends as a success", found="Expected: complete\n but: failed")


def scenario(name: str, *found: Found, verdict: Verdict | None = None) -> ScenarioResult:
    return ScenarioResult(
        id=f"Loops / {name}",
        slug=name,
        name=name,
        feature="Loops",
        location="a.feature:1",
        verdict=verdict or (Verdict.FAIL if found else Verdict.PASS),
        tags=("loops", "promise.done-means-done"),
        findings=found,
        happened=Happened(family="loops"),
    )


def report(*scenarios: ScenarioResult) -> Report:
    return Report(origin=ORIGIN, scenarios=scenarios, laws=LAWS)


def named(found: Iterable[object]) -> list[str]:
    return [f"{each.scenario}: {each.sentence}" for each in found]  # type: ignore[attr-defined]


def test_a_finding_is_a_scenario_with_the_sentence_of_a_law_or_a_step() -> None:
    law, step = sorted(findings(report(scenario("One", CAP, STEP))), key=lambda f: f.sentence)
    assert law.sentence == LAWS["loops"]["cap-holds"]
    assert law.promise == "caps-hold"
    assert step.sentence == "Then the loop ends as a success"
    assert step.promise == "done-means-done"


def test_what_was_seen_is_no_part_of_what_a_finding_is() -> None:
    other = CAP.model_copy(update={"found": "it called it 12 times"})
    told = difference([report(scenario("One", CAP))], [report(scenario("One", other))])
    assert (told.vanished, told.new, len(told.both)) == ((), (), 1)


def test_two_faults_that_break_one_law_are_told_apart_by_what_was_seen() -> None:
    worker, agent = (
        Found(law="nothing-left-alive", found=f"this lives on: process {number}: {name} -p /tmp/x")
        for number, name in ((31, "worker"), (47, "claude"))
    )
    before = report(scenario("One", worker, agent))
    told = difference([before, before], [report(scenario("One", agent))] * 2)
    assert (told.vanished, told.new, len(told.both)) == ((), (), 1)
    assert [each.found for each in told.reduced] == [worker.found]
    assert "not in this way any more:\n  Loops / One: " in as_text(told)


def test_what_was_seen_otherwise_in_one_run_of_several_is_no_difference() -> None:
    one, two = (report(scenario("One", Found(law="a", found=text))) for text in ("late", "never"))
    assert difference([one, two], [two]).reduced == ()
    assert difference([one, one], [two, one]).reduced == ()


def test_a_red_scenario_can_lose_one_of_its_findings() -> None:
    told = difference([report(scenario("One", CAP, STEP))], [report(scenario("One", STEP))])
    assert named(told.vanished) == ["Loops / One: No more calls are made than the user allows."]
    assert named(told.both) == ["Loops / One: Then the loop ends as a success"]
    assert told.scenarios == {"Loops / One"}


def test_what_comes_now_and_then_is_no_difference() -> None:
    red, green = report(scenario("One", CAP)), report(scenario("One"))
    told = difference([red, green], [green, green])
    assert (told.vanished, len(told.sometimes)) == ((), 1)
    assert named(difference([red, red], [green, green]).vanished)


def test_a_scenario_that_was_not_tried_again_counts_as_it_was() -> None:
    both, one = report(scenario("One", CAP), scenario("Two", CAP)), report(scenario("One", CAP))
    told = difference([both, one], [report(scenario("One"), scenario("Two", CAP))])
    assert [each.scenario for each in told.vanished] == ["Loops / One"]
    assert [each.scenario for each in told.both] == ["Loops / Two"]


def test_errors_and_skips_say_nothing() -> None:
    for verdict in (Verdict.ERROR, Verdict.SKIPPED):
        told = difference(
            [report(scenario("One", CAP))], [report(scenario("One", CAP, verdict=verdict))]
        )
        assert (told.vanished, told.unjudged) == ((), ("Loops / One",))


def test_people_are_told_what_vanished_what_is_new_and_how_much_stayed() -> None:
    before = report(scenario("One", CAP, STEP))
    after = report(scenario("One", STEP), scenario("Two"))
    assert as_text(difference([before], [after])) == (
        "vanished:\n"
        "  Loops / One: No more calls are made than the user allows. (it called it 9 times)\n"
        "new:\n  nothing\n"
        "still broken, but not in this way any more:\n  nothing\n"
        "now and then, so no difference:\n  nothing\n"
        "judged in one version only:\n  Loops / Two\n"
        "1 finding in both\n"
    )
