"""Sessions to draw, as trials tell them."""

from proving_ground.facts import Artifact, Call, Repository, Run, Session, State


def state(completed: int, ending: str = "running", stage: str = "work") -> State:
    words = f"{ending}, stage {stage}, {completed} completed"
    return State(words=words, ending=ending, stage=stage, completed=completed)


def call(iteration: int, result: str = "continue", stage: str = "work", **more: object) -> Call:
    ended = {} if result == "cut short" else {"exit": 0, "ended_s": float(iteration)}
    found = state(iteration - 1, stage=stage)
    told = {"program": "claude", "arguments": ("-p",), "result": result, "stage": stage}
    return Call.model_validate({**told, "iteration": iteration, "state": found, **ended, **more})


def run(action: str, *calls: Call, after: State, fault: str = "", ended: int | None = None) -> Run:
    """A run that was killed where there is a fault, unless told otherwise."""
    return Run(
        action=action,
        calls=calls,
        after=after,
        fault=fault,
        exit=ended if ended is not None else -9 if fault else 0,
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
            call(1, stage="plan"),
            *(call(1, "stop", stage="build", agent=agent) for agent in range(3)),
            after=state(1, "complete", "build"),
        ),
    ),
)
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
        Run(action="list", exit=0, after=State(words="done")),
        Run(action="initialize", exit=1, after=State(words="not done: no backend")),
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
    "25-iterations": MANY,
    "repeated": REPEATED,
    "no-calls": NO_CALLS,
    "struck-outside": STRUCK_OUTSIDE,
}
