"""Lists of tasks, a pipeline's or a loop's: what a scenario names is on it, and some is open."""

from collections.abc import Iterator, Mapping, Sequence

from proving_ground.errors import InputError
from proving_ground.language.words import items
from proving_ground.language.yaml_lines import near
from proving_ground.suite.checks.written import Step, Written

LISTS = {"loop_over_tasks": "tasks", "tasks_kept_in": "listed"}
"""The steps that name all tasks of a list, each with the field that does."""
NAMED = {"tasks_are_done": "names", "task_is_called": "task", "open_tasks": "tasks"}
"""The steps that name tasks of a list, each with the field that does."""
ABOUT = ("open_tasks", "given_to_one_agent", "only_ticks_changed", "error_points_at")
"""The steps of pipelines that look at a list of tasks."""
SOURCES = {"tasks_kept_in", "queue_of_items", "use_script"}
"""The steps of pipelines that bring tasks along, be it none."""
STAGES = ("fixed_stage", "judged_stage", "stage_table")
"""The steps that describe stages."""
QUEUES = ("queue_of_items", "tasks_kept_in")
"""The steps that tell of the tasks of the stage before them."""
COLUMN = "task"
"""The column of a table in which tasks are named."""


def no_such_task(written: Written) -> Iterator[InputError]:
    """Tasks that are on no list of the scenario."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        names = _listed(steps)
        for step in steps if names else ():
            for name in _named(step):
                if name not in names:
                    yield step.wrong(f"there is no task {name!r}", near(name, names))


def no_list(written: Written) -> Iterator[InputError]:
    """Steps about a list of tasks that there is not."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        if any(step.name in SOURCES or _is_queue(step) for step in steps):
            continue
        for step in steps if not written.has_fixture(scenario) else ():
            if step.name in ABOUT:
                fix = 'write one, as in: the tasks "lexer, parser" in a to-do list'
                yield step.wrong("there is no list of tasks", fix)


def nothing_to_do(written: Written) -> Iterator[InputError]:
    """Loops of which each task is said to be done once, and none is open."""
    for scenario in written.scenarios():
        told = {step.name: step for step in written.steps(scenario)}
        looks = told.get("tasks_done_once")
        if looks and not _is_open(told):
            fix = "leave one of the tasks open, or leave this step out"
            yield looks.wrong("no task of the loop is open, so none can be done", fix)


def nobody_takes(written: Written) -> Iterator[InputError]:
    """Tasks of a stage that works off none, and tasks of a loop that has none."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        if written.has_fixture(scenario) or any(step.name == "use_script" for step in steps):
            continue
        told = {step.name for step in steps}
        is_queue = False
        for step in steps:
            if step.name in STAGES:
                is_queue = _is_queue(step)
            if step.name in QUEUES and not is_queue:
                fix = (
                    'write before it: a stage "work" that works off its queue, within 9 iterations'
                )
                yield step.wrong("the stage before this works off no tasks", fix)
            if step.name == "tasks_are_done" and "loop_over_tasks" not in told:
                fix = 'write before it: a loop over the tasks "one, two"'
                yield step.wrong("the loop has no list of tasks", fix)


def _is_queue(step: Step) -> bool:
    """Whether a step describes a stage that works off a queue, be it empty."""
    rule = step.told.get("rule")
    return isinstance(rule, Mapping) and rule.get("type") == "queue"


def _listed(steps: Sequence[Step]) -> list[str]:
    """All tasks that the scenario's list holds; none where nobody, or somebody else, names them."""
    if any(step.name == "somebody_changes_the_list" for step in steps):
        return []
    return [name for step in steps if step.name in LISTS for name in _names(step, LISTS)]


def _named(step: Step) -> Iterator[str]:
    """The tasks of a list that a step names."""
    if step.name in NAMED:
        yield from _names(step, NAMED)
    if step.written.step_type == "then":
        yield from (row[COLUMN] for row in step.rows if row.get(COLUMN))


def _names(step: Step, fields: Mapping[str, str]) -> Sequence[str]:
    told = step.told[fields[step.name]]
    return items(told) if isinstance(told, str) else told


def _is_open(told: Mapping[str, Step]) -> bool:
    """Whether a loop has anything to do, as far as that is said."""
    if "loop_over_tasks" not in told:
        return True
    done = _names(told["tasks_are_done"], NAMED) if "tasks_are_done" in told else ()
    return not set(_names(told["loop_over_tasks"], LISTS)) <= set(done)
