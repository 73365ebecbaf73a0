"""What a scenario says twice: the second would be ignored, or would take the place of the first.

Each Given says of what it tells: once for all, once of each thing that it names, or as often as its
text differs. A Given that does something, such as to run the engine, begins anew.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from proving_ground.errors import InputError
from proving_ground.language.words import items
from proving_ground.loops.contract import PLACES
from proving_ground.suite.checks.written import Step, Written

LAST = "the last stage"
"""What stands in place of a field where a step tells of the stage before it."""
ONCE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("fixed_stage", "judged_stage"), ("the stage", "name")),
    **dict.fromkeys(("side_by_side", "described_agents"), ("the agents of", LAST)),
    **dict.fromkeys(("loop_of_steps", "endless_loop"), ("the loop",)),
    "use_script": ("the script",),
    "author_errs": ("the mistake",),
    "pipeline_context": ("the context",),
    "long_prompt": ("the prompt of", LAST),
    "project_folder": ("the project's folder",),
    "clock_is_set": ("the clock",),
    "session_files": ("the session's files",),
    "agent_votes": ("the votes in", LAST, "worker"),
    "agent_corrupts": ("the damage in", LAST, "number"),
    "agent_puts_away": ("the note",),
    "agents_end_in_order": ("the order",),
    "backend_absent": ("the program", "backend"),
    "task_is_called": ("the title of", "task"),
    "tracker_in_trouble": ("the tracker", "number"),
    "somebody_changes_the_list": ("the list in", "number"),
    "needs_approval": ("the approval of", "name"),
    "has_hook": ("the hook", "origin", "point"),
    "engine_runs": ("the engine's place",),
    "was_damaged": ("the damage to", "what"),
    "session_is_locked": ("the lock",),
    "sample_specification": ("the specification",),
    "effort": ("the effort",),
    "limit": ("the limit of", "limit"),
    "costs": ("the costs of", "agent"),
    "an_agent": ("the agent", "name"),
    "works_with": ("the project's backend",),
    "available_backends": ("the backends",),
    "is_installed": ("the installation of", "backend"),
    "backend_fails": ("the failure",),
    "checks_that": ("the checks", "folder"),
    "worktree": ("the worktree", "own"),
    "past_session": ("the session", "session", "backend"),
    "conversation": ("the conversation",),
    "website": ("the website",),
    "tasks_are_done": ("the tasks that are done",),
    "list_is_flawed": ("the list",),
    "loop_is_capped": ("the cap",),
    "long_loop_prompt": ("the prompt",),
    "fed_loop": ("the input",),
    "person_answers": ("the person",),
    "client_of": ("the client",),
}
"""By the name of a step's function what it tells of, and the fields that say of which."""
BY_TEXT = frozenset(
    {
        *("list_is_so", "same_file", "conflicts_in", "repository_has", "cannot_be_read"),
        *("backend_does", "earlier_sessions", "worth_remembering", "todos"),
        *("agent_is_so", "odd_loop_prompt", "odd_title", "completes_tasks"),
    }
)
"""Steps that may be said several times, in other words each time."""
SETTINGS = ("ask_for", "is_switched", "place_asks_for")
"""Steps that may set in a scenario otherwise what its background has set."""
DEEDS = ("agent_does", "some_crash")
KEEP = "keep one of them"
IN_TURN = f"{KEEP}; several deeds are in order, as in: crashes, then is killed"

Subject = tuple[Any, ...]


def said_twice(written: Written) -> Iterator[InputError]:
    """What a Given says of something of which another one has told, since the engine ran."""
    doing = {each.func.__name__ for each in written.registry.steps["when"]}
    for scenario in written.scenarios():
        said: dict[Subject, Step] = {}
        first = len(scenario.background_steps or ())
        last: str | None = None
        for number, step in enumerate(written.steps(scenario)):
            if step.name in doing:
                said.clear()
            if number == first:
                said = {key: each for key, each in said.items() if each.name not in SETTINGS}
            if step.written.step_type == "given":
                last = _last(step, last)
                yield from _told_before(step, Counter(_subjects(step, last)), said)


def _told_before(
    step: Step, subjects: Counter[Subject], said: dict[Subject, Step]
) -> Iterator[InputError]:
    fix = IN_TURN if step.name in DEEDS else KEEP
    for subject, times in subjects.items():
        before = said.get(subject)
        if before and not _is_exception(step, before):
            text = f"{before.written.keyword} {before.written.name}"
            yield step.wrong(f"this was said already, in line {before.written.line}: {text}", fix)
        if times > 1:
            yield step.wrong(f"this is said {times} times: {' '.join(map(str, subject))}", KEEP)
        said[subject] = step


