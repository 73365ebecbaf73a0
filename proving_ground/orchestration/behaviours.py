"""What agents of an orchestration do that they should not, each under its name in words."""

from collections.abc import Callable

from proving_ground.agents.script import (
    Act,
    answer,
    call_tool,
    cost,
    exit_with,
    lose_server,
    raise_signal,
    run,
    wait,
    write_file,
    write_stderr,
)
from proving_ground.orchestration.mcp_calls import mcp_calls
from proving_ground.orchestration.scene import SHARED, Scene

Usual = tuple[Act, ...]
"""What the agent would have done."""


def _without_last(usual: Usual) -> Usual:
    plans = [act for act in usual if "tool" in act]
    *others, last = plans
    args = {**last["args"], "taskIds": last["args"]["taskIds"][:-1]}
    return (*others, *([{**last, "args": args}] if args["taskIds"] else []))


def _in_one_group(usual: Usual) -> Usual:
    tasks = [t for act in usual if "tool" in act for t in act["args"]["taskIds"]]
    return (call_tool("add_plan_group", groupIndex=0, taskIds=tasks),)


DONE = mcp_calls("build", "complete-task")
MISBEHAVIOURS: dict[str, Callable[[Usual], Usual]] = {
    "crashes": lambda _: (answer("I will now"), write_stderr("Segmentation fault"), exit_with(1)),
    "is killed": lambda _: (answer("I will now"), raise_signal("SIGKILL")),
    "reports all, but exits badly": lambda usual: (*usual, exit_with(1)),
    "reports nothing": lambda _: (answer("ANALYZE_COMPLETE TASK_COMPLETE REVIEW_COMPLETE"),),
    "says that it is NOT ready to output TASK_COMPLETE": lambda _: (
        write_file("half.txt", "Half of ${TASK}.\n"),
        answer("I am NOT ready to output TASK_COMPLETE."),
    ),
    "changes nothing": lambda _: (answer("I looked around."),),
    "reports the task done without any work": lambda _: DONE,
    "goes on with the same file": lambda _: (write_file("draft.txt", "Draft ${N} of ${TASK}.\n"),),
    "reports another task as done": lambda _: (call_tool("complete_task", taskId="task-9"),),
    "switches to a branch of its own": lambda usual: (
        run("git", "checkout", "-q", "-b", "my-own"),
        *usual,
    ),
    "has no server": lambda usual: (lose_server("fails"), *usual),
    "loses its server": lambda usual: (lose_server("dies"), *usual),
    "never ends": lambda _: (answer("Let me think."), wait("never-opened")),
    "claims a resolution, but leaves the markers": lambda _: (
        call_tool("set_conflict_result", resolved=True),
    ),
    "keeps one side only": lambda _: (
        run("git", "checkout", "-q", "--ours", "--", SHARED),
        call_tool("set_conflict_result", resolved=True),
    ),
    "cannot resolve it": lambda _: (
        call_tool("set_conflict_result", resolved=False, reason="They contradict each other"),
    ),
    "gives up the merge": lambda _: (
        run("git", "merge", "--abort"),
        call_tool("set_conflict_result", resolved=True),
    ),
    "leaves a task out": _without_last,
    "puts all tasks into one group": _in_one_group,
    "plans a task that nobody wrote": lambda usual: (
        *usual,
        call_tool("add_plan_group", groupIndex=9, taskIds=["task-9"]),
    ),
    "writes tasks that wait for each other": lambda _: (
        call_tool("write_task", id="a", title="A", description="A", dependencies=["b"]),
        call_tool("write_task", id="b", title="B", description="B", dependencies=["a"]),
    ),
    "sends it back": lambda _: mcp_calls(
        "review", "fail", issues=[{"file": "plan.md", "description": "Too coarse"}]
    ),
    "sends the work back": lambda _: (
        call_tool(
            "set_loop_review_result",
            loopId="${LOOP}",
            taskId="${TASK}",
            passed=False,
            interpretedIntent="As asked",
            intentSatisfied=False,
            issues=[{"file": "work.txt", "line": 7, "description": "An edge case is missing"}],
        ),
    ),
    "fails, then passes it in one breath": lambda usual: (
        *mcp_calls("review", "fail", issues=[{"file": "a.txt", "description": "Wrong"}]),
        *usual,
    ),
}


def misbehave(
    scene: Scene, how: str, phase: str, task: str | None = None, number: int | None = None
) -> None:
    """Let an agent misbehave, in all its calls or in the one of that number."""
    usual = scene.factory.acts(phase, task)
    scene.factory.for_phase(phase, *MISBEHAVIOURS[how](usual), number=number, task=task)


def fail_review(
    scene: Scene,
    number: int | None = None,
    text: str = "It does not do what was asked",
    file: str = "src/main.py",
    line: int = 1,
) -> None:
    """Let the run's review find that fault."""
    issue = {"file": file, "line": line, "description": text, "suggestion": "Do it again"}
    acts = mcp_calls("review", "fail", issues=[issue])
    scene.factory.for_phase("review", *acts, number=number)


def write_over(scene: Scene, task: str, *names: str) -> None:
    """Let a builder write files that the user has changed, too."""
    written = (write_file(name, f"From {task}.\n") for name in names)
    scene.factory.for_phase("build", *written, *DONE, task=task)


def charge(scene: Scene, usd: float, phase: str, task: str | None = None) -> None:
    """Let what the agent does as scripted so far cost that much."""
    scene.factory.for_phase(phase, cost(usd), *scene.factory.acts(phase, task), task=task)
