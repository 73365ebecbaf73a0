"""The family of a scenario, and engines that are of other families."""

import re
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from behave.configuration import Configuration
from behave.runner_util import collect_feature_locations, parse_features

from proving_ground.root import ROOT
from proving_ground.suite.checks.families import STEPS
from proving_ground.suite.families import family_of
from proving_ground.suite.selection import scenarios_of
from tests.behave_project import BehaveProject
from tests.suite.conftest import Complaints

GOOD = "Scenario: Good\n  When it holds\n  Then it holds"


FEATURE = """{tags}
Feature: F
  Scenario: S
    Given a stage "work" of 2 iterations
    When the pipeline runs
    Then the session is complete
"""
WHICH = "write one of @pipelines, @orchestration, @backends, @loops above the feature"


@pytest.mark.parametrize(
    ("tags", "complaint"),
    [
        ("", f"f.feature:1: no tag says its family -> {WHICH}"),
        ("@resume", f"f.feature:2: no tag says its family -> {WHICH}"),
        (
            "@backends @pipelines",
            f"f.feature:3: it is tagged @pipelines and @backends -> {WHICH}",
        ),
        ("@pipelines", ""),
    ],
)
def test_a_scenario_is_of_one_family(complaints: Complaints, tags: str, complaint: str) -> None:
    assert complaints(FEATURE.format(tags=tags), family="") == complaint


@pytest.mark.parametrize(
    ("tags", "step", "family"),
    [
        ("@pipelines", 'the to-dos "Write the docs"', "backends"),
        ("@backends", "the agent crashes in iteration 2", "pipelines"),
        ("@pipelines", 'the task "work"', "orchestration"),
    ],
)
def test_a_step_of_another_family_is_told_with_its_tag(
    complaints: Complaints, tags: str, step: str, family: str
) -> None:
    text = FEATURE.format(tags=tags).replace('a stage "work" of 2 iterations', step)
    fix = f"write @{family} above the feature instead, or take a step of {tags}"
    problem = f"'{step}' is said of @{family}, but this is tagged {tags} -> {fix}"
    assert f"f.feature:4: {problem}" in complaints(text, family="")


def test_the_modules_of_one_family_are_those_that_are_used_so(steps: Any) -> None:
    used: dict[str, set[str]] = {}
    with chdir(ROOT):
        Configuration([]).setup_model()
        features = parse_features(collect_feature_locations(["features"]))
    for scenario in scenarios_of(features):
        for step in scenario.all_steps:
            module = Path(steps.find_match(step).func.__code__.co_filename).stem
            used.setdefault(module, set()).add(family_of(scenario.effective_tags))
    alone = {module: next(iter(told)) for module, told in used.items() if len(told) == 1}
    assert alone == {module: f for f, modules in STEPS.items() for module in modules}


def test_scenarios_of_other_families_are_left_out_and_counted(project: BehaveProject) -> None:
    project.write("features/a.feature", f"@pipelines\nFeature: A\n{GOOD}\n")
    project.write("features/b.feature", f"@backends\nFeature: B\n{GOOD}\n")
    run = project.behave("-D", "engine=agent-pipelines", "-D", "known=none")
    assert run.code == 0
    assert re.search("left out, as they are for engines of other families: 1\n1 PASS", run.out)


def test_nothing_but_other_families_is_refused(project: BehaveProject) -> None:
    project.write("features/b.feature", f"@backends\nFeature: B\n{GOOD}\n")
    run = project.behave("-D", "engine=agent-pipelines")
    assert run.code == 1
    assert "all 1 scenarios that are selected are for engines of @backends" in run.err
    assert "choose scenarios of @pipelines" in run.err
