"""The runner, seen from the command line."""

import json
import re

import pytest

from proving_ground.report.model import read_report
from tests.behave_project import BehaveProject

PASSING = "Scenario: Good\n  Then it holds"
FAILING = 'Scenario: Bad\n  Then it fails because "expected 1, found 2"'


def known(project: BehaveProject, *entries: str, engine: str = "reference") -> None:
    listed = "".join(f"  - {entry}\n" for entry in entries)
    project.write(f"fixtures/engines/{engine}.known.yaml", f"known:\n{listed}")


def test_a_run_in_which_all_holds_succeeds(project: BehaveProject) -> None:
    project.feature(PASSING)
    run = project.behave()
    assert run.code == 0
    assert "Small  .\n" in run.out
    assert re.search(r"^1 PASS \(1 scenario, \d+\.\d s, engine: reference\)$", run.out, re.M)
    assert "noise" not in run.out + run.err


def test_a_failure_says_what_was_found_where_and_how_to_repeat_it(project: BehaveProject) -> None:
    project.feature(PASSING, FAILING)
    project.write(
        "features/environment.py",
        """
        def after_scenario(context, scenario):
            scenario.work_folder = "/kept/here"
        """,
    )
    run = project.behave("-D", "engine=other", "-D", "order=random:1")
    assert run.code == 1
    step = 'Then it fails because "expected 1, found 2"  (features/small.feature:9)'
    told = f"FAIL  Small / Bad\n  features/small.feature:8\n  {step}\n    expected 1, found 2\n"
    assert told in run.out
    assert "  kept:  /kept/here\n" in run.out
    assert "  rerun: behave features/small.feature:8 -D engine=other\n" in run.out
    assert "1 PASS · 1 FAIL (2 scenarios" in run.out
    assert "Traceback" not in run.out + run.err


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("it breaks", "KeyError: 'missing'\n      raised at features/steps/steps.py:"),
        ("the fixture is wrong", "fixtures/a.yaml:7: no such key\n      What to do: remove it"),
    ],
)
def test_what_proves_nothing_of_the_engine_is_an_error(
    project: BehaveProject, step: str, said: str
) -> None:
    project.feature(f"Scenario: Odd\n  Then {step}\n  And it holds")
    run = project.behave()
    assert run.code == 1
    assert "Small  E" in run.out
    assert said in run.out
    assert "1 ERROR (1 scenario" in run.out
    assert "Traceback" not in run.out + run.err


def test_hooks_and_cleanups_that_fail_are_errors_of_their_scenario(project: BehaveProject) -> None:
    project.feature(
        "Scenario: Before\n  Then it holds",
        "Scenario: After\n  Then it holds",
        "Scenario: Cleanup\n  Then it holds",
        "Scenario: Law\n  Then it holds",
    )
    project.write(
        "features/environment.py",
        """
        from proving_ground.errors import LawBroken, TrialError

        def before_scenario(context, scenario):
            if scenario.name == "Before":
                raise TrialError("no space")
            if scenario.name == "Cleanup":
                context.add_cleanup(lambda: {}["gone"])

        def after_scenario(context, scenario):
            if scenario.name == "After":
                raise TrialError("a process is left")
            if scenario.name == "Law":
                raise LawBroken("calls-once: iteration 2 ran twice")
        """,
    )
    run = project.behave()
    assert run.code == 1
    assert "ERROR  Small / Before\n  features/small.feature:5\n    no space\n" in run.out
    assert "ERROR  Small / After\n  features/small.feature:8\n    a process is left\n" in run.out
    assert "ERROR  Small / Cleanup\n  features/small.feature:11\n    KeyError: 'gone'" in run.out
    assert "FAIL  Small / Law\n  features/small.feature:14\n    calls-once: " in run.out
    assert "Traceback" not in run.out + run.err


def test_errors_outside_of_scenarios_fail_the_run(project: BehaveProject) -> None:
    project.feature(PASSING)
    project.feature(PASSING, name="Other")
    project.write(
        "features/environment.py",
        """
        def before_feature(context, feature):
            if feature.name == "Other":
                raise RuntimeError("not today")

        def after_all(context):
            raise RuntimeError("nor tomorrow")
        """,
    )
    run = project.behave()
    assert run.code == 1
    assert "before_feature (features/other.feature:2): RuntimeError: not today" in run.out
    assert "after_all: RuntimeError: nor tomorrow" in run.out
    assert "selected, but not run: 1" in run.out


