"""Small behave projects with the real configuration, run by the real behave."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]

STEPS = """
from behave import given, step, then
from hamcrest import equal_to

from proving_ground.errors import InputError, LawBroken
from proving_ground.evidence.expectation import assert_that

@step("it holds")
def it_holds(context):
    print("noise on stdout")

@step('it holds for "{words}"')
def it_holds_for(context, words):
    pass

@step('it holds for "{words}" in:')
def it_holds_in(context, words):
    assert context.table

@step("it breaks with:")
def it_breaks_with(context):
    {}["missing"] + context.text

@step('it fails because "{words}"')
def it_fails(context, words):
    assert False, words

@step("the number {found} equals {expected}")
def it_is(context, found, expected):
    assert_that(int(found), equal_to(int(expected)), "a number")

@step("it breaks")
def it_breaks(context):
    {}["missing"]

@step("the fixture is wrong")
def the_fixture_is_wrong(context):
    raise InputError("fixtures/a.yaml", "no such key", "remove it", 7)

@step("the clock is stopped")
def the_clock_is_stopped(context):
    from freezegun import freeze_time
    frozen = freeze_time("2001-01-01")
    frozen.start()
    context.add_cleanup(frozen.stop)

@step("a picture is attached")
def a_picture_is_attached(context):
    context.attach("image/png", b"\\x89PNG")
"""


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


class BehaveProject:
    def __init__(self, root: Path):
        self.root = root
        self.write("pyproject.toml", (ROOT / "pyproject.toml").read_text())
        self.write("features/steps/steps.py", STEPS)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), "utf-8")
        return file

    def feature(self, *scenarios: str, name: str = "Small", tags: str = "") -> None:
        """Write a feature; its first scenario starts at line 5."""
        body = "\n\n".join(dedent(scenario).strip() for scenario in scenarios)
        own = body.startswith("Background")
        ground = "\n" if own else "  Background:\n    When it holds\n"
        head = f"{tags} @pipelines\n".lstrip()
        self.write(f"features/{name.lower()}.feature", f"{head}Feature: {name}\n{ground}{body}\n")

    def behave(self, *arguments: str) -> Outcome:
        return self.python("-m", "behave", *arguments)

    def python(self, *arguments: str, **environment: str) -> Outcome:
        return self.run(sys.executable, *arguments, **environment)

    def run(self, *command: str, **environment: str) -> Outcome:
        done = subprocess.run(
            command,
            cwd=self.root,
            env={**os.environ, "TMPDIR": str(self.root.parent), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)
