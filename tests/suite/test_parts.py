"""What becomes of the parts of a run on a cluster, whatever is told of them."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from proving_ground.errors import PrerequisiteError
from proving_ground.report.console import Console
from proving_ground.report.model import Found, Report, ScenarioResult, Verdict, as_json
from proving_ground.suite.parallel.cluster import Done, Ending, Lost, Told
from proving_ground.suite.parallel.on_cluster import Parts
from proving_ground.suite.parallel.parts import Part
from tests.report.test_page import ORIGIN

NAMES = ("a", "b", "c", "d")


def result(name: str, verdict: Verdict, reason: str = "") -> ScenarioResult:
    return ScenarioResult(
        id=f"F / {name}",
        slug=f"f/{name}",
        name=name,
        feature="F",
        location=f"f.feature:{NAMES.index(name) + 1}",
        verdict=verdict,
        reason=reason,
        findings=(Found(found=reason),) if reason else (),
    )


EVERYTHING = Report(
    origin=ORIGIN, scenarios=tuple(result(n, Verdict.ERROR, "not begun") for n in NAMES)
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Workers:
    """Of a cluster of one core, on which this happens."""

    cores = 1

    def __init__(self, *events: Any, is_stopped: bool = False):
        self.events = events
        self.is_stopped = is_stopped

    def run(self, tasks: Mapping[str, Any]) -> Iterator[Any]:
        assert list(tasks) == ["1/4", "2/4", "3/4", "4/4"]
        yield from self.events


def done(number: int, verdict: Verdict = Verdict.PASS, **values: Any) -> Done:
    mine = (result(NAMES[number - 1], verdict),)
    report = EVERYTHING.model_copy(update={"scenarios": mine, "duration_s": 2.0, **values})
    return Done(f"{number}/4", Part(report=as_json(report)))


def merged(*events: Any, is_stopped: bool = False) -> tuple[Report, str]:
    """The one report, and what was seen at the terminal meanwhile."""
    terminal = Terminal()
    workers: Any = Workers(*events, is_stopped=is_stopped)
    parts = Parts(workers, ["f.feature"], EVERYTHING, Console(terminal, colour=False))
    parts.follow()
    return parts.merged(), terminal.getvalue()


def test_what_runs_now_and_how_far_it_is_is_seen() -> None:
    begun = Told("1/4", [["began", "F / a"]])
    _, seen = merged(begun, Told("1/4", [["ended", "F / a", "FAIL"], ["began", "F / b"]]))
    assert "0 of 4 · now: a" in seen
    assert "1 of 4, 1 did not pass · now: b" in seen


def test_what_is_tried_again_is_counted_once() -> None:
    twice = [
        Told("1/4", []),
        Told("1/4", [["began", "F / a"]]),
        Told("1/4", [["ended", "F / a", "PASS"]]),
    ]
    report, seen = merged(*twice, *twice, *(done(n) for n in (1, 2, 3, 4)))
    assert report.counts == "4 PASS"
    assert "4 of 4" in seen
    assert "5 of" not in seen
    assert seen.count("F  ....") == 1
    assert report.parts == (2.0,) * 4


def test_a_part_that_is_lost_tells_how_what_was_at_work_and_what_to_do() -> None:
    events = (Told("2/4", [["began", "F / b"]]), Lost("2/4", "its workers died", "run it alone"))
    report, _ = merged(done(1), *events, done(3), done(4))
    assert report.counts == "3 PASS · 1 ERROR"
    assert report.scenarios[1].reason == (
        "its part of the run, 2/4, was lost: its workers died\n  What to do: run it alone\n"
        "  Then at work: b\n  That part alone: -D shard=2/4"
    )
    assert report.scenarios[1].findings == (Found(found=report.scenarios[1].reason),)
    assert report.parts == (2.0,) * 3


def test_a_part_that_is_lost_after_its_last_scenario_is_no_pass() -> None:
    told = Told("1/4", [["began", "F / a"], ["ended", "F / a", "PASS"]])
    events = (told, Lost("1/4", "its workers died", "run it alone"))
    report, seen = merged(*events, *(done(n) for n in (2, 3, 4)))
    assert report.counts == "3 PASS · 1 ERROR"
    assert "F  E...\n" in seen


OTHER = replace(ORIGIN, suite="other")
BROKEN = {
    "says nothing": Done("2/4", Part()),
    "was not begun": Done("2/4", None),
    "is refused": Done("2/4", Part(refusal="there is no engine")),
    "is of another suite": done(2, origin=OTHER),
    "is of another engine": done(2, engine_version="2", scenarios=()),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_part_that_comes_to_nothing_is_an_error(what: str) -> None:
    everything = EVERYTHING.model_copy(update={"engine_version": "1"})
    terminal = Terminal()
    workers: Any = Workers(done(1, engine_version="1"), BROKEN[what], done(3), done(4))
    parts = Parts(workers, [], everything, Console(terminal, colour=False))
    parts.follow()
    report = parts.merged()
    assert report.counts == "3 PASS · 1 ERROR"
    assert "its part of the run, 2/4, was lost" in report.scenarios[1].reason


def test_where_the_first_part_is_refused_nothing_is_reported() -> None:
    with pytest.raises(PrerequisiteError, match="no engine\n  What to do: mend that"):
        merged(Done("1/4", Part(refusal="there is no engine")))


def test_of_a_stopped_run_is_told_what_came_in_and_how_many_did_not() -> None:
    report, seen = merged(
        done(1), Ending(), Done("2/4", Part()), Done("3/4", None), is_stopped=True
    )
    assert (report.counts, report.not_run) == ("1 PASS", 3)
    assert report.failed
    assert "stopped: what runs is ended" in seen


def test_a_worker_without_a_checkout_may_do_a_part() -> None:
    elsewhere = replace(ORIGIN, commit="")
    report, _ = merged(*(done(n, origin=elsewhere) for n in (1, 2, 3, 4)))
    assert report.counts == "4 PASS"
    assert report.origin == ORIGIN


class Fragile:
    """Workers of which each dies that begins a part with one of those scenarios."""

    cores = 1
    is_stopped = False

    def __init__(self, scenarios: Sequence[str], *deadly: str):
        self.scenarios = scenarios
        self.deadly = set(deadly)
        self.lost = 0

    def run(self, tasks: Mapping[str, Any]) -> Iterator[Any]:
        for task in tasks:
            number, count = map(int, task.split("/"))
            mine = self.scenarios[number - 1 :: count]
            if self.deadly.intersection(mine):
                self.lost += 1
                yield Lost(task, "its workers died", "run it alone")
            else:
                passed = tuple(numbered(each, Verdict.PASS) for each in mine)
                report = EVERYTHING.model_copy(update={"scenarios": passed, "duration_s": 1.0})
                yield Done(task, Part(report=as_json(report)))


def numbered(name: str, verdict: Verdict) -> ScenarioResult:
    changed = {"id": f"F / {name}", "name": name, "location": f"f.feature:{name}"}
    return result("a", verdict).model_copy(update=changed)


@pytest.mark.parametrize("deadly", [(), ("7",), ("1", "100"), ("3", "4", "98", "99")])
def test_only_scenarios_that_end_their_workers_are_errors(deadly: tuple[str, ...]) -> None:
    names = [str(number) for number in range(1, 101)]
    scenarios = tuple(numbered(each, Verdict.ERROR) for each in names)
    everything = EVERYTHING.model_copy(update={"scenarios": scenarios})
    workers: Any = Fragile(names, *deadly)
    parts = Parts(workers, [], everything, Console(Terminal(), colour=False))
    parts.follow()
    report = parts.merged()
    assert {each.name for each in report.scenarios if each.verdict is Verdict.ERROR} == {*deadly}
    assert [each.name for each in report.scenarios] == names
    assert not report.not_run


def test_where_each_scenario_ends_its_worker_the_run_ends_all_the_same() -> None:
    names = [str(number) for number in range(1, 101)]
    scenarios = tuple(numbered(each, Verdict.ERROR) for each in names)
    everything = EVERYTHING.model_copy(update={"scenarios": scenarios})
    workers: Any = Fragile(names, *names)
    parts = Parts(workers, [], everything, Console(Terminal(), colour=False))
    parts.follow()
    assert parts.merged().counts == "100 ERROR"
    assert workers.lost == 4
