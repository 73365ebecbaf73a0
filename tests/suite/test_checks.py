"""What people write is checked before anything runs: each slip is told with its place."""

import pytest

from tests.suite.conftest import Complaints

GOOD = """
Feature: F
  In words.
  When it breaks, people are lost.

  Background:
    Given a stage "work" of 3 iterations

  Rule: R

    Scenario Outline: S <vote>
      Given the agent votes "<vote>, stop"
      When the pipeline runs
      Then the stages read:
        | stage | status   |
        | work  | complete |

      Examples:
        | vote     |
        | continue |
"""
SCENARIO = """
Feature: F
  Scenario: S
    Given a stage "work" of 2 iterations
    When the pipeline runs
    Then the session is complete
"""


def with_line(number: int, line: str | None) -> str:
    """The scenario with another line of that number, or without it."""
    lines = SCENARIO.strip().splitlines()
    lines[number - 1 : number] = [] if line is None else [line]
    return "\n".join(lines)


def test_what_is_well_written_is_accepted(complaints: Complaints) -> None:
    assert complaints(GOOD) == ""
    assert complaints(SCENARIO) == ""


@pytest.mark.parametrize(
    ("line", "text", "told"),
    [
        pytest.param(3, None, "", id="no Given is no mistake"),
        pytest.param(4, None, "f.feature:2: 'S': nothing happens: it has no When", id="no When"),
        pytest.param(
            5, None, "f.feature:2: 'S': nothing is asked of it: it has no Then", id="no Then"
        ),
        pytest.param(
            3,
            "    Givn x",
            "f.feature:3: this is no step: Givn x -> did you mean Given",
            id="misspelt first keyword",
        ),
        pytest.param(
            4,
            "    Wehn the pipeline runs",
            "f.feature:4: this cannot stand here: Wehn the pipeline runs -> did you mean When?",
            id="misspelt later keyword",
        ),
        pytest.param(
            5,
            "    Tehn x",
            "f.feature:5: this cannot stand here: Tehn x -> did you mean Then?",
            id="misspelt Then",
        ),
        pytest.param(
            2,
            "  Scenaro: S",
            "f.feature:2: this begins nothing: Scenaro: S -> did you mean Scenario:",
            id="misspelt Scenario",
        ),
        pytest.param(
            2,
            "  Scenario S",
            "f.feature:3: this step belongs to no scenario: Given a stage",
            id="Scenario without a colon",
        ),
        pytest.param(
            1,
            "Feture: F",
            "this cannot stand here: Feture: F (No feature found) -> did you mean Feature",
            id="misspelt Feature",
        ),
        pytest.param(
            5,
            '    Then the session is complete\n    Given a stage "x" of 2 iterations',
            "f.feature:6: a Given stands after a Then",
            id="a Given after the Then",
        ),
        pytest.param(
            4,
            '    When the pipeline runs\n    Given a stage "x" of 2 iterations',
            "f.feature:5: a Given stands after a When",
            id="a Given after the When",
        ),
        pytest.param(
            5,
            "    Then the session is complete\n    When the session is resumed",
            "f.feature:6: a When stands after a Then",
            id="a When after the Then",
        ),
        pytest.param(
            4,
            "    When a pipeline runs",
            "f.feature:4: no step is written for: When a pipeline runs",
            id="unwritten",
        ),
        pytest.param(4, "    When a pipeline runs", "near, or another", id="near texts"),
        pytest.param(
            3,
            "    Given the session is complete",
            "no step is written for: Given the session is complete -> it is written as a Then",
            id="another kind",
        ),
        pytest.param(
            3,
            '    Given a stage "work" of 2 iterations\n    And the agent crahses in iteration 2',
            "f.feature:4: no step is written for: And the agent crahses in iteration 2 -> did you",
            id="a word nobody knows",
        ),
        pytest.param(
            3,
            '    Given a stage "work" of two iterations',
            "f.feature:3: no step is written for",
            id="a number in words",
        ),
        pytest.param(
            4,
            "    When the pipeline runs\n      | a |\n      | b |",
            "f.feature:4: this step takes no such thing as a table",
            id="a table too many",
        ),
        pytest.param(
            4,
            "    When the pipeline runs\n      '''\n      x\n      '''",
            "f.feature:4: this step takes no such thing as a text",
            id="a text too many",
        ),
        pytest.param(
            5,
            "    Then the stages read:",
            "f.feature:5: this step needs a table",
            id="a table too few",
        ),
        pytest.param(
            5,
            "    Then the stages read:\n      | stage | stage |\n      | a | b |",
            "f.feature:6: the table has two columns 'stage'",
            id="a column twice",
        ),
        pytest.param(
            5,
            "    Then the stages read:\n      | stage | |\n      | a | b |",
            "f.feature:6: the table has a column without a name",
            id="a column without a name",
        ),
        pytest.param(
            5,
            "    Then the stages read:\n      | stage | status |\n      | a |",
            "f.feature:7: ",
            id="a cell too few",
        ),
        pytest.param(
            2, "  Background: B", "the feature holds no scenario", id="a background alone"
        ),
        pytest.param(
            1,
            "# language: xx\nFeature: F",
            "f.feature:1: there is no language 'xx'",
            id="a language nobody knows",
        ),
    ],
)
def test_a_slip_of_the_pen_is_told(
    complaints: Complaints, line: int, text: str | None, told: str
) -> None:
    found = complaints(with_line(line, text))
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("        | continue |\n", "", "f.feature:17: these examples have no row"),
        (
            "      Examples:\n        | vote     |\n        | continue |\n",
            "",
            "f.feature:10: the outline 'S <vote>' has no examples",
        ),
        (
            "        | vote     |\n        | continue |\n",
            "",
            "f.feature:17: these examples have no row",
        ),
        (
            "| vote     |\n        | continue |",
            "| vote     | why |\n        | continue | x |",
            "f.feature:18: no step uses the column 'why'",
        ),
        (
            'votes "<vote>, stop"',
            'votes "continue, stop"',
            "f.feature:18: no step uses the column 'vote'",
        ),
        (
            "| vote     |\n        | continue |",
            "| vote     |\n        | continue |\n        | continue |",
            "f.feature:20: this row runs the same as the one in line 19",
        ),
        (
            'votes "<vote>, stop"',
            'votes "<vot>, stop"',
            "f.feature:17: no column of these examples fills <vot> -> Did you mean 'vote'?",
        ),
        (
            "S <vote>",
            "S <vote>\n      Wehn it is odd",
            "f.feature:11: this is no step: Wehn it is odd",
        ),
        ("  Background:", "  Backgruond:", "f.feature:5: this begins nothing: Backgruond:"),
        (
            "Examples:",
            "Exampels:",
            "f.feature:17: this cannot stand here: Exampels: -> did you mean Examples?",
        ),
        (
            "Scenario Outline: S <vote>",
            "Scenario: S <vote>",
            "Examples must only appear inside scenario outline",
        ),
        ("  Rule: R", "  Rule: Q\n\n  Rule: R", "f.feature:8: the rule holds no scenario"),
        (
            "  Background:\n",
            "  Background:\n    Gievn x\n",
            "f.feature:6: this is no step: Gievn x",
        ),
    ],
)
def test_a_slip_in_an_outline_or_around_it_is_told(
    complaints: Complaints, old: str, new: str, told: str
) -> None:
    text = GOOD.strip() + "\n"
    assert old in text
    assert told in complaints(text.replace(old, new))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "f.feature: the file holds no feature"),
        (b"\n# nothing\n\n", "f.feature: the file holds no feature"),
        (b"@resume\n", "f.feature: the file holds no feature"),
        (b"Feature: F\n", "f.feature:1: the feature holds no scenario"),
        (b"Feature: F\n  Scenario: S\n", "f.feature:2: the scenario 'S' has no step"),
        (
            b'Feature: F\n  Background:\n    Given a stage "a" of 1 iteration\n'
            b"    When the pipeline runs\n    Then the session is complete\n  Scenario: S\n",
            "f.feature:6: the scenario 'S' has no step",
        ),
        (b"Feature: F\n  Scenario: caf\xe9\n", "f.feature:2: byte 0xe9 is no UTF-8"),
        ("Feature: F".encode("utf-16"), "f.feature:1: byte 0xff is no UTF-8"),
        (b"Feature: F\nFeature: G\n", "f.feature:1: the feature holds no scenario"),
        (b"just prose\n", "f.feature:1: this cannot stand here: just prose"),
        (b"Feature: F\n  Scenario: S\n    And x\n", "f.feature:3: "),
        (b'Feature: F\n  Scenario: S\n    Given x\n    """\n  never closed\n', "f.feature:"),
        (b"Feature: F\n  @a b\n  Scenario: S\n", "f.feature:2: "),
        (b"Feature: F\n  Scenario: S\n    Given x\n  Background:\n    Given y\n", "f.feature:4: "),
    ],
)
def test_a_file_that_is_no_feature_is_told(complaints: Complaints, text: bytes, told: str) -> None:
    assert complaints(text).startswith(told)


def test_every_mistake_is_told_at_once_and_in_order(complaints: Complaints) -> None:
    told = complaints(with_line(3, "    Given one thing\n    And another thing"))
    first, second = (line for line in told.splitlines() if line.startswith("f.feature"))
    assert first.startswith("f.feature:3: no step is written for: Given one thing")
    assert second.startswith("f.feature:4: no step is written for: And another thing")
    assert told.endswith("2 mistakes, so nothing was run")


def test_work_in_progress_that_is_not_asked_for_may_be_unfinished(complaints: Complaints) -> None:
    unfinished = with_line(2, "  @wip\n  Scenario: S").replace("complete", "fine")
    assert "no step is written for" in complaints(unfinished, "--tags=@wip")
    assert complaints(unfinished, "--tags=not @wip") == ""


@pytest.mark.parametrize("asked", ["point=3", "points=all"])
def test_points_are_asked_for_only_of_a_sweep(complaints: Complaints, asked: str) -> None:
    sweep = with_line(
        4, "    When the run is killed before each change it makes to disk, and resumed each time"
    )
    told = complaints(SCENARIO, "-D", asked)
    assert f"-D {asked}: no scenario of this run tries one point after another" in told
    assert complaints(sweep, "-D", asked) == ""