@pytest.mark.parametrize("where", ["features/environment.py", "features/steps/more.py"])
def test_a_mistake_found_while_loading_is_told_in_plain_words(
    project: BehaveProject, where: str
) -> None:
    project.feature(PASSING)
    raising = 'raise InputError("fixtures/b.yaml", "no such engine", "choose another", 3)\n'
    project.write(where, f"from proving_ground.errors import InputError\n{raising}")
    run = project.behave()
    assert (run.code, run.err) == (
        1,
        "fixtures/b.yaml:3: no such engine\n  What to do: choose another\n",
    )


def test_a_mistake_found_in_before_all_ends_the_run_and_cleans_up(project: BehaveProject) -> None:
    project.feature(PASSING)
    project.write(
        "features/environment.py",
        """
        from proving_ground.errors import PrerequisiteError

        def before_all(context):
            context.add_cleanup(lambda: print("cleaned up"))
            raise PrerequisiteError("git is not on this machine")
        """,
    )
    run = project.behave()
    assert (run.code, run.err) == (1, "git is not on this machine\n")
    assert run.out.endswith("cleaned up\n")


def test_skipped_scenarios_are_grouped_by_reason(project: BehaveProject) -> None:
    project.feature(PASSING, *(f"Scenario: Queue {n}\n  Then it breaks" for n in (1, 2)))
    project.write(
        "features/environment.py",
        """
        def before_scenario(context, scenario):
            if "Queue" in scenario.name:
                scenario.skip("the engine does not declare: queue")
        """,
    )
    run = project.behave()
    assert run.code == 0
    assert "SKIPPED\n  2 × the engine does not declare: queue\n" in run.out
    assert "1 PASS · 2 SKIPPED (3 scenarios" in run.out
    assert run.err == ""


def test_a_listed_failure_is_known_and_fails_no_run(project: BehaveProject) -> None:
    project.feature(FAILING)
    known(
        project,
        "{scenario: Small / Bad, reason: the engine counts wrongly, only: found 2, uncalled: true}",
    )
    run = project.behave()
    assert run.code == 0
    assert "KNOWN: 1 misbehaviour\n  Small / Bad\n    the engine counts wrongly\n" in run.out
    assert project.behave("-D", "engine=other").code == 1, "the list is of one engine"


def test_to_behaves_own_reports_a_known_failure_is_none(project: BehaveProject) -> None:
    project.feature(FAILING, FAILING.replace("Bad", "Worse"))
    known(
        project,
        "{scenario: Small / Bad, reason: the engine counts wrongly, only: found 2, uncalled: true}",
    )
    project.behave("--junit", "-f", "json", "-o", "out.json", "-f", "rerun", "-o", "rerun.txt")
    xml = next((project.root / "reports").glob("*.xml")).read_text("utf-8")
    assert 'tests="2" errors="0" failures="1" skipped="1"' in xml
    elements = json.loads((project.root / "out.json").read_text("utf-8"))[0]["elements"]
    statuses = {each["name"]: each["status"] for each in elements if "status" in each}
    assert statuses == {"Bad": "skipped", "Worse": "failed"}
    rerun = (project.root / "rerun.txt").read_text("utf-8").split()
    assert [each for each in rerun if ".feature:" in each] == ["features/small.feature:8"]


def test_a_run_that_stops_at_a_failure_does_not_stop_at_a_known_one(project: BehaveProject) -> None:
    worse, worst = (FAILING.replace("Bad", name) for name in ("Worse", "Worst"))
    project.feature(FAILING, worse, worst)
    project.write("features/environment.py", "def after_scenario(context, scenario): pass\n")
    known(project, "{scenario: Small / Bad, reason: x, only: found 2, uncalled: true}")
    run = project.behave("--stop")
    assert run.code == 1
    assert "1 FAIL · 1 KNOWN" in run.out
    assert "selected, but not run: 1" in run.out


def test_to_behaves_own_reports_what_passes_against_the_list_is_failed(
    project: BehaveProject,
) -> None:
    project.feature(PASSING)
    known(project, "{scenario: Small / Good, reason: was broken, only: found 2}")
    project.behave("--junit", "-f", "rerun", "-o", "rerun.txt")
    xml = next((project.root / "reports").glob("*.xml")).read_text("utf-8")
    assert 'failures="1"' in xml
    assert "it passes, but is listed as known to fail" in xml
    assert "features/small.feature:" in (project.root / "rerun.txt").read_text("utf-8")


BREAKING = "Scenario: Odd\n  Then it breaks"


