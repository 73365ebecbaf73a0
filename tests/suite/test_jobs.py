"""Several processes run the same scenarios, and come to the same verdicts, as one does."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from proving_ground.report.model import Report, read_report
from tests.behave_project import BehaveProject

SCENARIOS = """
    Scenario: Good
      Then it holds

    Rule: Inside

      Background: More ground
        When it holds

      Scenario Outline: Row <n>
        Then the number <n> equals 2

        Examples: Numbers
          | n |
          | 1 |
          | 2 |

      Scenario: Broken
        Then it breaks

      Scenario: Skipped
        Then it holds

      Scenario: Listed
        Then it breaks the law
"""
ENVIRONMENT = """
    def before_scenario(context, scenario):
        if scenario.name == "Skipped":
            scenario.skip("the engine does not declare: resume")
"""
STEPS = """
import os, signal, time
from pathlib import Path
from behave import then, when
from proving_ground.errors import LawBroken

@then("it breaks the law")
def it_breaks_the_law(context):
    raise LawBroken("state-agrees: they disagree")

@when("its process dies {times:d} times")
def its_process_dies(context, times):
    marks = Path("deaths")
    marks.mkdir(exist_ok=True)
    if len(list(marks.iterdir())) < times:
        (marks / str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGKILL)

@when("it is interrupted")
def it_is_interrupted(context):
    Path("running").touch()
    time.sleep(60)
"""
KNOWN = """known:
  - scenario: Small / Listed
    reason: it is known
    only: "state-agrees: they disagree"
    uncalled: true
"""


@pytest.fixture
def many(project: BehaveProject) -> BehaveProject:
    project.feature(SCENARIOS)
    project.feature("Scenario: Fine\n  Then it holds", name="Other")
    project.write("features/environment.py", ENVIRONMENT)
    project.write("features/steps/more.py", STEPS)
    project.write("fixtures/engines/reference.known.yaml", KNOWN)
    return project


def report_of(project: BehaveProject, *options: str, name: str = "out") -> tuple[Report, int]:
    run = project.behave("-D", f"report={name}", *options)
    return read_report(project.root / name / "report.json"), run.code


def verdicts(report: Report) -> list[tuple[str, str, str, str]]:
    return [(each.id, each.verdict, each.reason, each.rerun) for each in report.scenarios]


def test_any_number_of_jobs_and_shards_comes_to_the_same(many: BehaveProject) -> None:
    alone, code = report_of(many)
    assert code == 1
    assert len(alone.scenarios) == 7
    for jobs in ("2", "5", "cores"):
        spread, its_code = report_of(many, "-D", f"jobs={jobs}")
        assert (verdicts(spread), its_code) == (verdicts(alone), code)
        assert [each.steps for each in spread.scenarios] == [e.steps for e in alone.scenarios]
    codes = [report_of(many, "-D", f"shard={n}/3", name=f"part{n}")[1] for n in (1, 2, 3)]
    assert max(codes) == 1
    command = ("merge", "part1", "part2", "part3", "--report", "whole")
    merged = many.python("-m", "proving_ground.cli", *command)
    assert merged.code == 1, merged.err
    assert verdicts(read_report(many.root / "whole/report.json")) == verdicts(alone)
    assert alone.counts in merged.out


def test_a_good_run_is_good_with_several_jobs(project: BehaveProject) -> None:
    project.feature("Scenario: A\n  Then it holds\n\nScenario: B\n  Then it holds")
    run = project.behave("-D", "jobs=2")
    assert run.code == 0
    assert "Small  ..\n" in run.out
    assert "2 PASS (2 scenarios" in run.out


def test_a_worker_that_dies_loses_no_verdict(many: BehaveProject) -> None:
    many.feature("Scenario: Once\n  When its process dies 1 times\n  Then it holds", name="Deadly")
    report, _ = report_of(many, "-D", "jobs=2")
    assert len(report.scenarios) == 8
    assert [each.verdict for each in report.scenarios if each.name == "Once"] == ["PASS"]


def test_what_kills_its_worker_twice_is_an_error(many: BehaveProject) -> None:
    many.feature(
        "Scenario: Always\n  When its process dies 9 times\n  Then it holds", name="Deadly"
    )
    report, code = report_of(many, "-D", "jobs=2")
    assert code == 1
    assert len(report.scenarios) == 8
    (lost,) = [each for each in report.scenarios if each.name == "Always"]
    assert lost.verdict == "ERROR"
    assert "ended by signal 9" in lost.reason
    assert lost.rerun == "behave features/deadly.feature:5"


def test_what_no_worker_can_begin_is_told_once(project: BehaveProject) -> None:
    project.feature("Scenario: A\n  Then it holds\n\nScenario: B\n  Then it holds")
    project.write(
        "features/environment.py",
        """
        from proving_ground.errors import PrerequisiteError

        def before_all(context):
            raise PrerequisiteError("there is no engine")
        """,
    )
    run = project.behave("-D", "jobs=2")
    assert run.code == 1
    assert run.err.count("there is no engine") == 1


def test_the_first_failure_can_end_the_run(project: BehaveProject) -> None:
    good = [f"Scenario: Good {n}\n  Then it holds" for n in range(30)]
    project.feature("Scenario: Bad\n  Then it breaks", *good)
    run = project.behave("-D", "jobs=2", "--stop")
    assert run.code == 1
    told = re.search(r"selected, but not run: (\d+)", run.out)
    assert told
    assert int(told[1]) > 0


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ("jobs=0", "-D jobs=0: is no number of jobs\n  What to do: write 1 or more, or cores"),
        ("jobs=two", "-D jobs=two: is no number of jobs"),
        ("shard=3/2", "-D shard=3/2: there is no such shard\n  What to do: write 1/4"),
        ("shard=0/2", "-D shard=0/2: there is no such shard"),
        ("shard=1", "-D shard=1: there is no such shard"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    project: BehaveProject, option: str, complaint: str
) -> None:
    project.feature("Scenario: A\n  Then it holds")
    run = project.behave("-D", option)
    assert run.code == 1
    assert run.err.startswith(complaint)


def test_a_format_that_shows_steps_needs_one_job(project: BehaveProject) -> None:
    project.feature("Scenario: A\n  Then it holds")
    run = project.behave("-D", "jobs=2", "-f", "plain")
    assert run.code == 1
    assert "it shows each step as it runs, which several jobs cannot" in run.err


@pytest.mark.parametrize(
    ("send", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM)]
)
def test_a_stopped_run_ends_its_workers_and_tells_what_it_knows(
    many: BehaveProject, send: Callable[[int, int], None], number: int
) -> None:
    many.feature("Scenario: Long\n  When it is interrupted\n  Then it holds", name="Zebra")
    command = [sys.executable, "-m", "behave", "-D", "jobs=2", "-D", "report=out"]
    process = subprocess.Popen(
        command, cwd=many.root, stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not (many.root / "running").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    send(process.pid, number)
    assert process.wait(30) == 1
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert len(read_report(Path(many.root, "out/report.json")).scenarios) >= 7
