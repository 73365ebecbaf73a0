"""Tables of steps: their columns, and what can stand in a cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from proving_ground.agents.install import BACKENDS
from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near
from proving_ground.orchestration import words as orchestration_words
from proving_ground.orchestration.specs import SPECS
from proving_ground.orchestration.views import VIEWS as ORCHESTRATION_VIEWS
from proving_ground.pipelines import stage_tables, views
from proving_ground.pipelines.scene import SCRIPTS
from proving_ground.pipelines.words import ENDINGS
from proving_ground.suite.checks.written import Step, Written

Columns = tuple[Sequence[str], Sequence[str]]
"""The columns that a table may have, and those that it must have."""
AGENTS: Columns = (("agent", "tools"), ("agent",))
COLUMNS: Mapping[str, Columns] = {
    "stage_table": (stage_tables.STAGE_COLUMNS, ("stage",)),
    "described_agents": (stage_tables.MEMBER_COLUMNS, ()),
    "these_tasks": (orchestration_words.TASK_COLUMNS, ("task",)),
    "agents_of": AGENTS,
    "agents_may_use": (AGENTS[0], AGENTS[0]),
    "sessions_end": (("ending",), ("ending",)),
    "happened_in_order": (views.EVENT_COLUMNS, ()),
    "answer_tells_stages": (views.STANDING_COLUMNS, ()),
    "given_the_output": (views.INPUT_COLUMNS, ()),
}
"""The columns of the tables of steps, by the name of the step's function."""
VIEWS: Mapping[str, Mapping[str, Any]] = {
    "orchestration": ORCHESTRATION_VIEWS,
    "pipelines": views.VIEWS,
}
"""The tables that a family's evidence can be held against, by their names."""
NUMBERS = ("iteration", "iterations", "number", "group", "attempt")
"""The columns that hold whole numbers, whatever table they are of."""
WORDS: Mapping[str, Sequence[str]] = {
    "ending": tuple(ENDINGS),
    "verdict": ("passed", "failed"),
    "given": ("before", "by an agent"),
    "outcome": ("answered", "down", "failed"),
    "branch": ("gone", "kept"),
    "decision": ("continue", "error", "none", "stop"),
}
"""The columns that hold one of few words."""
STATUSES: Mapping[str, Sequence[str]] = {
    "tasks read": ("completed", "failed", "in progress", "pending"),
    "agents read": ("complete", "ended", "failed", "running"),
    "stages": ("capped", "complete", "failed", "pending", "running"),
}
"""What a status can be: of a task, of an agent, of a stage."""


def columns(written: Written) -> Iterator[InputError]:
    """Columns that a table cannot have, and those that it lacks."""
    for scenario, step in _tables(written):
        known, needed = _columns(scenario, step)
        headings = step.written.table.headings
        line = step.written.table.line
        for heading in headings if known else ():
            if heading and heading not in known:
                problem = f"the table has a column {heading!r}"
                yield step.wrong(problem, near(heading, known), line)
        for heading in needed:
            if heading not in headings:
                yield step.wrong(f"the table has no column {heading!r}", "add it", line)


def cells(written: Written) -> Iterator[InputError]:
    """Cells that hold what cannot stand in their column."""
    for scenario, step in _tables(written):
        needed = _columns(scenario, step)[1]
        for line, row in step.numbered_rows:
            for heading, cell in row.items():
                told = _wrong(step, heading, cell) if cell else None
                if heading in needed and not cell:
                    told = f"there is no {heading} in this row", "fill it in, or remove the row"
                if told:
                    yield step.wrong(*told, line)


def no_such_file(written: Written) -> Iterator[InputError]:
    """Scripts and specifications that are not there."""
    for scenario in written.scenarios():
        for step in written.steps(scenario):
            if step.name in FILES:
                what, names = FILES[step.name]
                if step.told["name"] not in names():
                    problem = f"there is no {what} {step.told['name']!r}"
                    yield step.wrong(problem, near(step.told["name"], names()))


def _tables(written: Written) -> Iterator[tuple[Any, Step]]:
    for scenario in written.scenarios():
        for step in written.steps(scenario):
            if step.written.table is not None:
                yield scenario, step


def _columns(scenario: Any, step: Step) -> Columns:
    """The columns that a step's table may have, none where nobody knows, and must have."""
    if step.name != "reads":
        return COLUMNS.get(step.name, ((), ()))
    family = next((tag for tag in VIEWS if tag in scenario.effective_tags), "")
    view: Any = VIEWS.get(family, {}).get(step.told["name"])
    return (view.columns if view else (), ())


def _wrong(step: Step, heading: str, cell: str) -> tuple[str, str] | None:
    """What is wrong with a cell, and what to do; None where nothing is."""
    if heading in NUMBERS and step.name != "happened_in_order" and not cell.isdecimal():
        return f"{cell!r} is no whole number, but it stands under {heading}", "write 1, 2, …"
    if heading == "backend" and cell not in BACKENDS:
        return f"there is no backend {cell!r}", near(cell, BACKENDS)
    known = STATUSES[_status_of(step)] if heading == "status" else WORDS.get(heading, ())
    if known and cell not in known:
        return f"{cell!r} cannot stand under {heading}", near(cell, known)
    return None


def _status_of(step: Step) -> str:
    return step.told["name"] if step.told.get("name") in STATUSES else "stages"


def _names(folder: Any, pattern: str) -> list[str]:
    return sorted(each.stem for each in folder.glob(pattern))


FILES: Mapping[str, tuple[str, Callable[[], list[str]]]] = {
    "use_script": ("script", lambda: _names(SCRIPTS, "[!.]*")),
    "sample_specification": ("specification", lambda: _names(SPECS, "*.md")),
}
"""What a step takes from a file of the suite, and the names that there are."""
