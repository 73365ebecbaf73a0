"""Tables that no engine could fulfil: their columns and cells are told before anything runs."""

import pytest

from proving_ground.suite.checks.cells import COLUMNS
from tests.suite.conftest import Complaints
from tests.suite.test_amounts import DONE, ORCHESTRATE, RUN, TASKS, WORK, feature

STAGES, READ = "Given these stages:", "Then the stages read:"
NO_NUMBER = "is no whole number, but it stands under"
ENDINGS = "When sessions end in each of these ways:"
ALIKE = "Then no two of them look alike"

PIPELINES = [
    ((STAGES, "| stage | iteration |", "| a | 2 |", RUN, DONE), "4: the table has a column"),
    ((STAGES, "| stgae |", "| a |", RUN, DONE), "a column 'stgae' -> Did you mean 'stage'?"),
    ((STAGES, "| iterations |", "| 2 |", RUN, DONE), "4: the table has no column 'stage'"),
    ((STAGES, "| stage | model |", "|  | x |", RUN, DONE), "5: there is no stage in this row"),
    ((STAGES, "| stage | iterations |", "| a | two |", RUN, DONE), f"5: 'two' {NO_NUMBER}"),
    ((STAGES, "| stage | iterations |", "| a | -1 |", RUN, DONE), f"5: '-1' {NO_NUMBER}"),
    ((STAGES, "| stage | iterations |", "| a | 1.5 |", RUN, DONE), f"5: '1.5' {NO_NUMBER}"),
    (
        (STAGES, "| stage | backend |", "| a | codx |", RUN, DONE),
        "5: there is no backend 'codx' -> Did you mean 'codex'?",
    ),
    (
        (WORK, "And these agents work side by side:", "| bakend |", "| codex |", RUN, DONE),
        "5: the table has a column 'bakend'",
    ),
    (
        (WORK, "And these agents work side by side:", "| backend |", "| codx |", RUN, DONE),
        "6: there is no backend 'codx'",
    ),
    (
        (WORK, RUN, READ, "| stage | stauts |", "| work | complete |"),
        "6: the table has a column 'stauts' -> Did you mean 'status'?",
    ),
    (
        (WORK, RUN, READ, "| stage | status |", "| work | completed |"),
        "7: 'completed' cannot stand under status -> Did you mean 'complete'?",
    ),
    ((WORK, RUN, READ, "| stage | iterations |", "| work | two |"), f"7: 'two' {NO_NUMBER}"),
    (
        (WORK, RUN, "Then the history reads:", "| iteration | decision |", "| 1 | stpo |"),
        "7: 'stpo' cannot stand under decision -> Did you mean 'stop'?",
    ),
    (
        (WORK, RUN, "Then this happened, in this order:", "| waht |", "| agent |"),
        "6: the table has a column 'waht'",
    ),
    (
        (WORK, RUN, 'Then the agent of stage "work" is given the output of:', "| satge |", "| a |"),
        "6: the table has a column 'satge'",
    ),
    (
        (
            *(WORK, "When the user asks how the session stands"),
            *("Then the answer tells of these stages:", "| stage | vote |", "| work | stop |"),
        ),
        "6: the table has a column 'vote' -> Did you mean 'votes'?",
    ),
    ((ENDINGS, "| ending |", "| complte |", ALIKE), "5: 'complte' cannot stand under ending"),
    ((ENDINGS, "| endings |", "| complete |", ALIKE), "4: the table has a column 'endings'"),
    (('Given the "continue3" script', RUN, DONE), "there is no script 'continue3' -> Did you mean"),
    ((WORK, RUN, READ, "| stage | status", "| work | complete |"), "6: this row does not end with"),
    ((WORK, RUN, READ, "| stage | status |", "| work | complete"), "7: this row does not end with"),
    ((WORK, RUN, READ, "| stage | status |", r"| work | complete \|"), "7: this row does not end"),
    (
        (WORK, RUN, READ, "| stage | status |", "| work | complete | # x"),
        "7: this row does not end",
    ),
]
ORCHESTRATION = [
    (
        ("Given these tasks:", "| task | dependson |", "| a |  |", ORCHESTRATE, DONE),
        "4: the table has a column 'dependson' -> Did you mean 'depends on'?",
    ),
    (
        ("Given these tasks:", "| task | group |", "| a | one |", ORCHESTRATE, DONE),
        f"5: 'one' {NO_NUMBER}",
    ),
    (
        (TASKS, ORCHESTRATE, "Then the tasks read:", "| task | status |", "| one | complete |"),
        "7: 'complete' cannot stand under status -> Did you mean 'completed'?",
    ),
    (
        (TASKS, ORCHESTRATE, "Then the verdicts read:", "| review | verdict |", "| review | ok |"),
        "7: 'ok' cannot stand under verdict",
    ),
    (
        ('Given the specification "multi-taks"', TASKS, ORCHESTRATE, DONE),
        "3: there is no specification 'multi-taks' -> Did you mean 'multi-task'?",
    ),
]


@pytest.mark.parametrize(("said", "told"), PIPELINES)
def test_a_table_of_a_pipeline_that_cannot_be_is_told(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    assert told in complaints(feature(*said))


@pytest.mark.parametrize(("said", "told"), ORCHESTRATION)
def test_a_table_of_an_orchestration_that_cannot_be_is_told(
    complaints: Complaints, said: tuple[str, ...], told: str
) -> None:
    assert told in complaints(feature(*said), family="orchestration")


def test_every_step_that_takes_a_table_has_its_columns(steps: object) -> None:
    taking = {
        definition.func.__name__
        for kind in steps.steps.values()  # type: ignore[attr-defined]
        for definition in kind
        if definition.pattern.endswith(":")
    }
    assert taking == {*COLUMNS, "reads"}
