"""Verdicts say where they come from, and whatever decides a verdict changes a digest."""

from pathlib import Path

import pytest

from proving_ground.errors import InputError
from proving_ground.report.model import read_report
from proving_ground.report.origin import reference_digest, suite_digest
from tests.behave_project import BehaveProject

SCENARIO = """
    @flow-1
    Scenario: Good
      When it holds
      Then it holds for "{words}" in:
        | stage | count |
        | plan  | {count} |
"""


def digests(project: BehaveProject, scenario: str) -> list[str]:
    project.feature(scenario)
    project.behave("-D", "verdicts=verdicts.json")
    return [each.digest for each in read_report(project.root / "verdicts.json").scenarios]


def test_a_scenario_that_says_something_else_has_another_digest(project: BehaveProject) -> None:
    said = [SCENARIO.format(words=words, count=count) for words in "ab" for count in (1, 2)]
    said.append(said[0].replace("Good", "Better"))
    said.append(said[0].replace("@flow-1", "@flow-2"))
    assert len({tuple(digests(project, each)) for each in said}) == len(said)


def test_where_it_stands_and_what_it_is_for_do_not_matter(project: BehaveProject) -> None:
    said = SCENARIO.format(words="a", count=1)
    moved = "Scenario: Another\n  Then it holds\n\n@path:x " + said.strip()
    assert digests(project, said)[0] == digests(project, moved)[-1]


def test_verdicts_tell_their_origin(project: BehaveProject) -> None:
    digests(project, SCENARIO.format(words="a", count=1))
    origin = read_report(project.root / "verdicts.json").origin
    assert (origin.engine, origin.version) == ("reference", "0.1.0")
    assert (origin.suite, origin.reference) == (suite_digest(), reference_digest())


@pytest.mark.parametrize(
    "changed", ["features/steps/a.py", "environment.py", "fixtures/scripts/a/b.txt",
                "proving_ground/laws/law.py", "proving_ground/report/verdicts.py"]
)  # fmt: skip
def test_all_that_a_scenario_is_run_by_is_in_the_digest(tmp_path: Path, changed: str) -> None:
    file = tmp_path / changed
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("assert found == expected")
    before = suite_digest(tmp_path)
    file.write_text("pass")
    assert suite_digest(tmp_path) != before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "origin": {}}', None])
def test_what_holds_no_verdicts_is_told(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "verdicts.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(InputError, match=r"verdicts\.json: this (is no report|cannot)"):
        read_report(file)
