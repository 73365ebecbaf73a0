"""A mutant meets the scenarios that run its statement, and all where nobody can tell."""

import json
from pathlib import Path

import pytest

from proving_ground.errors import TrialError
from proving_ground.proof import reach, recorder
from proving_ground.proof.defects import ROOT
from proving_ground.proof.mutants import PACKAGE
from proving_ground.proof.reach import Reached, measure, reaching
from proving_ground.report.model import ScenarioResult
from proving_ground.report.verdicts import Verdict

SOURCE = """\
LIMIT = 3


def hold(things):
    for thing in (
        things
    ):
        if thing:
            keep(
                thing,
            )
    return LIMIT
"""


def _reached_by(line: int) -> list[str]:
    told = {"loop": {5, 8}, "kept": {5, 8, 9}, "done": {5, 12}, "none": set[int]()}
    reached = [
        Reached(name, 0.1, frozenset(f"hands.py:{each}" for each in lines))
        for name, lines in told.items()
    ]
    return [each.location for each in reaching(reached, "hands.py", line, SOURCE)]


def test_any_line_of_a_statement_counts_as_its_own() -> None:
    assert _reached_by(10) == _reached_by(9) == ["kept"]


def test_the_head_of_a_loop_is_not_its_body() -> None:
    assert _reached_by(6) == ["loop", "kept", "done"]


def test_another_module_is_another_matter() -> None:
    assert reaching([Reached("one", 0.1, frozenset({"feet.py:12"}))], "hands.py", 12, SOURCE) == []


def test_a_decorator_belongs_to_what_it_decorates() -> None:
    reached = [Reached("one", 0.1, frozenset({"feet.py:2"}))]
    assert reaching(reached, "feet.py", 1, "@fast\ndef run():\n    pass\n") == reached


@pytest.mark.parametrize("times", [1, 2])
def test_what_is_red_once_is_run_again_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    runs: list[list[str]] = []

    def run_suite(home: Path, *_: Path, places: list[str], **_more: object) -> list[ScenarioResult]:
        runs.append(places)
        (home / "engine-loaded").touch()
        for place in places:
            with (home / "reached.jsonl").open("a") as notes:
                note = {"location": place, "seconds": len(runs), "lines": []}
                notes.write(json.dumps(note) + "\n")
        return [
            result(place, Verdict.FAIL if place == "b:2" and len(runs) <= times else Verdict.PASS)
            for place in places
        ]

    monkeypatch.setattr(reach, "run_suite", run_suite)
    monkeypatch.setattr(recorder, "LOADED", Path("engine-loaded"))
    if times == 2:
        said = r"(?s)when run twice:.*FAIL b:2.*too slow.*What to do"
        with pytest.raises(TrialError, match=said):
            measure(tmp_path / "home", ["a:1", "b:2"])
    else:
        reached = measure(tmp_path / "home", ["a:1", "b:2"])
        assert [(each.location, each.seconds) for each in reached] == [("a:1", 1), ("b:2", 2)]
    assert runs == [["a:1", "b:2"], ["b:2"]]


def result(place: str, verdict: Verdict) -> ScenarioResult:
    return ScenarioResult(
        id=place, slug="", name="", feature="", location=place, verdict=verdict, reason="too slow"
    )


def test_a_scenario_tells_what_its_engines_ran(tmp_path: Path) -> None:
    place = "features/regressions/bug_5_resume_at_current_stage.feature:12"
    (one,) = measure(tmp_path, [place])
    assert one.location == place
    assert one.seconds > 0
    assert {line.split(":")[0] for line in one.lines} >= {"state.py", "runner.py", "sessions.py"}
    assert _line_of("cli.py", "for command in (run, resume):") in one.lines, "it runs at import"
    assert _line_of("display.py", "for position, stage in enumerate") not in one.lines


@pytest.mark.parametrize("closed", ["with its output closed", "with all its streams closed"])
def test_an_engine_without_streams_runs_as_it_does_unrecorded(tmp_path: Path, closed: str) -> None:
    feature = "features/robustness/surroundings.feature"
    lines = (ROOT / feature).read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if closed in line)
    (one,) = measure(tmp_path, [f"{feature}:{number}"])
    assert any(line.startswith("runner.py:") for line in one.lines)


def _line_of(module: str, text: str) -> str:
    lines = (ROOT / PACKAGE / module).read_text().splitlines()
    return next(f"{module}:{n}" for n, line in enumerate(lines, 1) if text in line)