def _is_exception(step: Step, before: Step) -> bool:
    """Whether a step says of some attempts what is otherwise than an earlier one says of all."""
    return bool(step.told.get("attempts")) and not before.told.get("attempts")


def _last(step: Step, last: str | None) -> str | None:
    """The stage that was described last, that step included."""
    if step.name in ("fixed_stage", "judged_stage"):
        return str(step.told["name"])
    if step.name == "stage_table":
        return next((row.get("stage") for row in reversed([*step.rows])), last)
    return last


def _subjects(step: Step, last: str | None) -> Iterator[Subject]:
    """What a step tells of that can be said once only."""
    told = step.told
    if step.name in BY_TEXT:
        yield (step.written.name,)
    if step.name in ONCE:
        what, *fields = ONCE[step.name]
        yield what, *(last if field == LAST else told[field] for field in fields)
    if step.name in SPECIAL:
        yield from SPECIAL[step.name](step, last)


def _deed(step: Step, last: str | None) -> Iterator[Subject]:
    """An iteration of a pipeline's agent, or calls of a loop's."""
    told = step.told
    if "calls" in told:
        yield from (("call", number) for number in told["calls"] or ("every",))
    else:
        yield "iteration", told["number"], told["worker"], told["stage"] or last


def _crashes(step: Step, last: str | None) -> Iterator[Subject]:
    number, count = step.told["number"], step.told["count"]
    yield from (("iteration", number, agent, last) for agent in range(count))


def _votes(step: Step, last: str | None) -> Iterator[Subject]:
    count = len(step.told["listed"].split(","))
    yield from (("the votes in", last, agent) for agent in range(count))


def _rows(step: Step, _last: str | None) -> Iterator[Subject]:
    """The stages of a table; of a name that another row reads, there may be several."""
    names = [row.get("stage", "") for row in step.rows]
    read = {row.get("reads", "").removeprefix("all of ") for row in step.rows}
    yield from (
        ("the stage", each) for each in [*(n for n in names if n not in read), *(read & {*names})]
    )
    for row in step.rows:
        if row.get("votes"):
            yield "the votes in", row.get("stage", ""), None


def _tasks(step: Step, _last: str | None) -> Iterator[Subject]:
    yield ("the tasks",)
    names = [row.get("task", "") for row in step.rows] or step.told.get("names", ())
    yield from (("the task", name) for name in names)


def _wish(step: Step, last: str | None) -> Iterator[Subject]:
    source, (setting, _) = step.told["source"], step.told["wish"]
    yield "what is asked for by", source, setting, last if source == "stage" else None


def _models(step: Step, _last: str | None) -> Iterator[Subject]:
    place = step.told["place"]
    yield from (("the model", each) for each in ((place,) if place else PLACES))


def _time(step: Step, last: str | None) -> Iterator[Subject]:
    who = step.told["who"]
    yield "the time of", who, None if who == "hooks" else last


def _listed(step: Step, _last: str | None) -> Iterator[Subject]:
    yield ("the list of tasks",)
    names = items(step.told.get("listed", ""))
    yield from (("the task", name) for name in names)


def _loop_tasks(step: Step, _last: str | None) -> Iterator[Subject]:
    yield ("the loop",)
    yield from (("the task", name) for name in step.told["tasks"])


def _deviation(step: Step, _last: str | None) -> Iterator[Subject]:
    agent = step.told.get("agent", ("review", None))
    yield "the agent of", *agent, bool(step.told["attempts"])


def _choice(step: Step, _last: str | None) -> Iterator[Subject]:
    yield "what is asked for by", step.told["place"], step.told["choice"][0]


def _switch(step: Step, _last: str | None) -> Iterator[Subject]:
    yield "what is asked for by", "environment", step.told["switch"]


def _agents(step: Step, _last: str | None) -> Iterator[Subject]:
    yield "the agents of", step.told["backend"]
    yield from (("the agent", row.get("agent", "")) for row in step.rows)


SPECIAL: Mapping[str, Callable[[Step, str | None], Iterator[Subject]]] = {
    "agent_does": _deed,
    "some_crash": _crashes,
    "agents_vote": _votes,
    "stage_table": _rows,
    **dict.fromkeys(("these_tasks", "tasks_of_one_group"), _tasks),
    **dict.fromkeys(("queue_of_items", "tasks_kept_in"), _listed),
    "loop_over_tasks": _loop_tasks,
    **dict.fromkeys(("deviates", "review_fails"), _deviation),
    "ask_for": _wish,
    "place_asks_for": _choice,
    "is_switched": _switch,
    "agents_of": _agents,
    "loop_asks_for_model": _models,
    "time_limit": _time,
}
"""Steps of which no field alone says what they tell of, each with what does."""
