"""Each rule of how features and steps are written finds what breaks it, and nothing else."""

from pathlib import Path
from textwrap import indent

import pytest
from behave.configuration import Configuration
from behave.step_registry import registry

from proving_ground.cli import main
from proving_ground.plans.lint import FEATURES
from proving_ground.suite.checks import code
from proving_ground.suite.checks.written import Written
from proving_ground.suite.reading import read_features
from proving_ground.suite.steps import catalogue

FEATURE = """\
@pipelines
Feature: F
  Finished work stays finished.
  The seam leads from a to b. When it breaks, money is lost.

  Scenario: S
    Given a stage "work" of 3 iterations
    When the pipeline runs
    Then the session is complete
"""
ASSERTED = [
    "assert_that(context.found, is_(1))",
    "found = some(context.found, 'one')\nfor each in found:\n    look(each)",
    "if context:\n    assert_that(a, b)\nelse:\n    assert_that(b, a)",
    "if context:\n    assert_that(a, b)\nassert_that(b, a)",
    "for each in some(context, 'x'):\n    assert_that(each, b)",
    "with stopped():\n    assert_that(a, b)",
]
UNASSERTED = [
    "pass",
    "look(context)",
    "context.trial.ok",
    "a == b",
    "assert_that",
    "assert_that(True, is_(True))",
    "assert_that()",
    "if context:\n    assert_that(a, b)",
    "if context:\n    assert_that(a, b)\nelse:\n    pass",
    "if context:\n    return\nassert_that(a, b)",
    "return\nassert_that(a, b)",
    "for each in context:\n    assert_that(each, b)",
    "for each in some(context, 'x'):\n    pass",
    "while context:\n    assert_that(a, b)",
    "try:\n    assert_that(a, b)\nexcept E:\n    pass",
    "def inner():\n    assert_that(a, b)",
]


def steps(tmp_path: Path, body: str, kind: str = "then") -> list[str]:
    path = tmp_path / "steps.py"
    path.write_text(f'@{kind}("x")\ndef step(context):\n    """D."""\n{indent(body, "    ")}\n')
    return [str(each) for rule in code.STEPS for each in rule([path])]


def features(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "f.feature").write_text(text, "utf-8")
    catalogue.load()
    written = Written(read_features(tmp_path), Configuration([]), registry)
    return [str(each) for rule in FEATURES for each in rule(written)]


@pytest.mark.parametrize("body", ASSERTED)
def test_a_then_that_asserts_is_accepted(tmp_path: Path, body: str) -> None:
    assert steps(tmp_path, body) == []


@pytest.mark.parametrize("kind", ["given", "when", "then", "step"])
def test_an_asynchronous_step_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "steps.py"
    path.write_text(f'@{kind}("x")\nasync def step(context):\n    assert_that(context, a)\n')
    told = [str(each) for rule in code.STEPS for each in rule([path])]
    assert [each.splitlines()[0] for each in told] == [f"{path}:2: step is asynchronous"]


@pytest.mark.parametrize("told", ["", "@backend-both\n  "])
@pytest.mark.parametrize(
    ("step", "both"),
    [
        ("a project in which both backends are available", True),
        ("a project that works with claude", False),
        ('the environment asks for the backend "codex"', False),
        ("claude is installed, but broken\n    And codex is installed, but broken", True),
    ],
)
def test_the_tag_of_both_backends_is_held_to_the_steps(
    tmp_path: Path, told: str, step: str, *, both: bool
) -> None:
    text = FEATURE.replace("Scenario: S", f"{told}Scenario: S")
    text = text.replace('a stage "work" of 3 iterations', step)
    found = [each for each in features(tmp_path, text) if "name both backends" in each]
    assert len(found) == (both != bool(told))
    assert all("@backend-both" in each for each in found)


@pytest.mark.parametrize("body", UNASSERTED)
def test_a_then_that_may_assert_nothing_is_told(tmp_path: Path, body: str) -> None:
    told = steps(tmp_path, body)
    assert any("steps.py:2: step is a Then and may assert nothing" in each for each in told)
    assert steps(tmp_path, body, "when") == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("a\nb\nc\nd\ne\nf", "steps.py:2: step has 6 lines, more than 5"),
        ("context.trial._private()", "steps.py:4: it looks at the private _private"),
        ("time.sleep(1)", "steps.py:4: it sleeps"),
    ],
)
def test_a_step_that_breaks_a_rule_is_told(tmp_path: Path, body: str, told: str) -> None:
    assert [
        each.partition("\n")[0].rpartition("/")[2] for each in steps(tmp_path, body, "given")
    ] == [told]


@pytest.mark.parametrize(
    "line",
    [
        "import unittest.mock",
        "from unittest import mock",
        "from unittest.mock import patch",
        "import mock as m",
        "from pytest import MonkeyPatch",
        "import pytest_mock",
    ],
)
def test_a_mock_is_told_wherever_it_is_imported(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.py"
    path.write_text(f"def f():\n    {line}\n")
    (told,) = code.mocks([path])
    assert f"x.py:2: it says: {line}" in str(told)


def test_other_imports_are_nobodys_business(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("import os, hammock_\nfrom . import a\nmock = 1\n")
    assert list(code.mocks([path])) == []


def test_an_engine_is_not_imported(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("from reference_engine.pipelines import cli\n")
    (told,) = code.engine_imports([path])
    assert "x.py:1: it says: from reference_engine.pipelines import cli" in str(told)


def test_a_feature_that_keeps_the_rules_is_accepted(tmp_path: Path) -> None:
    assert features(tmp_path, FEATURE) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("The seam", "The way", "f.feature:2: the feature does not say which seam"),
        ("  Finished work stays finished.\n", "", "f.feature:2: the feature begins with its seam"),
        (" When it breaks, money is lost.", "", "f.feature:2: the feature does not say which seam"),
        ("breaks, money is lost.", "breaks, ", "f.feature:2: the feature does not say which seam"),
        ("    Then", "    And the pipeline runs\n    Then", "f.feature:9: 'S' has 2 Whens"),
        ("    When the pipeline runs\n", "", "nothing happens: it has no When"),
        ("    Then the session is complete\n", "", "nothing is asked of it: it has no Then"),
        ("complete\n", "complete\n    Given the agent crashes\n", "a Given stands after a Then"),
    ],
)
def test_a_feature_that_breaks_a_rule_is_told(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    assert before in FEATURE
    assert any(told in each for each in features(tmp_path, FEATURE.replace(before, after)))


def test_our_own_features_and_steps_keep_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint"]) == 0, capsys.readouterr().out
