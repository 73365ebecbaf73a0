"""Projects of trivial scenarios, in the form that each runner of Gherkin wants."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clocks import Cost, timed
from proving_ground.processes.command import Command
from proving_ground.root import ROOT

EACH = 10
"""Scenarios of a feature."""
BEHAVE = """
from behave import given, when, then

@given("a number {number:d}")
def a_number(context, number):
    context.number = number

@when("it is doubled")
def it_is_doubled(context):
    context.number *= 2

@then("it is {number:d}")
def it_is(context, number):
    assert context.number == number
"""
PYTEST = """
from pytest_bdd import given, when, then, parsers, scenarios

scenarios("features")

@given(parsers.parse("a number {number:d}"), target_fixture="box")
def a_number(number):
    return [number]

@when("it is doubled")
def it_is_doubled(box):
    box[0] *= 2

@then(parsers.parse("it is {number:d}"))
def it_is(box, number):
    assert box[0] == number
"""
CUCUMBER = """
const { Given, When, Then } = require("@cucumber/cucumber");
const assert = require("node:assert");
Given("a number {int}", function (number) { this.number = number; });
When("it is doubled", function () { this.number *= 2; });
Then("it is {int}", function (number) { assert.strictEqual(this.number, number); });
"""


def write_project(folder: Path, scenarios: int) -> Path:
    """Write so many scenarios of three steps, with their steps for every runner; the folder."""
    for path, text in {
        "features/steps/steps.py": BEHAVE,
        "test_features.py": PYTEST,
        "features/support/steps.js": CUCUMBER,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    for number in range(scenarios // EACH):
        file = folder / "features" / f"feature_{number}.feature"
        file.write_text(_feature(number), "utf-8")
    return folder


def cost(argv: Sequence[str], folder: Path, env: dict[str, str]) -> Cost:
    """What a command costs in that folder; its output is dropped."""
    return timed(Command(tuple(argv), folder, env))


def behave(*options: str) -> list[str]:
    """The command line of behave, which runs as the folder's pyproject.toml says."""
    return [sys.executable, "-m", "behave", "--format=null", *options]


def _feature(number: int) -> str:
    scenarios = [
        f"  Scenario: Number {number} and {each}\n    Given a number {each}\n"
        f"    When it is doubled\n    Then it is {2 * each}\n"
        for each in range(1, EACH + 1)
    ]
    return "\n".join([f"@pipelines\nFeature: Feature {number}\n", *scenarios])
