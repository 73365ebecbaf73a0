"""The MCP tools: all that an agent can tell the orchestrator, and what becomes of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from reference_engine.orchestrator.config import Phase
from reference_engine.orchestrator.records import Issue, Review
from reference_engine.orchestrator.store import Store


class Refused(Exception):
    """The call is understood, but it may not be; the message is for the agent."""


@dataclass(frozen=True)
class Step:
    """What one agent was called for: its role, and whose money it spends."""

    role: str
    phase: Phase
    number: int
    task: str | None = None
    loop: str | None = None


class Arguments(BaseModel):
    """Arguments in camelCase; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Analysis(Arguments):
    """What the project is."""

    project_type: str
    tech_stack: list[str]
    directory_structure: str
    existing_features: list[str]
    entry_points: list[str]
    patterns: str
    summary: str


class NewTask(Arguments):
    """One task of the specification."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    title: str = Field(min_length=1)
    description: str
    dependencies: list[str] = []
    estimated_iterations: int = Field(default=1, ge=1)


class PlanGroup(Arguments):
    """Tasks that may be built at the same time."""

    group_index: int = Field(ge=0)
    task_ids: list[str] = Field(min_length=1)


class TaskDone(Arguments):
    """The task is done."""

    task_id: str


class TaskFailed(Arguments):
    """The task cannot be done."""

    task_id: str
    reason: str = Field(min_length=1)


class Verdict(Arguments):
    """What a review found."""

    passed: bool
    interpreted_intent: str
    intent_satisfied: bool
    issues: list[Issue]


class LoopVerdict(Verdict):
    """What the review of one task's work found."""

    loop_id: str
    task_id: str


class ConflictResult(Arguments):
    """How the resolution of a conflict went."""

    resolved: bool
    reason: str = ""


class Cost(Arguments):
    """Money that was spent besides the agent's own."""

    cost_usd: float = Field(ge=0)


class Note(Arguments):
    """Something that later agents should know."""

    key: str
    value: str


class Key(Arguments):
    """The key whose value is wanted."""

    key: str


def _set_codebase_analysis(store: Store, _step: Step, told: Analysis) -> str:
    store.set_run(analysis=told.model_dump_json(by_alias=True))
    return "The analysis is recorded."


def _write_task(store: Store, step: Step, told: NewTask) -> str:
    known = {task.id for task in store.tasks()}
    if told.id in known and step.phase is Phase.ENUMERATE:
        raise Refused(f"task {told.id} is written already; give each task its own id")
    if told.id in told.dependencies:
        raise Refused(f"task {told.id} depends on itself")
    store.do(
        "INSERT INTO tasks (id, title, description, dependencies, estimated_iterations, round)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
        " description = excluded.description, status = 'pending', round = excluded.round",
        told.id,
        told.title,
        told.description,
        json.dumps(told.dependencies),
        told.estimated_iterations,
        store.revisions,
    )
    return f"Task {told.id} is recorded."


def _add_plan_group(store: Store, _step: Step, told: PlanGroup) -> str:
    known = {task.id for task in store.tasks()}
    if unknown := [task for task in told.task_ids if task not in known]:
        raise Refused(f"there is no task {unknown[0]}; there are: {', '.join(sorted(known))}")
    for task in told.task_ids:
        store.do(
            "INSERT OR IGNORE INTO plan_groups (group_index, task_id) VALUES (?, ?)",
            told.group_index,
            task,
        )
    return f"Group {told.group_index} is recorded."


def _complete_task(store: Store, step: Step, told: TaskDone) -> str:
    _check_task(step, told.task_id)
    store.do("UPDATE loops SET claim = 'complete', reason = NULL WHERE id = ?", step.loop)
    return f"Task {told.task_id} is taken as done, and will be checked and merged."


def _fail_task(store: Store, step: Step, told: TaskFailed) -> str:
    _check_task(step, told.task_id)
    store.do("UPDATE loops SET claim = 'failed', reason = ? WHERE id = ?", told.reason, step.loop)
    return f"Task {told.task_id} is recorded as failed."


def _check_task(step: Step, task: str) -> None:
    if task != step.task:
        raise Refused(f"you work on task {step.task}, not on {task}")