@pytest.mark.parametrize(
    ("scenario", "entry", "code", "told"),
    [
        pytest.param(
            PASSING,
            "{scenario: Small / Good, reason: a race, only: late, sometimes: true}",
            0,
            "1 PASS (1 scenario",
            id="what fails only sometimes may pass",
        ),
        pytest.param(
            FAILING,
            "{scenario: Small / Bad, reason: the engine counts wrongly, only: found 3}",
            1,
            "1 FAIL",
            id="another failure than the listed one still fails",
        ),
        pytest.param(
            BREAKING,
            "{scenario: Small / Odd, reason: it breaks, only: missing}",
            1,
            "1 ERROR",
            id="an error is never known",
        ),
        pytest.param(
            PASSING,
            "{scenario: Small / Good, reason: was broken, only: found 2, uncalled: true}",
            1,
            "1 STALE",
            id="a listed scenario that passes is stale",
        ),
    ],
)
def test_what_is_listed_as_known(
    project: BehaveProject, scenario: str, entry: str, code: int, told: str
) -> None:
    project.feature(scenario)
    known(project, entry)
    run = project.behave()
    assert (run.code, told in run.out) == (code, True)
    advice = "What to do: remove the entry at fixtures/engines/reference.known.yaml:2"
    assert (advice in run.out) == ("STALE" in told)


def test_the_list_of_the_engine_on_trial_is_read(project: BehaveProject) -> None:
    project.feature(FAILING)
    known(
        project,
        "{scenario: Small / Bad, reason: the engine counts wrongly, only: found 2, uncalled: true}",
        engine="other",
    )
    run = project.behave("-D", "engine=other")
    assert run.code == 0
    assert "engine: other)" in run.out


def test_the_list_of_another_version_can_be_left_out(project: BehaveProject) -> None:
    project.feature(FAILING)
    known(
        project,
        "{scenario: Small / Bad, reason: the engine counts wrongly, only: found 2, uncalled: true}",
    )
    run = project.behave("-D", "known=none")
    assert (run.code, "1 FAIL" in run.out, "known failures: none" in run.out) == (1, True, True)
    assert "-D known=none" in run.out.partition("rerun:")[2]


def test_entries_may_be_of_features_that_do_not_run(project: BehaveProject) -> None:
    project.feature(PASSING)
    project.feature(FAILING, name="Other")
    known(project, "{scenario: Other / Bad, reason: not now, only: found 2, uncalled: true}")
    assert project.behave("features/small.feature").code == 0
    known(project, "{scenario: Other / Bed, reason: not now, only: found 2, uncalled: true}")
    run = project.behave("features/small.feature")
    assert run.code == 1
    assert "reference.known.yaml:2: there is no scenario 'Other / Bed'" in run.err
    assert "did you mean 'Other / Bad'?" in run.err


def test_a_run_after_a_failed_law_goes_on_and_tells_all(project: BehaveProject) -> None:
    project.feature(
        """
        Scenario: Two
          Then it fails because "one"
          And it fails because "two"
        """
    )
    project.write(
        "features/environment.py",
        """
        def after_step(context, step):
            context.scenario.continue_after_failed_step = True
        """,
    )
    assert "    one\n    two\n" in project.behave().out


def test_dry_runs_and_catalogues_stay_as_they_are(project: BehaveProject) -> None:
    project.feature(PASSING, FAILING)
    assert project.behave("--dry-run").code == 0
    catalogue = project.behave("--dry-run", "-f", "steps.catalog")
    assert "it holds" in catalogue.out
    assert "PASS" not in catalogue.out
    project.feature("Scenario: Odd\n  Then nobody wrote this")
    assert project.behave("--dry-run").code == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("refrence", "did you mean 'reference'"),
        ("nonsense", "choose one of"),
        ("", "it has no value"),
        ("mine.yaml", "mine.yaml: the file is not there"),
    ],
)
def test_a_dry_run_knows_the_engines(project: BehaveProject, name: str, told: str) -> None:
    project.feature(PASSING)
    run = project.behave("--dry-run", "-D", f"engine={name}")
    assert run.code == 1
    assert told in run.err
    assert "well written" not in run.out


def test_a_dry_run_needs_no_engine_that_is_known(project: BehaveProject) -> None:
    project.feature(PASSING)
    run = project.behave("--dry-run", "-D", "engine=agent-pipelines")
    assert (run.code, run.err) == (0, "")
    assert "1 scenarios of 2 steps are well written" in run.out


def test_durations_are_real_while_the_clock_is_stopped(project: BehaveProject) -> None:
    project.feature("Scenario: Frozen\n  When the clock is stopped\n  Then it holds")
    run = project.behave("-D", "report=out")
    assert re.search(r"1 PASS \(1 scenario, \d\.\d s", run.out)
    assert read_report(project.root / "out/report.json").origin.started > "2026"


def test_colours_appear_only_where_they_are_asked_for(project: BehaveProject) -> None:
    project.feature(PASSING)
    assert "\x1b[" not in project.behave().out
    assert "\x1b[32m1 PASS\x1b[0m" in project.behave("--color=always").out
