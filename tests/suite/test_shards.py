"""Shards of a run: each says what it is of, and only those that belong together are merged."""

import json
import shutil
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from proving_ground.errors import InputError
from proving_ground.report import merge
from proving_ground.report.model import Report, read_report
from tests.behave_project import BehaveProject, Outcome

TWO = "Scenario: A\n  Then it holds\n\n@resume\nScenario: B\n  Then it holds"
RUNS = {
    "one": ["shard=1/2"],
    "two": ["shard=2/2"],
    "engine": ["shard=2/2", "engine=another"],
    "tags": ["shard=2/2", "--tags=@resume"],
    "three": ["shard=3/3"],
    "all": [],
}
"""Shards and whole runs of the two scenarios, by the folders of their reports."""


def run(project: BehaveProject, name: str, *options: str) -> Outcome:
    """Run it with those options and `-D` options, and report on it in the folder of that name."""
    words = [each if each[0] == "-" else f"-D{each}" for each in (f"report={name}", *options)]
    return project.behave(*words)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = BehaveProject(tmp_path_factory.mktemp("made"))
    project.feature(TWO)
    for name, options in RUNS.items():
        run(project, name, *options)
    project.feature(TWO + "\n  Then it holds")
    run(project, "changed", "shard=2/2")
    return project.root


@pytest.fixture
def reports(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that all those reports lie in, which is the current one."""
    for name in (*RUNS, "changed"):
        shutil.copytree(made / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def merged(*names: str) -> int:
    """Merge the reports in those folders; the exit code."""
    return merge.main(Namespace(reports=[Path(each) for each in names], report=Path("whole")))


def refused(*names: str) -> str:
    """What is said of reports that are not merged."""
    with pytest.raises(InputError) as error:
        merged(*names)
    assert not Path("whole").exists()
    return str(error.value)


def whole() -> tuple[Report, str]:
    return read_report(Path("whole/report.json")), Path("whole/index.html").read_text()


def change(name: str, **values: Any) -> None:
    """Write a report anew, with other values in it, or in its origin."""
    file = Path(name, "report.json")
    told = json.loads(file.read_text())
    for key, value in values.items():
        (told["origin"] if key in told["origin"] else told)[key] = value
    file.write_text(json.dumps(told))


def test_a_shard_without_scenarios_says_so_and_is_merged(
    project: BehaveProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.feature("Scenario: A\n  Then it holds")
    for number, jobs in ((1, 1), (2, 1), (3, 2)):
        done = run(project, f"part{number}", f"shard={number}/3", f"jobs={jobs}")
        assert done.code == 0, done.err
        is_told = f"nothing to run in part {number} of 3 (0 scenarios" in done.out
        assert is_told is (number > 1)
        assert "no verdict" not in done.out
    assert "Nothing to run in part 3 of 3." in (project.root / "part3/index.html").read_text()
    monkeypatch.chdir(project.root)
    assert merged("part1", "part2", "part3") == 0
    assert whole()[0].counts == "1 PASS"


def test_where_nothing_at_all_is_selected_a_shard_is_an_error(project: BehaveProject) -> None:
    project.feature("Scenario: A\n  Then it holds")
    done = run(project, "one", "shard=1/2", "--name=Nobody")
    assert done.code == 1
    assert "this selects no scenario" in done.err
    assert not (project.root / "one/report.json").exists()


@pytest.mark.usefixtures("reports")
def test_only_shards_of_one_run_are_merged() -> None:
    shutil.copytree("all", "all-again")
    complaints = {
        ("one", "engine"): "engine is 'another' here, and 'reference' there",
        ("one", "tags"): "tags: other scenarios were dealt out to it than to one",
        ("one", "changed"): "changed: other scenarios were dealt out to it than to one",
        ("one", "all"): "all: this is a whole run, but one is shard 1/2",
        ("all", "one"): "one: this is shard 1/2, but all is a whole run",
        ("one", "three"): "three: this is shard 3/3, but one is shard 1/2",
        ("all", "all-again"): "also in all",
    }
    for names, complaint in complaints.items():
        assert complaint in refused(*names)


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("what", ["commit", "engine_version"])
def test_commits_must_be_the_same_where_both_are_known(what: str) -> None:
    change("one", **{what: "111111111111"})
    change("two", **{what: "222222222222"})
    told = f"{what.replace('_', ' ')} is '222222222222' here, and '111111111111' there"
    assert told in refused("one", "two")
    change("two", **{what: ""})
    assert merged("one", "two") == 0


@pytest.mark.usefixtures("reports")
def test_a_shard_that_is_missing_or_comes_twice_is_told() -> None:
    shutil.copytree("two", "two-again")
    assert "one: this is shard 1/2; missing: shard 2/2" in refused("one")
    assert "that one is made by: behave -D shard=2/2 -D report=DIR" in refused("one")
    assert "two: this report is named twice" in refused("one", "two", "two")
    assert "three: this is shard 3/3; missing: shard 1/3, shard 2/3" in refused("three")
    assert "two-again: this is shard 2/2, and so is two" in refused("one", "two", "two-again")
    assert merged("two", "one") == 0
    assert whole()[0].shard is None


@pytest.mark.usefixtures("reports")
def test_a_shard_that_was_stopped_makes_the_whole_red(capsys: pytest.CaptureFixture[str]) -> None:
    change("two", scenarios=[], not_run=1)
    assert merged("one", "two") == 1
    assert "selected, but not run: 1" in capsys.readouterr().out
    assert "1 scenario never began." in whole()[1]


@pytest.mark.usefixtures("reports")
def test_the_time_of_merged_shards_is_that_of_the_longest_and_the_sum(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change("one", duration_s=61.5)
    change("two", duration_s=30.0)
    assert merged("one", "two") == 0
    told = "2 scenarios, longest of 2 parts 61.5 s, sum of parts 91.5 s, engine"
    assert told in capsys.readouterr().out
    report, page = whole()
    assert (report.duration_s, report.parts) == (61.5, (61.5, 30.0))
    assert "2 parts: the longest took 1 min 2 s, all of them 1 min 32 s" in page