def _set_review_result(store: Store, step: Step, told: Verdict) -> str:
    passed = told.passed and told.intent_satisfied
    if told.passed != told.intent_satisfied:
        raise Refused("passed and intentSatisfied contradict each other")
    scope = step.role if step.loop is None else f"{step.role}:{step.loop}"
    review = Review(passed, told.interpreted_intent, tuple(told.issues))
    store.add_review(scope, step.loop, review)
    return "The verdict is recorded."


def _set_loop_review_result(store: Store, step: Step, told: LoopVerdict) -> str:
    if told.loop_id != step.loop:
        raise Refused(f"you review {step.loop}, not {told.loop_id}")
    _check_task(step, told.task_id)
    return _set_review_result(store, step, told)


def _set_conflict_result(store: Store, step: Step, told: ConflictResult) -> str:
    claim = "complete" if told.resolved else "failed"
    store.do(
        "UPDATE loops SET claim = ?, reason = ? WHERE id = ?",
        claim,
        told.reason or None,
        step.loop,
    )
    return "The result is recorded, and will be checked."


def _record_cost(store: Store, step: Step, told: Cost) -> str:
    store.spend(step.phase, told.cost_usd, step.loop)
    return "The cost is recorded."


def _write_context(store: Store, _step: Step, told: Note) -> str:
    store.do("INSERT OR REPLACE INTO context (key, value) VALUES (?, ?)", told.key, told.value)
    return f"{told.key} is recorded."


def _read_context(store: Store, _step: Step, told: Key) -> str:
    for row in store.all("SELECT value FROM context WHERE key = ?", told.key):
        return str(row["value"])
    raise Refused(f"nothing is recorded under {told.key}")


@dataclass(frozen=True)
class Tool:
    """One tool; `roles` are those that may call it, all where there is none."""

    name: str
    description: str
    arguments: type[Arguments]
    handle: Callable[[Store, Step, Any], str]
    roles: tuple[str, ...] = ()

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The arguments as JSON schema, which takes a millisecond to make."""
        return self.arguments.model_json_schema(by_alias=True)


def forget(store: Store, step: Step) -> None:
    """Forget what agents have reported that did not bring the step to an end."""
    sql = {
        "analyze": "UPDATE run SET analysis = NULL",
        "enumerate": "DELETE FROM tasks",
        "plan": "DELETE FROM plan_groups",
        "build": "UPDATE loops SET claim = NULL WHERE id = ?",
        "conflict": "UPDATE loops SET claim = NULL WHERE id = ?",
    }.get(step.role)
    if sql:
        store.do(sql, *([step.loop] if step.loop else []))


_GATES = ("review", "review-analyze", "review-enumerate", "review-plan")
TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "set_codebase_analysis",
            "Record what the project is.",
            Analysis,
            _set_codebase_analysis,
            ("analyze",),
        ),
        Tool(
            "write_task",
            "Record a task; in a revision, an id that is there opens its task again.",
            NewTask,
            _write_task,
            ("enumerate", "revise"),
        ),
        Tool("add_plan_group", "Record a group.", PlanGroup, _add_plan_group, ("plan",)),
        Tool("complete_task", "Report the task as done.", TaskDone, _complete_task, ("build",)),
        Tool("fail_task", "Report that it cannot be done.", TaskFailed, _fail_task, ("build",)),
        Tool("set_review_result", "Record the verdict.", Verdict, _set_review_result, _GATES),
        Tool(
            "set_loop_review_result",
            "Record the verdict on one task's work.",
            LoopVerdict,
            _set_loop_review_result,
            ("review-loop",),
        ),
        Tool(
            "set_conflict_result",
            "Report how the resolution went.",
            ConflictResult,
            _set_conflict_result,
            ("conflict",),
        ),
        Tool("record_cost", "Record money spent besides your own.", Cost, _record_cost),
        Tool("write_context", "Leave a note to later agents.", Note, _write_context),
        Tool("read_context", "Read such a note.", Key, _read_context),
    )
}


def offered(step: Step) -> list[Tool]:
    """The tools that the step's agent may call."""
    return [tool for tool in TOOLS.values() if not tool.roles or step.role in tool.roles]
