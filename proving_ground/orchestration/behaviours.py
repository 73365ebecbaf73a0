"""What agents of an orchestration do that others do not, each under its name in words."""

from collections.abc import Callable, Iterable

from proving_ground.agents.script import (
    Act,
    answer,
    call_tool,
    cost,
    exit_with,
    fail,
    leave,
    lose_server,
    raise_signal,
    run,
    wait,
    write_file,
    write_stderr,
)
from proving_ground.orchestration.factory import strike_out
from proving_ground.orchestration.mcp_calls import mcp_calls
from proving_ground.orchestration.scene import Scene
from proving_ground.repository.project import UNCOMMITTED

PhaseAgent = tuple[str, str | None]
"""A phase, and the task of one of its agents; None means all of them."""
Usual = tuple[Act, ...]
"""What the agent would have done."""
Behaviour = Callable[[Usual], Usual]
"""What it does instead."""


def _without_last(usual: Usual) -> Usual:
    plans = [act for act in usual if "tool" in act]
    *others, last = plans
    args = {**last["args"], "taskIds": last["args"]["taskIds"][:-1]}
    return (*others, *([{**last, "args": args}] if args["taskIds"] else []))


def _in_one_group(usual: Usual) -> Usual:
    tasks = [t for act in usual if "tool" in act for t in act["args"]["taskIds"]]
    return (call_tool("add_plan_group", groupIndex=0, taskIds=tasks),)


def _reports(usual: Usual) -> Usual:
    """Only what the agent reports, and none of its work."""
    return tuple(act for act in usual if "tool" in act)


def _shell(line: str) -> Act:
    """A line of shell, in which COMMON is what all worktrees share of the repository."""
    return run("sh", "-c", f'COMMON="$(git rev-parse --git-common-dir)"; {line}')


_HOLDER = """setsid >/dev/null 2>&1 sh -c 'exec 9>"$0"
    while kill -0 "$1"; do sleep 0.05; done; sleep 0.6; rm "$0"'"""
"""Has the file of that name open while the process of that number lives, and a moment longer."""


def _library(then: str) -> Usual:
    """A repository inside of the worktree with its own files; at the second call no longer one."""
    made = f"git init --quiet && {then}"
    return (
        write_file("library/code.txt", "Work on ${TASK}.\n"),
        run("sh", "-c", f"cd library && if test -e .git; then rm -rf .git; else {made}; fi"),
    )


