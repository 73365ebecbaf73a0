"""What this engine's agents are told and how they answer, and how that is said in the suite.

An agent is known by its prompt's first words. What it reports counts partly through the engine's
MCP tools, some of which have other names or want more than the suite's own, and partly through a
word in its answer. So the stand-in is told in a few lines what it was called for; what it reports
goes to the engine's tool; and at its end the word is said that belongs to what it has reported.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_OPENINGS = {
    "# ANALYZE PHASE": "analyze",
    "# ENUMERATE PHASE": "enumerate",
    "# PLAN PHASE": "plan",
    "# BUILD ITERATION": "build",
    "# ANALYZE REVIEW": "review-analyze",
    "# ENUMERATE REVIEW": "review-enumerate",
    "# PLAN REVIEW": "review-plan",
    "# LOOP REVIEW": "review-loop",
    "# CHECKPOINT REVIEW": "review-loop",
    "# REVIEW PHASE": "review",
    "You are a revision planner": "revise",
    "You are resolving a git merge conflict": "conflict",
}
_TASK = re.compile(r"^(?:\*\*ID:\*\* |- taskId: `)([^`\n]+)", re.MULTILINE)
_ITERATION = re.compile(r"^## Iteration: (\d+)/", re.MULTILINE)
_REVIEWED = re.compile(r"^- ([^:\n]+): ", re.MULTILINE)
_WORDS = re.compile("ITERATION_DONE|TASK_COMPLETE|TASK_STUCK")
_ISSUE = {"type": "spec-intent-mismatch", "suggestion": "Do it as asked"}
"""What the engine wants of every issue, and the suite's agents need not say."""


@dataclass(frozen=True)
class Place:
    """What an agent was called for; `iteration` only where its prompt tells one.

    `reviewed` are the tasks that a reviser is told were reviewed.
    """

    role: str
    task: str | None = None
    iteration: int | None = None
    reviewed: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Role and task, by which attempts of one kind of call are counted."""
        return f"{self.role},{self.task or ''}"

    def told(self, number: int, loop: str | None) -> str:
        """The lines that tell the stand-in; `number` counts where the prompt does not."""
        lines = [f"Phase: {self.role}", f"Iteration: {self.iteration or number}"]
        lines += [f"Task: {self.task}"] if self.task else []
        lines += [f"Loop: {loop}"] if loop and self.task else []
        return "\n".join(lines) + "\n\n"


def place_of(prompt: str) -> Place | None:
    """What a prompt calls its agent for; None where it is none of this engine's."""
    role = next((role for text, role in _OPENINGS.items() if prompt.startswith(text)), None)
    if role is None:
        return None
    task = _TASK.search(prompt) if role in ("build", "review-loop") else None
    number = _ITERATION.search(prompt) if role == "build" else None
    reviewed = _REVIEWED.findall(prompt.partition("Tasks that were reviewed:")[2])
    return Place(role, task and task[1], number and int(number[1]), tuple(reviewed))


def aliases(tool: str) -> tuple[str, ...]:
    """The names by which the suite's agents call one of the engine's tools, if others."""
    return ("set_codebase_analysis",) if tool == "write_context" else ()


def translated(tool: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The engine's own tool for one of the suite's, and what it is to be given."""
    if tool == "set_codebase_analysis":
        patterns = [part for part in given["patterns"].split(", ") if part]
        content = json.dumps({**given, "patterns": patterns})
        return "write_context", {"type": "codebase_analysis", "content": content}
    if "issues" in given:
        return tool, {**given, "issues": [_ISSUE | issue for issue in given["issues"]]}
    return tool, given


@dataclass(frozen=True)
class Report:
    """A tool that an agent called; `failed` where it was told of an error."""

    tool: str
    given: dict[str, Any]
    failed: bool = False


def revision(reviewed: Iterable[str], reports: Iterable[Report]) -> str:
    """What the engine wants to hear of a reviser: a plan as JSON, with the tasks to do again."""
    written = (report.given for report in reports if report.tool == "write_task")
    fixes = [
        {"issue": each.get("title"), "file": ".", "action": each.get("description")}
        for each in written
    ]
    plan = {
        "analysis": "The work lacks something",
        "fixes": fixes,
        "tasksToRetry": list(reviewed),
        "additionalContext": "",
    }
    return f"```json\n{json.dumps(plan, indent=2)}\n```\n"


def word(role: str, reports: Iterable[Report], answers: str) -> str | None:
    """What the agent says at its end, None where it has nothing to say or has said it."""
    done = [report for report in reports if not report.failed]
    if role == "build":
        return _word_of_builder(done, answers)
    if not done:
        return None
    last = done[-1].given
    if role == "conflict" and not last["resolved"]:
        return f"CONFLICT_FAILED: {last.get('reason', 'unknown')}"
    ending = "RESOLVED" if role == "conflict" else "COMPLETE"
    return f"{role.partition('-')[0].upper()}_{ending}"


def _word_of_builder(done: list[Report], answers: str) -> str | None:
    for report in done:
        if report.tool == "complete_task":
            return "TASK_COMPLETE"
        if report.tool == "fail_task":
            return f"TASK_STUCK: {report.given['reason']}"
    return None if _WORDS.search(answers) else "ITERATION_DONE"
