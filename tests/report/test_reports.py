"""The report's files, written by real runs."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from proving_ground.errors import InputError
from proving_ground.report.model import Report, Verdict, read_report
from proving_ground.report.tally import Tally, tally
from tests.behave_project import ROOT, BehaveProject

SCENARIOS = """
    Background: Ground
      When it holds

    @flow-1
    Scenario: Good
      Then it holds for "</script><b>" in:
        | stage | count |
        | plan  | 2     |

    Scenario Outline: Row <n>
      Then it fails because "row <n> <>"

      Examples: Numbers
        | n |
        | 1 |
        | 2 |

    @resume
    Rule: Inside

      Background: More ground
        When it holds

      @bug-5
      Scenario: Skipped
        Then it holds

      Scenario: Broken
        Then it breaks with:
          '''
          a text
          '''
        And a picture is attached

      Scenario: Pictured
        Then a picture is attached

      Scenario: Stale
        Then it holds

      Scenario: Never ready
        Then it holds

    @wip
    Scenario: Not meant
      Then it breaks
"""
ENVIRONMENT = """
    from pathlib import Path

    def before_scenario(context, scenario):
        if scenario.name == "Skipped":
            scenario.skip("the engine does not declare: resume")
        if scenario.name == "Never ready":
            raise OSError("no space")

    def after_scenario(context, scenario):
        from proving_ground.facts import Happened, Run, Session, State
        words = f"What {scenario.name} did in /tmp/xyz/trial-1/project: \\udcff <\\x07>"
        run = Run(action="started", exit=0, after=State(words=words))
        scenario.happened = Happened(sessions=(Session(name="session-1", runs=(run,)),))
        scenario.work_folder = Path("/tmp/xyz/trial-1")
"""
KNOWN = """
    known:
      - {scenario: Small / Row 1, reason: one is too few, only: row 1 <>, uncalled: true}
      - {scenario: Small / Stale, reason: was broken, only: a word}
"""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> BehaveProject:
    """A run with every verdict."""
    project = BehaveProject(tmp_path_factory.mktemp("reported"))
    project.feature(SCENARIOS, tags="@resume")
    project.write("features/environment.py", ENVIRONMENT)
    project.write("fixtures/engines/reference.known.yaml", KNOWN)
    assert project.behave("-D", "report=out").code == 1
    return project


@pytest.fixture(scope="module")
def report(reported: BehaveProject) -> Report:
    return read_report(reported.root / "out/report.json")


def test_every_verdict_can_be_read_back(report: Report) -> None:
    assert {each.name: each.verdict for each in report.scenarios} == {
        "Good": Verdict.PASS,
        "Row 1": Verdict.KNOWN,
        "Row 2": Verdict.FAIL,
        "Skipped": Verdict.SKIPPED,
        "Broken": Verdict.ERROR,
        "Pictured": Verdict.PASS,
        "Stale": Verdict.STALE,
        "Never ready": Verdict.ERROR,
    }


def test_a_result_tells_what_was_written(report: Report) -> None:
    results = {each.name: each for each in report.scenarios}
    assert results["Skipped"].tags == ("bug-5", "pipelines", "resume")
    assert results["Row 2"].location == "features/small.feature:19"
    assert results["Row 2"].failed_at == "features/small.feature:14"
    assert [results[name].rule for name in ("Row 2", "Broken")] == ["", "Inside"]
    assert results["Good"].steps[-1].table == (("stage", "count"), ("plan", "2"))
    assert results["Broken"].steps[2].doc == "a text"
    assert [step.status for step in results["Broken"].steps] == [
        "passed", "passed", "error", "skipped"
    ]  # fmt: skip
    assert [(each.name, each.tags) for each in report.features] == [
        ("Small", ("resume", "pipelines"))
    ]


def test_a_known_failure_still_tells_what_was_found(report: Report) -> None:
    row = next(each for each in report.scenarios if each.name == "Row 1")
    assert row.reason == "row 1 <>"
    assert row.known
    assert row.known.reason == row.why == "one is too few"
    assert row.known.where.startswith("fixtures/engines/reference.known.yaml:")


def test_a_comparison_is_told_as_values(project: BehaveProject) -> None:
    project.feature("Scenario: Bad\n  Then the number 1 equals 2\n  Then it holds")
    project.behave("-D", "report=out")
    (bad,) = read_report(project.root / "out/report.json").scenarios
    assert bad.verdict is Verdict.FAIL
    (told,) = bad.compared
    assert (told.about, told.expected, told.found) == ("a number", "2", "1")


def test_no_path_of_a_trial_and_nothing_unprintable_is_told(reported: BehaveProject) -> None:
    text = (reported.root / "out/report.json").read_text("utf-8")
    assert "/tmp/xyz" not in text
    (run,) = read_report(reported.root / "out/report.json").scenarios[0].happened.sessions[0].runs
    assert run.after.words == "What Good did in TRIAL/project: \\udcff <\\x07>"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"version": 2}, "at version"),
        ({"more": 1}, "at more"),
        ({"scenarios": [{"id": "a"}]}, "at scenarios.0.slug"),
    ],
)
def test_a_report_of_another_form_is_refused(
    reported: BehaveProject, tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    told = json.loads((reported.root / "out/report.json").read_text("utf-8"))
    file = tmp_path / "report.json"
    file.write_text(json.dumps({**told, **change}))
    with pytest.raises(InputError, match=complaint):
        read_report(file)


def test_junit_keeps_every_reason(reported: BehaveProject) -> None:
    path = reported.root / "out/junit.xml"
    red = ("Small / Row 2", "Small / Broken", "Small / Stale", "Small / Never ready")
    assert tally([path]) == Tally(passed=2, failed=red, skipped=2)
    xml = path.read_text("utf-8")
    assert 'message="the engine does not declare: resume"' in xml
    assert 'message="one is too few"' in xml
    assert "rerun: behave features/small.feature:19" in xml


def test_the_form_of_a_report_is_told(reported: BehaveProject) -> None:
    told = json.loads((ROOT / "docs/report.schema.json").read_text("utf-8"))
    assert told == Report.model_json_schema(), "write it anew: make schema"
    report = json.loads((reported.root / "out/report.json").read_text("utf-8"))
    assert not list(Draft202012Validator(told).iter_errors(report))


def test_a_pipe_or_device_is_written_into_and_not_replaced(
    project: BehaveProject, tmp_path: Path
) -> None:
    project.feature("Scenario: Good\n  Then it holds")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert project.behave("-D", f"verdicts={pipe}").code == 0
    assert pipe.is_fifo()
    assert json.loads(os.read(reader, 1 << 20))["scenarios"][0]["verdict"] == "PASS"
    os.close(reader)
