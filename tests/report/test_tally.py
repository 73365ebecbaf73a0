"""The last line of every check: how many passed and failed."""

from pathlib import Path

import pytest

from tests.behave_project import BehaveProject

PYTEST = """<?xml version="1.0"?>
<testsuites><testsuite name="pytest" tests="4">
  <testcase name="a"/>
  <testcase classname="Orders" name="b"><failure message="x"/></testcase>
  <testcase name="c"><error message="x"/></testcase>
  <testcase name="d"><skipped message="x"/></testcase>
</testsuite></testsuites>"""
SINGLE = '<testsuite name="one"><testcase name="a"/><testcase name="b"/></testsuite>'


def run(project: BehaveProject, *files: str) -> tuple[int, str, str]:
    done = project.python("-m", "proving_ground.cli", "tally", *files)
    return done.code, done.out, done.err


def test_files_are_added_up_and_failures_named(project: BehaveProject) -> None:
    project.write("pytest.xml", PYTEST)
    project.write("single.xml", SINGLE)
    assert run(project, "single.xml") == (0, "2 passed, 0 failed\n", "")
    code, out, err = run(project, "pytest.xml", "single.xml")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "failed: Orders / b",
        "failed: c",
        "3 passed, 2 failed, 1 skipped",
    ]


@pytest.mark.parametrize(
    ("text", "problem"), [(None, "cannot be read"), ("<oops", "no JUnit XML"), ("", "no JUnit XML")]
)
def test_what_is_no_result_is_refused(
    project: BehaveProject, tmp_path: Path, text: str | None, problem: str
) -> None:
    if text is not None:
        (tmp_path / "bad.xml").write_text(text)
    code, out, err = run(project, "bad.xml")
    assert (code, out) == (2, "")
    assert err.startswith(
        f"bad.xml: this is {problem}" if text is not None else f"bad.xml: this {problem}"
    )
    assert "Traceback" not in err