DONE = mcp_calls("build", "complete-task")
BEHAVIOURS: dict[str, Behaviour] = {
    "crashes": lambda _: (answer("I will now"), write_stderr("Segmentation fault"), exit_with(1)),
    "is killed": lambda _: (answer("I will now"), raise_signal("SIGKILL")),
    "reports all, but exits badly": lambda usual: (*usual, exit_with(1)),
    "finds its API overloaded": lambda _: (fail(529, message="Overloaded"),),
    "speaks of an overloaded API, and does its work": lambda usual: (
        answer("API Error: 529 Overloaded is what the log of the old run says."),
        *usual,
    ),
    "leaves a file in the project, and does its work": lambda usual: (
        write_file("left.txt", "Left by an agent.\n"),
        *usual,
    ),
    "has no key to its API": lambda _: (fail(401, message="Invalid key"),),
    "may not use its API": lambda _: (fail(403, message="No permission"),),
    "knows no such model": lambda _: (fail(404, message="No such model"),),
    "runs into a rate limit": lambda _: (fail(429, message="Slow down"),),
    "cannot reach its API": lambda _: (fail("unreachable"),),
    "is cut off in mid-answer": lambda _: (fail("cut", text="I will now"),),
    "reports all, but then its API fails": lambda usual: (*usual, fail(500, message="Down")),
    "reports an analysis, but then its API fails": lambda _: (
        *mcp_calls("analyze", "success"),
        fail(500, message="Down"),
    ),
    "reports an empty project": lambda _: mcp_calls("analyze", "empty-project"),
    "reports a single task": lambda _: mcp_calls("enumerate", "single-task"),
    "reports a single group": lambda _: mcp_calls("plan", "single-group"),
    "changes what the user has not committed": lambda _: (
        *(write_file(name, "From ${TASK}.\n") for name in UNCOMMITTED),
        *DONE,
    ),
    "reports nothing": lambda _: (answer("ANALYZE_COMPLETE TASK_COMPLETE REVIEW_COMPLETE"),),
    "speaks of an end that it has not reached": lambda _: (
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
    "works where no branch is checked out": lambda usual: (
        run("git", "checkout", "-q", "--detach"),
        write_file("apart.txt", "Work on ${TASK}.\n"),
        run("git", "add", "apart.txt"),
        run("git", "commit", "--quiet", "--message", "Apart"),
        *usual,
    ),
    "changes the user's settings and hooks": lambda usual: (
        run("git", "config", "user.name", "Agent"),
        run("git", "config", "core.hooksPath", "hooks"),
        _shell('mkdir -p "$COMMON/hooks"; echo "exit 1" > "$COMMON/hooks/pre-commit"'),
        *usual,
    ),
    "leaves something in the user's stash": lambda usual: (
        write_file("later.txt", "Later.\n"),
        run("git", "add", "later.txt"),
        run("git", "stash", "--quiet"),
        *usual,
    ),
    "removes its worktree": lambda usual: (*_reports(usual), _shell('rm -rf "$PWD"')),
    "makes a repository of its own, until it is told not to": lambda usual: (
        *_library("git add . && git commit --quiet --message Code"),
        *_reports(usual),
    ),
    "makes an empty repository of its own, until it is told not to": lambda usual: (
        *_library("true"),
        *_reports(usual),
    ),
    "writes what git ignores": lambda usual: (write_file("made.local", "Made.\n"), *usual),
    "writes nothing but what git ignores": lambda usual: (
        write_file("made.local", "Made.\n"),
        *_reports(usual),
    ),
    "works while somebody holds a lock for a moment": lambda usual: (
        _shell(f'touch "$COMMON/index.lock"; {_HOLDER} "$COMMON/index.lock" "$PPID" &'),
        *usual,
    ),
    "leaves a process behind": lambda usual: (leave(), *usual),
    "has no server": lambda usual: (lose_server("fails"), *usual),
    "is not told of its server": lambda usual: (lose_server("unlisted"), *usual),
    "has another server that fails": lambda usual: (lose_server("joined"), *usual),
    "loses its server": lambda usual: (lose_server("dies"), *usual),
    "never ends": lambda _: (answer("Let me think."), wait("never-opened")),
    "claims a resolution, but leaves the markers": lambda _: (
        call_tool("set_conflict_result", resolved=True),
    ),
    "reports a resolution without one": lambda _: (
        call_tool("set_conflict_result", resolved=True),
    ),
    "leaves the line between the sides": lambda _: (
        strike_out("<<<<<<<|[|]{7}|>>>>>>>"),
        call_tool("set_conflict_result", resolved=True),
    ),
    "leaves the line before the base": lambda _: (
        strike_out("<<<<<<<|=======|>>>>>>>"),
        call_tool("set_conflict_result", resolved=True),
    ),
    "resolves one of the files": lambda _: (
        strike_out("<<<<<<<|[|]{7}|=======|>>>>>>>", files=1),
        call_tool("set_conflict_result", resolved=True),
    ),
    "commits its resolution": lambda usual: (
        *(act for act in usual if "tool" not in act),
        run("git", "commit", "--quiet", "--message", "Resolved"),
        *(act for act in usual if "tool" in act),
    ),
    "keeps one side only": lambda _: (
        run("git", "checkout", "-q", "--ours", "--", "."),
        call_tool("set_conflict_result", resolved=True),
    ),
    "says that the two contradict each other": lambda _: (
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


def behave(
    scene: Scene, agent: PhaseAgent, acts: Iterable[Act], attempts: int | None = None
) -> None:
    """Let an agent act so in so many of its calls, counted from the first; None means in all.

    Where its API fails, it is the same call that is made again.
    """
    phase, task = agent
    acts = tuple(acts)
    is_repeated = any("fail" in act for act in acts)
    for time in range(1, attempts + 1) if attempts else (None,):
        number, attempt = (time and 1, time) if is_repeated else (time, None)
        scene.factory.for_phase(phase, *acts, number=number, attempt=attempt, task=task)


def deviate(scene: Scene, agent: PhaseAgent, how: Behaviour, attempts: int | None = None) -> None:
    """Let an agent do that instead of what it would have done."""
    behave(scene, agent, how(scene.factory.acts(*agent)), attempts)


def fail_review(
    scene: Scene, attempts: int | None = None, finding: tuple[str, str, int] | None = None
) -> None:
    """Let the run's review find that fault, of which file and line are told."""
    text, file, line = finding or ("It does not do what was asked", "src/main.py", 1)
    issue = {"file": file, "line": line, "description": text, "suggestion": "Do it again"}
    behave(scene, ("review", None), mcp_calls("review", "fail", issues=[issue]), attempts)


def charge(scene: Scene, agent: PhaseAgent, usd: float) -> None:
    """Let what the agent does as scripted so far cost that much."""
    behave(scene, agent, (cost(usd), *scene.factory.acts(*agent)))
