"""Scenarios that contradict themselves: agents, stages and iterations that there are not.

A step is read by the name of its function and by its fields; no engine is needed for that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from proving_ground.agents.install import BACKENDS
from proving_ground.errors import InputError
from proving_ground.language.words import items
from proving_ground.language.yaml_lines import near
from proving_ground.orchestration.contract import PHASES
from proving_ground.orchestration.laws import GATES
from proving_ground.suite.checks.written import Step, Written

DEEDS = ("agent_does", "some_crash", "agent_corrupts", "tracker_in_trouble")
"""What an agent is to do in an iteration, or in a call of a loop."""
NAME_TASKS = {
    "same_file": ("names",),
    "conflicts_in": ("names",),
    "runs_together": ("names",),
    "task_is": ("name",),
    "loop_says": ("task",),
    "work_is_merged": ("names",),
    "begun_when_merged": ("task", "names"),
}
"""The steps whose fields are names of an orchestration's tasks."""


@dataclass
class Scene:
    """What a scenario has said by one of its steps.

    `stages` holds the most iterations of each stage, None where they are not known; names of
    `tasks` are those of an orchestration. With `is_open` there may be more than what is written.
    """

    stages: dict[str, int | None] = field(default_factory=dict)
    tasks: list[str] = field(default_factory=list)
    is_open: bool = False

    @property
    def last(self) -> str | None:
        """The stage that was described last."""
        return next(reversed(self.stages), None)


def contradictions(written: Written) -> Iterator[InputError]:
    """Agents, stages, tasks and iterations that a scenario cannot have."""
    for scenario in written.scenarios():
        scene = Scene()
        steps = written.steps(scenario)
        raised = max((_cap(step) for step in steps), default=0)
        for step in steps:
            _take_in(scene, step)
            for check in CHECKS:
                yield from check(scene, step, raised)
        if not (scene.is_open or written.has_fixture(scenario)):
            yield from _no_hook(steps)


def _cap(step: Step) -> int:
    """To how many iterations a step raises the limit of every stage; 0 where it does not."""
    cap, wish = step.told.get("cap"), step.told.get("wish")
    if isinstance(wish, tuple) and wish[0] == "iterations":
        cap = wish[1]
    return cap if isinstance(cap, int) else 0


def _take_in(scene: Scene, step: Step) -> None:
    told = step.told
    match step.name:
        case "fixed_stage":
            scene.stages[told["name"]] = told["count"]
        case "judged_stage":
            scene.stages[told["name"]] = told["rule"].get("iterations")
        case "stage_table":
            for row in step.rows:
                count = row.get("iterations") or "1"
                scene.stages[row.get("stage", "")] = int(count) if count.isdecimal() else None
        case "use_script":
            scene.is_open = True
        case "these_tasks":
            scene.tasks += [row.get("task", "") for row in step.rows]
        case "tasks_of_one_group":
            scene.tasks += told["names"]


def _no_such_stage(scene: Scene, step: Step, _raised: int) -> Iterator[InputError]:
    for name in _stages_of(step) if scene.stages and not scene.is_open else ():
        if name is not None and name not in scene.stages:
            yield step.wrong(f"there is no stage {name!r}", near(name, [*scene.stages]))


def _stages_of(step: Step) -> Iterator[str | None]:
    """The stages of a pipeline that a step names."""
    yield from (step.told.get("stage"), step.told.get("whose"))
    yield from (getattr(step.told.get(field), "stage", None) for field in ("moment", "reads"))
    if step.name in ("author_errs", "needs_approval"):
        yield step.told["name"]
    if step.name == "stage_table":
        yield from (row.get("reads", "").removeprefix("all of ") or None for row in step.rows)


def _no_such_task(scene: Scene, step: Step, _raised: int) -> Iterator[InputError]:
    for name in _tasks_of(step) if scene.tasks else ():
        if name is not None and name not in scene.tasks:
            yield step.wrong(f"there is no task {name!r}", near(name, scene.tasks))


def _tasks_of(step: Step) -> Iterator[str | None]:
    """The tasks of an orchestration that a step names."""
    yield getattr(step.told.get("moment"), "task", None)
    if step.module == "phase_agents" and "agent" in step.told:
        yield step.told["agent"][1]
    for field_name in NAME_TASKS.get(step.name, ()):
        yield from items(step.told[field_name]) or [""]
    if step.name == "these_tasks":
        yield from (task for row in step.rows for task in items(row.get("depends on", "")))


def _no_such_phase(scene: Scene, step: Step, _raised: int) -> Iterator[InputError]:
    phase = getattr(step.told.get("moment"), "phase", step.told.get("whose"))
    if step.module == "phase_agents" and "agent" in step.told:
        phase = step.told["agent"][0]
    if scene.tasks and phase not in (None, *PHASES, *GATES):
        yield step.wrong(f"there is no phase {phase!r}", near(str(phase), [*PHASES, *GATES]))


def _script_later(scene: Scene, step: Step, _raised: int) -> Iterator[InputError]:
    if step.name == "use_script" and scene.stages:
        problem = "this script would take the place of the stages that stand before it"
        yield step.wrong(problem, "write it before them, or leave it out")


def _no_such_backend(_scene: Scene, step: Step, _raised: int) -> Iterator[InputError]:
    setting, name = step.told["wish"] if step.name == "ask_for" else ("", "")
    if step.told.get("source") == "pipeline" and setting == "backend" and name not in BACKENDS:
        fix = f"{near(name, BACKENDS)} To ask an engine for what there is not: the stage asks for"
        yield step.wrong(f"there is no backend {name!r}", f'{fix} the backend "{name}"')


def _never_comes(scene: Scene, step: Step, raised: int) -> Iterator[InputError]:
    moment = step.told.get("moment")
    number = step.told.get("number") if step.name in DEEDS else getattr(moment, "iteration", None)
    stage = step.told.get("stage") or getattr(moment, "stage", None) or scene.last
    limit = scene.stages.get(stage or "")
    if number is None or scene.is_open or limit is None:
        return
    if number > max(limit, raised):
        fix = f"name one of its iterations, or give the stage {number}"
        problem = f"iteration {number} never comes: stage {stage!r} has {limit}"
        yield step.wrong(problem, fix)


def _never_cast(scene: Scene, step: Step, raised: int) -> Iterator[InputError]:
    limit = scene.stages.get(scene.last or "")
    if step.name == "agent_votes" and limit is not None and not scene.is_open:
        votes, most = items(step.told["listed"]), max(limit, raised)
        if len(votes) > most:
            problem = f"nobody casts {len(votes)} votes: stage {scene.last!r} has {most} iterations"
            yield step.wrong(problem, "leave out the votes after that")


def _no_hook(steps: Sequence[Step]) -> Iterator[InputError]:
    """A limit for hooks where there is none."""
    if any(step.name == "has_hook" for step in steps):
        return
    for step in steps:
        if step.name == "time_limit" and step.told["who"] == "hooks":
            problem = "there is no hook whose time could be limited"
            yield step.wrong(problem, "write one, as in: the project has a hook on errors")


Check = Callable[[Scene, Step, int], Iterator[InputError]]
CHECKS: tuple[Check, ...] = (
    _no_such_stage,
    _no_such_task,
    _no_such_phase,
    _no_such_backend,
    _script_later,
    _never_comes,
    _never_cast,
)
