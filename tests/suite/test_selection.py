"""What is selected, in which order, and what is said when nothing is."""

import re

import pytest

from proving_ground.report.model import read_report
from tests.behave_project import BehaveProject

FEATURE = """
    @flow-1
    Scenario: One
      Then it holds

    @wip @flow-2
    Scenario: Two
      Then it holds
"""


def test_work_in_progress_runs_only_when_it_is_named(project: BehaveProject) -> None:
    project.feature(FEATURE)
    assert "1 PASS" in project.behave().out
    assert "1 PASS" in project.behave("--tags=@flow-1 or @flow-2").out
    assert "2 PASS" in project.behave("--tags=@wip or @flow-1").out


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], ()),
        (["features"], ()),
        (["features/"], ()),
        (["--tags=@flow-1"], ("--tags=@flow-1",)),
        (["--tags", "@flow-1 or @flow-2"], ("'--tags=@flow-1 or @flow-2'",)),
        (["--tags=@flow-1", "--tags=not @wip"], ("--tags=@flow-1",)),
        (["-n", "One"], ("--name=One",)),
        (["features/small.feature:3"], ("features/small.feature:3",)),
    ],
)
def test_the_report_tells_what_was_asked_for(
    project: BehaveProject, arguments: list[str], asked: tuple[str, ...]
) -> None:
    project.feature(FEATURE)
    project.behave(*arguments, "-D", "verdicts=told.json")
    assert read_report(project.root / "told.json").asked == asked


def test_no_folder_of_the_machine_is_told_of_what_was_asked_for(project: BehaveProject) -> None:
    project.feature(FEATURE)
    inside = str(project.root / "features/small.feature")
    project.behave(inside, "-D", "verdicts=told.json")
    assert read_report(project.root / "told.json").asked == ("features/small.feature",)


@pytest.mark.parametrize(
    ("arguments", "problem", "advice"),
    [
        (
            ["--tags=@flow-3"],
            "none has the tag @flow-3",
            "choose among the tags there, as @flow-2, @flow-1",
        ),
        (["features/small.feature:10"], "what is there is work in progress", "add --tags=@wip"),
        (["--tags=@flow-2"], "none fits all", "loosen --tags, --name or the paths"),
        (["--name=Three"], "none fits all", "loosen --tags, --name or the paths"),
    ],
)
def test_a_selection_of_nothing_is_refused(
    project: BehaveProject, arguments: list[str], problem: str, advice: str
) -> None:
    project.feature(FEATURE)
    run = project.behave(*arguments)
    assert run.code == 1
    assert f"this selects no scenario: {problem}" in run.err
    assert f"What to do: {advice}" in run.err


def test_a_line_selects_its_scenario_alone(project: BehaveProject) -> None:
    project.feature(FEATURE, 'Scenario: Bad\n  Then it fails because "no"')
    assert project.behave("features/small.feature:6").code == 0


def test_a_file_that_is_named_several_times_is_read_once(project: BehaveProject) -> None:
    project.feature(FEATURE, 'Scenario: Bad\n  Then it fails because "no"')
    project.feature("Scenario: Another\n  Then it holds", name="other")
    file = "features/small.feature"
    run = project.behave(f"{file}:6", "features/other.feature", f"./{file}:6", f"{file}:14")
    assert "2 PASS · 1 FAIL (3 scenarios" in run.out
    assert "not run" not in run.out


def test_a_shuffled_order_can_be_repeated(project: BehaveProject) -> None:
    project.feature(*(f'Scenario: S{n}\n  Then it fails because "{n}"' for n in range(8)))
    shuffled = project.behave("-D", "order=random").out
    order = re.findall(r"order: (random:\d+)", shuffled)[0]
    again = project.behave("-D", f"order={order}").out
    assert failures(shuffled) == failures(again)
    assert failures(again) != failures(project.behave().out)


def failures(out: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith("FAIL ")]


def test_an_unknown_order_is_refused(project: BehaveProject) -> None:
    project.feature(FEATURE)
    run = project.behave("-D", "order=sorted")
    assert run.code == 1
    fix = "write random, random:NUMBER or likeliest"
    assert run.err == f"-D order=sorted: no such order\n  What to do: {fix}\n"


def test_two_scenarios_of_one_name_are_refused(project: BehaveProject) -> None:
    project.feature(
        """
        Scenario Outline: An agent that <behavior>
          Then it holds for "<outcome>"

          Examples:
            | behavior | outcome |
            | hangs    | a       |
            | hangs    | b       |
        """
    )
    run = project.behave()
    assert run.code == 1
    same = "small.feature:11: the scenario at features/small.feature:10 has the same name"
    assert same in run.err


def test_a_mistyped_tag_is_refused(project: BehaveProject) -> None:
    project.feature(FEATURE, tags="@resume @bug-7")
    run = project.behave()
    assert run.code == 1
    assert run.err.startswith("features/small.feature:1: there is no tag @bug-7\n  What to do: did")
