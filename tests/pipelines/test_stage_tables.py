"""Tables that a person got wrong are answered with their line and what to do."""

import pytest
from behave.model import Table

from proving_ground.errors import InputError
from proving_ground.language import tables
from proving_ground.pipelines import stage_tables
from proving_ground.pipelines.views import HISTORY_COLUMNS

PATH = "features/x.feature"


def table(headings: list[str], *rows: list[str]) -> Table:
    made = Table(headings, line=7)
    for number, row in enumerate(rows, 8):
        made.add_row(row, number)
    return made


def test_a_table_describes_stages() -> None:
    headings = ["stage", "iterations", "votes", "model", "reads"]
    rows = [["plan", "2", "continue, stop", "", ""], ["build", "1", "", "haiku", "all of plan"]]
    plan, build = stage_tables.stages(table(headings, *rows), PATH)
    assert (plan.stage.name, plan.stage.termination.iterations) == ("plan", 2)
    assert plan.votes == ["continue", "stop"]
    assert (build.stage.model, build.votes) == ("haiku", [])
    assert build.stage.inputs
    assert (build.stage.inputs.stage, build.stage.inputs.select) == ("plan", "all")


def test_a_table_describes_agents_that_work_side_by_side() -> None:
    rows = [["codex", "gpt-5"], ["", ""]]
    codex, plain = stage_tables.members(table(["backend", "model"], *rows), PATH)
    assert (codex.backend, codex.model) == ("codex", "gpt-5")
    assert (plain.backend, plain.model) == (None, None)


@pytest.mark.parametrize(
    ("headings", "row", "told"),
    [
        (["stage", "itterations"], ["plan", "2"], "x.feature:7: the table has a column 'itterat"),
        (["iterations"], ["2"], "x.feature:7: the table has no column 'stage'"),
        (["stage", "iterations"], ["plan", "two"], "x.feature:8: termination.iterations: 'two'"),
        (["stage", "backend"], ["plan", "gemini"], "x.feature:8: backend: 'gemini'"),
        (["stage", "iterations"], ["my plan", "2"], "x.feature:8: name: 'my plan'"),
    ],
)
def test_a_mistake_is_told_with_its_line(headings: list[str], row: list[str], told: str) -> None:
    with pytest.raises(InputError) as error:
        stage_tables.stages(table(headings, row), PATH)
    assert told in str(error.value)
    assert "What to do: " in str(error.value)


def test_a_column_that_no_view_has_is_told() -> None:
    with pytest.raises(InputError, match="use only: stage, iteration, decision"):
        tables.columns(table(["stage", "verdict"]), PATH, HISTORY_COLUMNS)
