"""Names in scenarios: of tasks and files, which become names of files, and of phases."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from proving_ground.errors import InputError
from proving_ground.language.words import items
from proving_ground.language.yaml_lines import near
from proving_ground.orchestration.contract import PHASES
from proving_ground.orchestration.laws import GATES
from proving_ground.suite.checks.written import Step, Written

LONGEST = 100
"""Letters of a name of a task, of which engines make names of branches and folders."""
TASKS: Mapping[str, str] = {
    "tasks_of_one_group": "names",
    "tasks_kept_in": "listed",
    "loop_over_tasks": "tasks",
}
"""The steps that name new tasks, each with the field that does."""
REVIEWS = (*GATES, "review")
PHASE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "runs_through": ("phase", PHASES),
    "another_session": ("phase", PHASES),
    "stands_in": ("phase", PHASES),
    "phase_heard": ("phase", (*PHASES, *GATES)),
    "locked": ("phase", (*PHASES, *GATES)),
}
"""The steps that name a phase, each with the field that does, and what may stand there."""
LISTS: Mapping[str, tuple[str, ...]] = {"phases": PHASES, "reviews": REVIEWS}
"""What a list of names may hold."""


def unusable_names(written: Written) -> Iterator[InputError]:
    """Names of tasks and stages that are no names of files, and files that lie elsewhere."""
    for scenario in written.scenarios():
        for step in written.steps(scenario):
            for what, name in _new_names(step):
                if "/" in name or name in (".", "..") or len(name) > LONGEST:
                    fix = f'write one without "/", of {LONGEST} letters at most'
                    yield step.wrong(f"this is no name of a {what}: {name[:LONGEST]}", fix)
            file = PurePosixPath(step.told["file"] if step.name == "same_file" else "a")
            if file.is_absolute() or ".." in file.parts or not file.name:
                fix = "write a path in the project, as in: src/a.txt"
                yield step.wrong(f"this is no file of the project: {file}", fix)


def no_such_phase(written: Written) -> Iterator[InputError]:
    """Phases and reviews that no orchestration has."""
    for scenario in written.scenarios():
        for step in written.steps(scenario):
            names, known = _phases(step)
            for name in names:
                if name not in known:
                    yield step.wrong(f"there is no phase {name!r}", near(name, known))


def no_such_conflict(written: Written) -> Iterator[InputError]:
    """A conflict in a file that nobody changes, where it is told who changes which."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        files = [step.told["file"] for step in steps if step.name == "same_file"]
        for step in steps if files else ():
            if step.name == "conflict_is_pending" and step.told["file"] not in files:
                problem = f"no two builders change {step.told['file']!r}"
                yield step.wrong(problem, near(step.told["file"], files))


def circles(written: Written) -> Iterator[InputError]:
    """Tasks of which each needs the other, or itself, so that none can be begun."""
    for scenario in written.scenarios():
        for step in written.steps(scenario):
            if step.name == "these_tasks":
                yield from _circles(step)


def _circles(step: Step) -> Iterator[InputError]:
    needs = {row.get("task", ""): {*items(row.get("depends on", ""))} for row in step.rows}
    for line, row in step.numbered_rows:
        if (name := row.get("task")) and _comes_back(name, needs):
            yield step.wrong(f"task {name!r} waits for itself", "let one of them need less", line)


def _comes_back(name: str, needs: Mapping[str, set[str]]) -> bool:
    """Whether a task needs itself, be it by way of others."""
    seen: set[str] = set()
    more = set(needs[name])
    while more:
        seen |= more
        more = {need for each in more for need in needs.get(each, ())} - seen
    return name in seen


def _new_names(step: Step) -> Iterator[tuple[str, str]]:
    """The tasks and stages that a step brings along, each with what it is."""
    told = step.told[TASKS[step.name]] if step.name in TASKS else ()
    yield from (("task", name) for name in (items(told) if isinstance(told, str) else told))
    if step.name == "these_tasks":
        yield from (("task", row.get("task", "")) for row in step.rows)
    if step.name in ("fixed_stage", "judged_stage"):
        yield "stage", step.told["name"]
    if step.name == "stage_table":
        yield from (("stage", row.get("stage", "")) for row in step.rows)


def _phases(step: Step) -> tuple[list[str], tuple[str, ...]]:
    """The phases that a step names, and those that it may."""
    if step.name == "lists_were":
        return items(step.told["names"]), LISTS[step.told["listed"]]
    field, known = PHASE.get(step.name, ("", ()))
    name = step.told.get(field)
    return ([name] if name else []), known
