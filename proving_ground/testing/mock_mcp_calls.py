"""Seed 003's fixtures of MCP calls: what an agent of each phase reports, by name."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from proving_ground.orchestration.mcp_calls import mcp_calls
from proving_ground.testing.places import check_latch, wrong


@dataclass(frozen=True)
class MockMcpCall:
    """One call of a tool of the engine's MCP server.

    `args` is what JSON can hold; `${TASK}`, `${LOOP}` and `${N}` in its texts stand for the task,
    the loop and the number that the agent's prompt tells. At a `latch` the agent waits before it
    calls (see `MockAgentConfig`). InputError for arguments that JSON cannot hold.
    """

    tool: str
    args: Mapping[str, Any] = field(default_factory=dict)
    latch: str | None = None

    def __post_init__(self) -> None:
        try:
            json.dumps(dict(self.args), allow_nan=False, ensure_ascii=False).encode()
            check_latch("none" if self.latch is None else self.latch)
        except (TypeError, ValueError) as error:
            fix = 'write MockMcpCall("complete_task", {"taskId": "one"}, latch="both")'
            raise wrong(f"this is no call of a tool: {error}", fix) from None


Calls = tuple[MockMcpCall, ...]


def _calls(phase: str, variant: str, **given: object) -> Calls:
    return tuple(MockMcpCall(a["tool"], a["args"]) for a in mcp_calls(phase, variant, **given))


class AnalyzeFixture:
    """What an agent of phase analyze reports."""

    @property
    def success(self) -> Calls:
        """A small project in TypeScript."""
        return _calls("analyze", "success")

    @property
    def empty_project(self) -> Calls:
        """A project with nothing in it."""
        return _calls("analyze", "empty-project")


class EnumerateFixture:
    """Which tasks an agent of phase enumerate writes."""

    @property
    def single_task(self) -> Calls:
        """The task `task-1`."""
        return _calls("enumerate", "single-task")

    @property
    def two_tasks(self) -> Calls:
        """The task `task-1`, and `task-2` that depends on it."""
        return _calls("enumerate", "two-tasks")


class PlanFixture:
    """Into which groups an agent of phase plan puts the tasks; groups are built in turn."""

    @property
    def single_group(self) -> Calls:
        """One group of `task-1`."""
        return _calls("plan", "single-group")

    @property
    def two_groups(self) -> Calls:
        """A group of `task-1`, then one of `task-2`."""
        return _calls("plan", "two-groups")

    @property
    def parallel_group(self) -> Calls:
        """One group of `task-1` and `task-2`."""
        return _calls("plan", "parallel-group")


class BuildFixture:
    """What an agent of phase build reports of its task."""

    def complete_task(self, task_id: str) -> Calls:
        """The task is done."""
        return _calls("build", "complete-task", task=task_id)

    def fail_task(self, task_id: str, reason: str) -> Calls:
        """The task cannot be done, for that reason."""
        return _calls("build", "fail-task", task=task_id, reason=reason)


class ReviewFixture:
    """The verdict of an agent of phase review, or of a review of another phase."""

    @property
    def pass_(self) -> Calls:
        """The work is as was asked."""
        return _calls("review", "pass")

    def fail(self, issues: Iterable[Mapping[str, Any]]) -> Calls:
        """The work is not: each issue has a `file` and a `description`."""
        return _calls("review", "fail", issues=[dict(each) for each in issues])


analyze_fixture = AnalyzeFixture()
enumerate_fixture = EnumerateFixture()
plan_fixture = PlanFixture()
build_fixture = BuildFixture()
review_fixture = ReviewFixture()
