"""Sessions to draw, as trials tell them."""

from collections.abc import Iterator

from proving_ground.facts import Artifact, Call, Repository, Run, Session, State, how_a_run_ended


def state(completed: int, ending: str = "running", stage: str = "work") -> State:
    words = f"{ending}, stage {stage}, {completed} completed"
    return State(words=words, ending=ending, stage=stage, completed=completed)


def call(iteration: int, result: str = "continue", stage: str = "work", **more: object) -> Call:
    """A call that takes most of the second of its iteration, unless told otherwise."""
    began = {"began_s": iteration - 1.0}
    ended = {} if result == "cut short" else {"exit": 0, "ended_s": iteration - 0.1}
    found = state(iteration - 1, stage=stage)
    told = {"program": "claude", "arguments": ("-p",), "result": result, "stage": stage}
    return Call.model_validate(
        {**told, "iteration": iteration, "state": found, **began, **ended, **more}
    )


def block(iteration: int, count: int, cut: tuple[int, ...] = ()) -> Iterator[Call]:
    """The calls of agents that begin one after another, and end the other way round."""
    for agent in range(count):
        times = {"began_s": iteration + agent / 50, "agent": agent}
        if agent in cut:
            yield call(iteration, "cut short", **times)
        else:
            vote = "stop" if agent == 1 else "continue"
            yield call(iteration, vote, **{**times, "ended_s": iteration + 0.9 - agent / 50})


def run(action: str, *calls: Call, after: State, fault: str = "", ended: int | None = None) -> Run:
    """A run that was killed where there is a fault, unless told otherwise."""
    code = ended if ended is not None else -9 if fault else 0
    return Run(
        action=action,
        calls=calls,
        after=after,
        fault=fault,
        exit=code,
        ended=how_a_run_ended(code, (after.ending,)),
        artifacts=tuple(
            Artifact(stage=c.stage, iteration=c.iteration or 0, complete=not c.was_cut_short)
            for c in calls
        ),
        repository=Repository(branches=("main",), uncommitted=("?? notes.txt",)),
    )


KILLED_TWICE = Session(
    name="session-1",
    runs=(
        run(
            "started",
            call(1),
            call(2, "cut short"),
            after=state(1),
            fault="killed in iteration 2",
            ended=-9,
        ),
        run(
            "resumed",
            call(2),
            call(3, "cut short"),
            after=state(2),
            fault="killed in iteration 3",
            ended=-9,
        ),
        run("resumed", call(3), call(4, "stop"), after=state(4, "complete")),
    ),
)
PARALLEL = Session(
    name="session-1",
    runs=(
        run(
            "started",
            call(1, stage="plan", began_s=0.0, ended_s=0.5),
            *block(1, 3),
            call(3, "stop", stage="judge"),
            after=state(1, "complete", "judge"),
        ),
    ),
)
TWO_AGENTS = Session(
    name="session-1",
    runs=(run("started", *block(1, 2), *block(2, 2), after=state(2, "complete")),),
)
FIVE_AGENTS_KILLED = Session(
    name="session-1",
    runs=(
        run(
            "started",
            *block(1, 5),
            *block(2, 5, cut=(0, 3)),
            after=state(1),
            fault="killed in iteration 2 by agent-0, while agent-3 worked on",
        ),
        run(
            "resumed",
            *(each for each in block(2, 5) if each.agent in (0, 3)),
            *block(3, 5),
            after=state(3, "complete"),
        ),
    ),
)
LONG_BLOCKS = Session(
    name="session-1",
    runs=(
        run(
            "started",
            *(each for n in range(1, 12) for each in block(n, 5)),
            *block(12, 5, cut=(1, 2, 4)),
            after=state(11),
            fault="without power in iteration 12",
        ),
        run("resumed", *block(12, 5), *block(13, 5), after=state(13, "complete")),
    ),
)


def build(task: str, began: float, ended: float | None, result: str, stage: str = "build") -> Call:
    """A call for a task of an orchestration."""
    words = f"running in build, $0.02, tasks: {task} in_progress"
    return call(
        round(began) + 1,
        result,
        stage,
        task=task,
        began_s=began,
        ended_s=ended,
        exit=None if ended is None else int(result == "failed"),
        state=State(words=words, ending="running", stage="build", cost_usd=began / 100),
    )


SIDE_BY_SIDE_TASKS = Session(
    name="run-1",
    runs=(
        run(
            "started",
            call(1, "analyzed", "analyze", began_s=-2.0, ended_s=-1.5),
            build("good", 0.0, 1.0, "reported nothing"),
            build("a-task-of-a-long-name", 0.1, 4.3, "reported nothing"),
            build("bad", 0.2, 0.7, "failed"),
            build("bad", 0.8, 1.6, "failed"),
            build("good", 1.2, 2.2, "task done"),
            build("good", 2.4, 3.0, "sent back", stage="review-loop"),
            build("bad", 2.5, None, "cut short"),
            build("good", 3.2, None, "cut short"),
            after=State(
                words="running in build, $0.03, tasks: good in_progress, bad in_progress, "
                "a-task-of-a-long-name completed",
                ending="running",
            ),
            fault="SIGTERM while the builder of good worked",
            ended=143,
        ),
        run(
            "resumed",
            build("good", 3.0, 3.4, "task done"),
            build("good", 3.6, 3.9, "passed", stage="review-loop"),
            after=State(words="stuck in build, $0.04", ending="stuck"),
            ended=3,
        ),
    ),
)
BACKWARDS = Session(
    name="session-1",
    runs=(
        run(
            "started",
            call(1, began_s=0.0, ended_s=100.0),
            call(2, began_s=-50.0, ended_s=-49.0),
            call(3, "stop", began_s=-48.0, ended_s=-60.0),
            after=state(3, "complete"),
        ),
    ),
)
"""The clock is set back while it runs."""
MANY = Session(
    name="session-1",
    runs=(run("started", *(call(n) for n in range(1, 26)), after=state(25, "complete")),),
)
REPEATED = Session(
    name="session-1",
    runs=(
        run("started", call(1), call(2), after=state(2), fault="SIGTERM in iteration 2", ended=143),
        run("resumed", call(1), call(2), call(3, "error"), after=state(3, "failed"), ended=1),
    ),
)
NO_CALLS = Session(
    name="requests",
    runs=(
        Run(action="list", exit=0, ended="the exit tells: successful", after=State(words="done")),
        Run(
            action="initialize (prompt: Write the release notes)",
            exit=1,
            ended="the exit tells: not possible",
            after=State(words="not done: no backend"),
        ),
    ),
)
STRUCK_OUTSIDE = Session(
    name="session-1",
    runs=(
        run(
            "started",
            after=State(words="none yet"),
            fault="killed before change 1: mkdir runs",
            ended=-9,
        ),
        run("started", call(1, "stop"), after=state(1, "complete")),
    ),
)
SESSIONS = {
    "killed-twice": KILLED_TWICE,
    "parallel": PARALLEL,
    "two-agents": TWO_AGENTS,
    "five-agents-killed": FIVE_AGENTS_KILLED,
    "long-blocks": LONG_BLOCKS,
    "side-by-side-tasks": SIDE_BY_SIDE_TASKS,
    "clock-set-back": BACKWARDS,
    "25-iterations": MANY,
    "repeated": REPEATED,
    "no-calls": NO_CALLS,
    "struck-outside": STRUCK_OUTSIDE,
}
