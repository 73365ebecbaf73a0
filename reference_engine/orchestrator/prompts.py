"""What the agents are told. The first lines say in fixed words where an agent is."""

from reference_engine.orchestrator.records import Issue, Loop, Task
from reference_engine.orchestrator.tools import Step, offered

_WORK = {
    "analyze": "Read the project. Record what it is with set_codebase_analysis.",
    "enumerate": "Break the specification into tasks. Record each with write_task.",
    "plan": (
        "Sort the tasks into groups with add_plan_group. Tasks of one group are built at the same "
        "time; a task stands in a later group than all that it depends on. Leave none out."
    ),
    "build": (
        "Work on the task in this folder, a git worktree of your own; stay on its branch. When "
        "all of it is done, call complete_task; if it cannot be done, call fail_task."
    ),
    "conflict": (
        "The base branch was merged into this worktree, with conflicts. Edit the files so that "
        "the work of both sides is kept and no conflict marker is left; do not commit and do not "
        "abort the merge. Then call set_conflict_result."
    ),
    "review": "Review all that was built. Record your verdict with set_review_result.",
    "review-loop": "Review this task's work. Record your verdict with set_loop_review_result.",
    "revise": (
        "The review found faults. For each piece of work to be done, open its task again or "
        "write a new one, with write_task."
    ),
}


def prompt(step: Step, run: str, spec: str, *parts: str) -> str:
    """The whole prompt of a step; `parts` are what it needs to know besides."""
    told = [f"Phase: {step.role}", f"Run: {run}", f"Iteration: {step.number}"]
    told += [f"Task: {step.task}"] if step.task else []
    told += [f"Loop: {step.loop}"] if step.loop else []
    tools = ", ".join(tool.name for tool in offered(step))
    work = _WORK.get(step.role) or (
        f"Review the result of the phase {step.phase}. Record your verdict with set_review_result."
    )
    sections = [
        "\n".join(told),
        work,
        f"What you report counts only through the tools of the MCP server: {tools}.",
        *(part for part in parts if part),
        f"# Specification\n{spec}",
    ]
    return "\n\n".join(sections) + "\n"


def of_tasks(tasks: list[Task]) -> str:
    """The tasks, as a section."""
    lines = (
        f"- {task.id} ({task.status}), depends on {', '.join(task.dependencies) or 'nothing'}: "
        f"{task.title}"
        for task in tasks
    )
    return "# Tasks\n" + "\n".join(lines)


def of_groups(groups: list[list[str]]) -> str:
    """The plan, as a section; nothing where there is none yet."""
    lines = (f"{number}. {', '.join(tasks)}" for number, tasks in enumerate(groups, 1))
    return "# Plan\n" + "\n".join(lines) if groups else ""


def of_task(task: Task, loop: Loop) -> str:
    """The task at hand, with what its loop has to hear."""
    told = f"# Task {task.id}: {task.title}\n{task.description}"
    return told + (f"\n\n{again(loop.feedback)}" if loop.feedback else "")


def of_issues(issues: tuple[Issue, ...]) -> str:
    """What the run's review found, as a section."""
    return "# What the review found\n" + "\n".join(f"- {issue}" for issue in issues)


def again(reason: str | None) -> str:
    """Why the step is done once more, as a section; nothing where it is done for the first time."""
    return f"# Why this is done again\n{reason}" if reason else ""
