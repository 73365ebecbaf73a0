"""Steps that need a run before them, and stages that need another stage before them."""

from collections.abc import Iterator, Sequence

from proving_ground.errors import InputError
from proving_ground.suite.checks.written import Step, Written

RESUMES = ("struck_at_each_change", "run_is_stopped")
"""The steps of which the run that they tell of may be a resumed one."""


def nothing_before(written: Written) -> Iterator[InputError]:
    """A session that is resumed, or whose state is damaged, although nothing was done before."""
    doing = {each.func.__name__ for each in written.registry.steps["when"]}
    for scenario in written.scenarios():
        for number, step in enumerate(steps := written.steps(scenario)):
            if any(each.name in doing for each in steps[:number]) or not _needs_run(step):
                continue
            fix = "write a run before it, as in: Given the pipeline has run"
            yield step.wrong(f"nothing has run before this: {step.written.name}", fix)


def first_approval(written: Written) -> Iterator[InputError]:
    """An approval of the stage that comes first: nobody is asked before anything runs."""
    for scenario in written.scenarios():
        steps = written.steps(scenario)
        stages = list(_stages(steps))
        if written.has_fixture(scenario) or any(step.name == "use_script" for step in steps):
            continue
        for step in steps:
            if step.name == "needs_approval" and stages[:1] == [step.told["name"]]:
                problem = f"stage {step.told['name']!r} is the first, so that nobody is asked"
                yield step.wrong(problem, "name a later stage")


def _needs_run(step: Step) -> bool:
    if step.name == "was_damaged":
        return True
    if step.name == "session_is_resumed":
        return not step.told["never_ran"]
    return step.name in RESUMES and step.told["action"] == "resume"


def _stages(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        if step.name in ("fixed_stage", "judged_stage"):
            yield step.told["name"]
        if step.name == "stage_table":
            yield from (row.get("stage", "") for row in step.rows)
